// SPDX-License-Identifier: Apache-2.0
// Any text as a resource policy: refused or evaluated; one that is read equals itself, and a permission added
// to a bus's policy can be taken out again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "aws/policy.h"
#include "base/check.h"
#include "cloud/eventbridge/bus_policy.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sb;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto policy = aws::parse_policy(text);
  if (!policy.ok()) return 0;
  const aws::PolicyRequest request{"111122223333",     "arn:aws:iam::111122223333:root",       "",
                                   "events:PutEvents", "arn:aws:events:r:1:event-bus/default", {}};
  (void)aws::evaluate(*policy, request);
  (void)aws::canonical_text(*policy);
  const json::Object statement = cloud::eventbridge::make_statement(
      {{"StatementId", "fuzz"}, {"Principal", "*"}, {"Action", "events:PutEvents"}}, request.resource);
  const std::string with = cloud::eventbridge::with_statement(text, statement);
  const auto grown = aws::parse_policy(with);
  if (grown.ok()) SB_CHECK(aws::evaluate(*grown, request) != aws::PolicyVerdict::kNoStatement);
  SB_CHECK(cloud::eventbridge::without_statement(with, "fuzz").has_value());
  return 0;
}
