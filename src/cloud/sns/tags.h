// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cloud/service/service.h"

namespace sb::cloud::sns {

struct ReadTags {
  std::map<std::string, std::string> tags;
  std::optional<service::Fault> fault;
};

// The member Tags, [{"Key":…,"Value":…}], of a call; the fault of tags that AWS would not take.
ReadTags read_tags(const json::Object& input);
// The fault when a topic would have more tags than it may.
std::optional<service::Fault> check_tag_count(size_t count);

}  // namespace sb::cloud::sns
