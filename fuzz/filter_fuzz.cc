// SPDX-License-Identifier: Apache-2.0
// Any text as a filter policy, of either scope: read, or refused with the first fault in SNS's words; as an
// event pattern it has faults where parse() refuses it.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "pattern/filter_policy.h"
#include "pattern/parse.h"
#include "pattern/refusals.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sb::pattern;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const FilterScope scope : {FilterScope::kMessageAttributes, FilterScope::kMessageBody}) {
    const FilterPolicyResult read = read_filter_policy(text, scope);
    SB_CHECK(read.faults.empty() == read.pattern.has_value());
    SB_CHECK(read.faults.empty() || !read.faults.front().words.empty());
    for (const FilterFault& fault : read.faults) {
      SB_CHECK(!fault.reason.empty());
      SB_CHECK(!fault.offset || *fault.offset <= text.size());
    }
  }
  SB_CHECK(find_refusals(text).empty() == parse(text).ok());
  return 0;
}
