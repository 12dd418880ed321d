// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/paging.h"

#include "base/digest.h"
#include "cloud/eventbridge/faults.h"

namespace sb::cloud::eventbridge {
namespace {

constexpr int64_t kPageSize = 100;
constexpr std::string_view kMark = "after:";

}  // namespace

Page::Page(const json::Object& input)
    : limit_(static_cast<size_t>(json::find_int(input, "Limit").value_or(kPageSize))) {
  const auto token = json::find_string(input, "NextToken");
  if (!token) return;
  const auto key = base::base64_decode(*token);
  if (key.ok() && key->starts_with(kMark)) {
    after_ = key->substr(kMark.size());
  } else {
    fault_ = validation("Token is invalid.");
  }
}

json::Object Page::finish(const char* name) {
  json::Object out{{name, std::move(items_)}};
  if (more_) out["NextToken"] = base::base64_encode(std::string(kMark) + last_);
  return out;
}

}  // namespace sb::cloud::eventbridge
