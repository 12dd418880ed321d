// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/permission.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"
#include "aws/limits.h"
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

json::Value principal_of(const std::string& text) {
  if (text == "*") return "*";
  if (aws::is_account_id(text)) return json::Object{{"AWS", fmt::format("arn:aws:iam::{}:root", text)}};
  if (aws::parse_arn(text)) return json::Object{{"AWS", text}};
  return json::Object{{"Service", text}};
}

}  // namespace

std::optional<service::Fault> check_permission(const json::Object& input) {
  return service::Constraints()
      .text(input, "StatementId", kStatementId, Need::kRequired)
      .text(input, "Action", kAction, Need::kRequired)
      .text(input, "Principal", kPrincipal, Need::kRequired)
      .text(input, "SourceArn", kSourceArn)
      .text(input, "SourceAccount", kAccount)
      .fault();
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
  for (const json::Value& item : statements) {
    if (auto parsed = aws::parse_statement(item.as_object()); parsed.ok())
      out.statements.push_back(std::move(*parsed));
  }
  return out;
}

}  // namespace sb::cloud::lambda
