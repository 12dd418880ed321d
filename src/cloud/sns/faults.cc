// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/reader.h"

namespace sb::cloud::sns {

service::Fault not_found(std::string message) { return {"NotFound", std::move(message), 404, "", ""}; }

service::Fault invalid(const std::string& what) {
  return {"InvalidParameter", "Invalid parameter: " + what, 400, "", ""};
}

service::Fault parameter_value_invalid(std::string message) {
  return {"ParameterValueInvalid", std::move(message), 400, "", ""};
}

service::Fault authorization_error(std::string message) {
  return {"AuthorizationError", std::move(message), 403, "", ""};
}

std::optional<service::Fault> check_arn(const std::string& arn, const std::string& parameter) {
  if (arn.empty()) return invalid(parameter + " Reason: no value for required parameter");
  const auto elements = std::count(arn.begin(), arn.end(), ':') + 1;
  if (elements >= 6) return std::nullopt;
  return invalid(fmt::format("{} Reason: An ARN must have at least 6 elements, not {}", parameter, elements));
}

std::optional<std::string> json_trouble(std::string_view text) {
  const json::ReadResult read = json::read(text);
  if (read.ok()) return std::nullopt;
  return fmt::format(
      "failed to parse JSON. {}\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` "
      "disabled); line: {}, column: {}]",
      read.error.reason, read.error.location.line, read.error.location.column);
}

}  // namespace sb::cloud::sns
