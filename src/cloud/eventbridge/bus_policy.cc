// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/bus_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"

namespace sb::cloud::eventbridge {
namespace {

json::Object document_of(const std::string& policy) {
  auto document = json::parse_document(policy);
  if (document.ok() && document->is_object()) return std::move(document->get_object());
  return {{"Version", "2012-10-17"}};
}

json::Array statements_of(const json::Object& document) {
  const json::Value* statements = document.if_contains("Statement");
  if (statements == nullptr) return {};
  if (statements->is_array()) return statements->get_array();
  json::Array one;
  one.push_back(*statements);
  return one;
}

std::string to_policy(json::Object document, json::Array statements) {
  document["Statement"] = std::move(statements);
  return json::to_text(document);
}

bool has_sid(const json::Value& statement, const std::string& sid) {
  return statement.is_object() && json::string_or_empty(statement.get_object(), "Sid") == sid;
}

}  // namespace

json::Object make_statement(const json::Object& input, const std::string& bus_arn) {
  const std::string principal = json::string_or_empty(input, "Principal");
  const auto bus = aws::parse_arn(bus_arn);
  json::Object out{{"Sid", json::string_or_empty(input, "StatementId")}, {"Effect", "Allow"}};
  if (principal == "*") {
    out["Principal"] = "*";
  } else {
    out["Principal"] = {{"AWS", fmt::format("arn:{}:iam::{}:root", bus ? bus->partition : "aws", principal)}};
  }
  out["Action"] = json::string_or_empty(input, "Action");
  out["Resource"] = bus_arn;
  if (const json::Object* condition = json::find_object(input, "Condition")) {
    json::Object key{{json::string_or_empty(*condition, "Key"), json::string_or_empty(*condition, "Value")}};
    out["Condition"] = json::Object{{json::string_or_empty(*condition, "Type"), std::move(key)}};
  }
  return out;
}

std::string with_statement(const std::string& policy, const json::Object& statement) {
  json::Object document = document_of(policy);
  json::Array statements = statements_of(document);
  const std::string sid = json::string_or_empty(statement, "Sid");
  const auto at = std::find_if(statements.begin(), statements.end(),
                               [&](const json::Value& item) { return has_sid(item, sid); });
  if (at == statements.end()) {
    statements.push_back(statement);
  } else {
    *at = statement;
  }
  return to_policy(std::move(document), std::move(statements));
}

std::optional<std::string> without_statement(const std::string& policy, const std::string& sid) {
  json::Object document = document_of(policy);
  json::Array kept;
  const json::Array statements = statements_of(document);
  for (const json::Value& item : statements) {
    if (!has_sid(item, sid)) kept.push_back(item);
  }
  if (kept.size() == statements.size()) return std::nullopt;
  return kept.empty() ? "" : to_policy(std::move(document), std::move(kept));
}

}  // namespace sb::cloud::eventbridge
