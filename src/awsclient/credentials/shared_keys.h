// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// aws_access_key_id, aws_secret_access_key and aws_session_token of a profile as it stands in one of the two
// files. One half of a key pair without the other is an error.
ProviderPtr make_shared_keys_provider(const Surroundings& surroundings, std::string profile,
                                      SharedFiles::Kind file);

}  // namespace sb::awsclient::credentials
