// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sb::cli {

// The files of examples/, built into the program, so that demo and init need no other file.
extern const std::string_view kFanoutExample;
extern const std::string_view kQueueFilterExample;
extern const std::string_view kPartnerExample;

}  // namespace sb::cli
