// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/reference.h"

#include <optional>
#include <utility>

#include "aws/arn.h"
#include "aws/function_name.h"
#include "aws/limits.h"
#include "cloud/service/constraints.h"

namespace sb::cloud::lambda {
namespace {

constexpr service::TextRule kQualifier{
    1, 128, R"(\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)",
    [](std::string_view text) { return text == "$LATEST.PUBLISHED" || aws::is_made_of(text, "-_$"); }};

constexpr char kNamePattern[] =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?)"
    R"((function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)";

bool is_function_name(std::string_view text) {
  const aws::FunctionName found = aws::parse_function_name(text);
  const auto arn = aws::view_arn(text);
  const bool is_placed = !arn || (arn->service == "lambda" && aws::is_region(found.region) &&
                                  aws::is_account_id(found.account) &&
                                  (arn->partition.empty() || (arn->partition.starts_with("aws") &&
                                                              aws::is_made_of(arn->partition, "-"))));
  if (!is_placed || found.name.empty() || !aws::is_made_of(found.name, "-_.")) return false;
  if (!found.qualifier) return true;
  const std::string& qualifier = *found.qualifier;
  return qualifier == "$LATEST" || qualifier == "$LATEST.PUBLISHED" ||
         (!qualifier.empty() && aws::is_made_of(qualifier, "-_"));
}

constexpr service::TextRule kName{1, 140, kNamePattern, is_function_name};
constexpr service::TextRule kNamespacedName{1, 170, kNamePattern, is_function_name};

}  // namespace

bool Reference::may_exist() const {
  if (key().empty()) return true;
  return qualifier.find('$') == std::string::npos &&
         qualifier.find_first_not_of("0123456789") != std::string::npos;
}

std::string Reference::arn(const std::string& function_arn) const {
  return key().empty() ? function_arn : function_arn + ":" + qualifier;
}

Reference parse_reference(std::string_view name_or_arn) {
  aws::FunctionName found = aws::parse_function_name(name_or_arn);
  return {std::move(found.name), std::move(found.qualifier).value_or("")};
}

std::variant<Reference, service::Fault> read_reference(const std::string& operation,
                                                       const json::Object& input) {
  const bool is_statement = operation == "AddPermission" || operation == "RemovePermission";
  service::Constraints constraints;
  constraints.text(input, "FunctionName", is_statement ? kName : kNamespacedName, service::Need::kRequired)
      .text(input, "Qualifier", kQualifier);
  if (auto fault = constraints.fault()) return *fault;
  Reference out = parse_reference(json::string_or_empty(input, "FunctionName"));
  std::string given = json::string_or_empty(input, "Qualifier");
  if (!given.empty() && !out.qualifier.empty() && given != out.qualifier) {
    return service::Fault{
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.", 400, "", ""};
  }
  if (!given.empty()) out.qualifier = std::move(given);
  return out;
}

}  // namespace sb::cloud::lambda
