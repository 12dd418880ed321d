// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// A profile's credential_process: run without a shell, it prints {"Version": 1, "AccessKeyId",
// "SecretAccessKey"[, "SessionToken", "Expiration"]}. Without Expiration the credentials last. It has two
// minutes, in which it may ask on the terminal. Nothing that it prints stands in an error.
ProviderPtr make_process_provider(const Surroundings& surroundings, std::string profile);

}  // namespace sb::awsclient::credentials
