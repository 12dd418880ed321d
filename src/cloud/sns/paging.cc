// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/paging.h"

#include "base/digest.h"

namespace sb::cloud::sns {

std::optional<std::string> page_start(const json::Object& input) {
  const std::string token = json::string_or_empty(input, "NextToken");
  if (token.empty()) return "";
  auto key = base::base64_decode(token);
  if (!key || key->empty()) return std::nullopt;
  return std::move(*key);
}

void end_page(json::Object& page, const std::string& last_key) {
  page["NextToken"] = base::base64_encode(last_key);
}

}  // namespace sb::cloud::sns
