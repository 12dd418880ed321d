// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/reference.h"

#include <algorithm>
#include <optional>

#include "aws/arn.h"
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

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_lower(std::string_view text) { return std::all_of(text.begin(), text.end(), is_lower); }

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "us-east-1", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1".
bool is_region(std::string_view text) {
  take(text, "eusc-");
  const size_t last = text.rfind('-');
  if (text.size() < 3 || !all_lower(text.substr(0, 2)) || text[2] != '-' || last == 2) return false;
  const std::string_view number = text.substr(last + 1);
  std::string_view middle = text.substr(3, last - 3);
  if (!take(middle, "gov-") && take(middle, "iso") && !take(middle, "-"))
    middle = middle.size() > 2 && is_lower(middle[0]) && middle[1] == '-' ? middle.substr(2) : "";
  return number.size() == 1 && is_digit(number[0]) && !middle.empty() && all_lower(middle);
}

// Takes what stands before the first colon where `is_one` holds for it.
void take_element(std::string_view& text, bool (*is_one)(std::string_view)) {
  const size_t colon = text.find(':');
  if (colon != std::string_view::npos && is_one(text.substr(0, colon))) text.remove_prefix(colon + 1);
}

// What stands behind "arn:aws:lambda:", a region, an account and "function:", any of which may be left out.
std::string_view tail_of(std::string_view text) {
  const size_t service = text.find(":lambda:", 4);
  if (text.starts_with("arn:") && service != std::string_view::npos) {
    const std::string_view partition = text.substr(4, service - 4);
    if (partition.empty() || (partition.starts_with("aws") && aws::is_made_of(partition, "-")))
      text.remove_prefix(service + 8);
  }
  take_element(text, is_region);
  take_element(text, aws::is_account_id);
  take(text, "function:");
  return text;
}

bool is_function_name(std::string_view text) {
  const std::string_view tail = tail_of(text);
  const size_t colon = tail.find(':');
  const std::string_view name = tail.substr(0, colon);
  if (name.empty() || !aws::is_made_of(name, "-_.")) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view qualifier = tail.substr(colon + 1);
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
  std::string_view tail = tail_of(name_or_arn);
  if (const auto arn = aws::view_arn(name_or_arn)) {
    tail = arn->resource;
    take(tail, "function:");
  }
  const size_t colon = tail.find(':');
  Reference out{std::string(tail.substr(0, colon)), ""};
  if (colon != std::string_view::npos) out.qualifier = tail.substr(colon + 1);
  return out;
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
