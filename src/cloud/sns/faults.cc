// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/faults.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::cloud::sns {

service::Fault not_found(std::string message) { return {"NotFound", std::move(message), 404, "", ""}; }

service::Fault invalid(const std::string& what) {
  return {"InvalidParameter", "Invalid parameter: " + what, 400, "", ""};
}

std::optional<service::Fault> check_arn(const std::string& arn, const std::string& parameter) {
  if (arn.empty()) return invalid(parameter + " Reason: no value for required parameter");
  const auto elements = std::count(arn.begin(), arn.end(), ':') + 1;
  if (elements >= 6) return std::nullopt;
  return invalid(fmt::format("{} Reason: An ARN must have at least 6 elements, not {}", parameter, elements));
}

}  // namespace sb::cloud::sns
