// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/paging.h"

#include <fmt/format.h>

#include "aws/limits.h"
#include "base/digest.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/receive_request.h"

namespace sb::cloud::sqs {
namespace {

constexpr char kMaxResults[] = "MaxResults";
constexpr char kNextToken[] = "NextToken";
constexpr int64_t kResultsMax = 1000;
// So that a token is told from any other text.
constexpr std::string_view kMark = "after:";

}  // namespace

std::variant<Page, service::Fault> read_page(const json::Object& input) {
  if (auto fault = check_integer(input, kMaxResults)) return *fault;
  Page out;
  if (const auto count = json::find_int(input, kMaxResults)) {
    if (*count < 1 || *count > kResultsMax) {
      return invalid_value_of(fmt::format("{}", *count), kMaxResults,
                              "Must be between 1 and 1000, if provided.");
    }
    out.count_max = static_cast<size_t>(*count);
    out.is_asked = true;
  }
  const std::string token = json::string_or_empty(input, kNextToken);
  if (token.empty()) return out;
  const auto text = base::base64_decode(token);
  if (!text || !text->starts_with(kMark) || !aws::is_queue_name(text->substr(kMark.size())))
    return invalid_value_of(token, kNextToken, "It is no token of a list of queues.");
  out.after = text->substr(kMark.size());
  return out;
}

void end_page(json::Object& list, const Page& page, const std::string& last) {
  if (page.is_asked) list[kNextToken] = base::base64_encode(std::string(kMark) + last);
}

}  // namespace sb::cloud::sqs
