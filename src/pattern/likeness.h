// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sb::pattern {

// Whether one text may be the other with a slip: a letter or two, in texts of some length. Texts that differ
// in digits only are two names, not one with a slip.
bool is_slip(std::string_view a, std::string_view b);

// How alike two paths are, 0 for not at all. "detail.queue.id" and "detail.eventBody.queueId" are: their ends
// are one name when case and dots are left out.
int path_likeness(std::string_view wanted, std::string_view other);

// The part of `path` behind its last dot.
std::string_view last_key(std::string_view path);

}  // namespace sb::pattern
