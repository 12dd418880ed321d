// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/endpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "aws/arn.h"
#include "cloud/sns/faults.h"

namespace sb::cloud::sns {
namespace {

using service::Fault;

constexpr std::array<std::string_view, 5> kUnserved{"email", "email-json", "sms", "application", "firehose"};

std::optional<Fault> check_queue(const std::string& endpoint) {
  const auto arn = aws::parse_arn(endpoint);
  if (!arn || arn->service != "sqs") return invalid("SQS endpoint ARN");
  if (!arn->resource.ends_with(".fifo")) return std::nullopt;
  return invalid(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
}

std::optional<Fault> check_function(const std::string& endpoint) {
  const auto arn = aws::parse_arn(endpoint);
  if (arn && arn->service == "lambda" && arn->resource.starts_with("function:")) return std::nullopt;
  return invalid("Lambda endpoint ARN");
}

std::optional<Fault> check_address(const std::string& protocol, const std::string& endpoint,
                                   const AllowedHosts& allowed) {
  if (!endpoint.starts_with(protocol + "://")) return invalid("Endpoint must match the specified protocol");
  if (!is_endpoint_url(endpoint)) return invalid("Endpoint Reason: not an address that can be reached");
  if (!allowed.allows(endpoint)) return invalid("Endpoint Reason: " + AllowedHosts::refusal(endpoint));
  return std::nullopt;
}

}  // namespace

std::optional<Fault> check_endpoint(const std::string& protocol, const std::string& endpoint,
                                    const AllowedHosts& allowed) {
  if (protocol == "sqs") return check_queue(endpoint);
  if (protocol == "lambda") return check_function(endpoint);
  if (protocol == "http" || protocol == "https") return check_address(protocol, endpoint, allowed);
  if (std::find(kUnserved.begin(), kUnserved.end(), protocol) == kUnserved.end())
    return invalid(fmt::format("Amazon SNS does not support this protocol string: {}", protocol));
  return invalid(fmt::format(
      "Protocol Reason: subscriptions of the protocol {} are not served by this endpoint.", protocol));
}

bool is_owner_of_endpoint(const std::string& account, const std::string& endpoint) {
  const auto arn = aws::parse_arn(endpoint);
  return arn && arn->account == account;
}

}  // namespace sb::cloud::sns
