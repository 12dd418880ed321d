// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/permission.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/digest.h"
#include "cloud/service/constraints.h"

namespace sb::cloud::lambda {
namespace {

using service::Need;
using service::TextRule;

bool is_action(std::string_view text) {
  static constexpr std::string_view kPrefix = "lambda:";
  if (text == "*") return true;
  if (!text.starts_with(kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  return text == "*" || (!text.empty() && aws::is_made_of(text, ""));
}

bool is_source(std::string_view text) { return aws::parse_arn(text).has_value(); }

bool has_no_blank(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\r\n\f\v") == std::string_view::npos;
}

constexpr TextRule kStatementId{1, 100, "([a-zA-Z0-9-_]+)", [](std::string_view text) {
                                  return !text.empty() && aws::is_made_of(text, "-_");
                                }};
constexpr TextRule kAction{0, 0, "(lambda:[*]|lambda:[a-zA-Z]+|[*])", is_action};
constexpr TextRule kPrincipal{0, 0, R"([^\s]+)", has_no_blank};
constexpr TextRule kSourceArn{
    0, 0, R"(arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}(-gov)?-[a-z]+-\d{1})?:(\d{12})?:(.*))",
    is_source};
constexpr TextRule kAccount{12, 12, R"(\d{12})", aws::is_account_id};

service::Fault invalid(std::string message) {
  return {"InvalidParameterValueException", std::move(message), 400, "", ""};
}

// Everybody, an account, an ARN, or a service of AWS.
bool is_principal(const std::string& text) {
  static constexpr std::string_view kServices[] = {".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"};
  return text == "*" || aws::is_account_id(text) || aws::parse_arn(text) ||
         std::any_of(std::begin(kServices), std::end(kServices),
                     [&](std::string_view end) { return text.size() > end.size() && text.ends_with(end); });
}

json::Value principal_of(const std::string& text) {
  if (text == "*") return "*";
  if (aws::is_account_id(text)) return json::Object{{"AWS", fmt::format("arn:aws:iam::{}:root", text)}};
  if (aws::parse_arn(text)) return json::Object{{"AWS", text}};
  return json::Object{{"Service", text}};
}

}  // namespace

std::optional<service::Fault> check_permission(const json::Object& input, std::string_view qualifier) {
  auto fault = service::Constraints()
                   .text(input, "StatementId", kStatementId, Need::kRequired)
                   .text(input, "Action", kAction, Need::kRequired)
                   .text(input, "Principal", kPrincipal, Need::kRequired)
                   .text(input, "SourceArn", kSourceArn)
                   .text(input, "SourceAccount", kAccount)
                   .fault();
  if (fault) return fault;
  if (qualifier == "$LATEST") return invalid("We currently do not support adding policies for $LATEST.");
  if (!is_principal(json::string_or_empty(input, "Principal")))
    return invalid("The provided principal was invalid. Please check the principal and try again.");
  return std::nullopt;
}

// A UUID by its form.
std::string revision_id(const json::Array& statements) {
  const std::string digits = base::hex(base::sha256(policy_text(statements)));
  return fmt::format("{}-{}-4{}-8{}-{}", digits.substr(0, 8), digits.substr(8, 4), digits.substr(12, 3),
                     digits.substr(15, 3), digits.substr(18, 12));
}

std::optional<service::Fault> check_revision(const json::Array& statements, const json::Object& input) {
  const auto wanted = json::find_string(input, "RevisionId");
  if (!wanted || *wanted == revision_id(statements)) return std::nullopt;
  return service::Fault{"PreconditionFailedException",
                        "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy "
                        "API to retrieve the latest Revision Id",
                        412, "", ""};
}

json::Object make_statement(const json::Object& input, const std::string& resource) {
  json::Object out{{"Sid", json::string_or_empty(input, "StatementId")},
                   {"Effect", "Allow"},
                   {"Principal", principal_of(json::string_or_empty(input, "Principal"))},
                   {"Action", json::string_or_empty(input, "Action")},
                   {"Resource", resource}};
  static constexpr std::pair<const char*, const char*> kEquals[] = {
      {"SourceAccount", "AWS:SourceAccount"},
      {"PrincipalOrgID", "aws:PrincipalOrgID"},
      {"EventSourceToken", "lambda:EventSourceToken"},
      {"FunctionUrlAuthType", "lambda:FunctionUrlAuthType"}};
  json::Object equals;
  for (const auto& [member, key] : kEquals) {
    if (const auto value = json::find_string(input, member)) equals[key] = *value;
  }
  json::Object conditions;
  if (!equals.empty()) conditions["StringEquals"] = std::move(equals);
  if (const auto source = json::find_string(input, "SourceArn"))
    conditions["ArnLike"] = json::Object{{"AWS:SourceArn", *source}};
  if (!conditions.empty()) out["Condition"] = std::move(conditions);
  return out;
}

std::string policy_text(const json::Array& statements) {
  return json::to_text(json::Object{{"Version", "2012-10-17"}, {"Id", "default"}, {"Statement", statements}});
}

aws::Policy to_policy(const json::Array& statements) {
  aws::Policy out;
  out.version = "2012-10-17";
  for (const json::Value& item : statements) {
    if (auto parsed = aws::parse_statement(item.as_object()); parsed.ok())
      out.statements.push_back(std::move(*parsed));
  }
  return out;
}

}  // namespace sb::cloud::lambda
