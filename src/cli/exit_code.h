// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sb::cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitChanges = 2;   // plan --detailed-exitcode: there are changes
inline constexpr int kExitBadInput = 2;  // match, test: input that cannot be read
inline constexpr int kExitUsage = 64;
inline constexpr int kExitInterrupted = 130;  // by Ctrl-C; 128 + its number by another signal

}  // namespace sb::cli
