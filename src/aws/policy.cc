// SPDX-License-Identifier: Apache-2.0
#include "aws/policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"
#include "aws/limits.h"
#include "aws/policy_condition.h"
#include "base/text.h"

namespace sb::aws {
namespace {

std::vector<std::string> to_list(const json::Value* value) {
  std::vector<std::string> out;
  if (value == nullptr) return out;
  const auto add = [&](const json::Value& item) {
    if (item.is_string()) {
      out.push_back(json::to_std(item.get_string()));
    } else {
      out.push_back(json::to_text(item));
    }
  };
  if (const json::Array* list = value->if_array()) {
    for (const json::Value& item : *list) add(item);
  } else {
    add(*value);
  }
  return out;
}

std::vector<std::string> read_principals(const json::Value& value) {
  if (value.is_string()) return {json::to_std(value.get_string())};
  std::vector<std::string> out;
  const json::Object* kinds = value.if_object();
  if (kinds == nullptr) return out;
  for (const auto& [kind, names] : *kinds) {
    for (std::string& name : to_list(&names)) {
      if (kind == "AWS" && name == "*") {
        out.push_back("*");
      } else if (kind == "AWS" && is_account_id(name)) {
        out.push_back(fmt::format("AWS:arn:aws:iam::{}:root", name));
      } else {
        out.push_back(fmt::format("{}:{}", std::string_view(kind), name));
      }
    }
  }
  return out;
}

base::Result<std::vector<PolicyCondition>> read_conditions(const json::Value& value) {
  const base::Error wrong{"", "Condition must be an object of operators, each an object of keys", ""};
  const json::Object* object = value.if_object();
  if (object == nullptr) return wrong;
  std::vector<PolicyCondition> out;
  for (const auto& [op, keys] : *object) {
    const json::Object* members = keys.if_object();
    if (members == nullptr) return wrong;
    for (const auto& [key, values] : *members) {
      out.push_back({std::string(op), std::string(key), to_list(&values)});
    }
  }
  return out;
}

bool is_named(std::string_view principal, std::string_view kind, std::string_view name) {
  return principal.starts_with(kind) && principal.substr(kind.size()) == name;
}

bool same_account(const std::string& principal, const PolicyRequest& request) {
  static constexpr std::string_view kPrefix = "AWS:arn:";
  if (!principal.starts_with(kPrefix)) return false;
  const auto arn = view_arn(std::string_view(principal).substr(4));
  return arn && arn->resource == "root" && arn->account == request.principal_account;
}

bool principal_matches(const PolicyStatement& statement, const PolicyRequest& request) {
  const bool found =
      std::any_of(statement.principals.begin(), statement.principals.end(), [&](const std::string& p) {
        if (p == "*") return true;
        if (!request.principal_service.empty()) return is_named(p, "Service:", request.principal_service);
        return is_named(p, "AWS:", request.principal_arn) || same_account(p, request) ||
               (p.starts_with("AWS:") && is_session_of(request.principal_arn, std::string_view(p).substr(4)));
      });
  return found != statement.not_principal;
}

bool any_glob(const std::vector<std::string>& patterns, std::string_view text, bool fold_case) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return fold_case ? base::glob_match_ignore_case(pattern, text) : base::glob_match(pattern, text);
  });
}

// IAM replaces variables in policies of this version only.
constexpr std::string_view kVersionWithVariables = "2012-10-17";

Truth applies(const PolicyStatement& statement, const PolicyRequest& request, bool has_variables) {
  if (!principal_matches(statement, request) ||
      any_glob(statement.actions, request.action, true) == statement.not_action)
    return Truth::kNo;
  if (!statement.resources.empty() &&
      any_glob(statement.resources, request.resource, false) == statement.not_resource)
    return Truth::kNo;
  Truth out = Truth::kYes;
  for (const PolicyCondition& condition : statement.conditions) {
    const Truth one = holds(condition, request, has_variables);
    if (one == Truth::kNo) return one;
    if (one == Truth::kUnknown) out = one;
  }
  return out;
}

std::string sorted_list(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return base::join(values, ",");
}

}  // namespace

base::Result<PolicyStatement> parse_statement(const json::Object& object) {
  PolicyStatement out;
  out.sid = json::string_or_empty(object, "Sid");
  const auto effect = json::find_string(object, "Effect");
  if (effect != "Allow" && effect != "Deny") return base::Error{"", "Effect must be Allow or Deny", ""};
  out.allow = effect == "Allow";
  out.not_principal = object.contains("NotPrincipal");
  if (const json::Value* who = object.if_contains(out.not_principal ? "NotPrincipal" : "Principal")) {
    out.principals = read_principals(*who);
  }
  out.not_action = object.contains("NotAction");
  out.actions = to_list(object.if_contains(out.not_action ? "NotAction" : "Action"));
  if (out.actions.empty()) return base::Error{"", "Action is missing", ""};
  out.not_resource = object.contains("NotResource");
  out.resources = to_list(object.if_contains(out.not_resource ? "NotResource" : "Resource"));
  if (const json::Value* conditions = object.if_contains("Condition")) {
    auto read = read_conditions(*conditions);
    if (!read) return read.error();
    out.conditions = std::move(*read);
  }
  return out;
}

base::Result<Policy> parse_policy(std::string_view text) {
  auto document = json::parse_document(text);
  if (!document) return document.error();
  const json::Object* object = document->if_object();
  if (object == nullptr) return base::Error{"", "a policy must be a JSON object", ""};
  Policy out;
  out.version = json::string_or_empty(*object, "Version");
  out.id = json::string_or_empty(*object, "Id");
  const json::Value* statements = object->if_contains("Statement");
  if (statements == nullptr) return base::Error{"", "a policy needs a Statement", ""};
  json::Array list;
  if (statements->is_array()) {
    list = statements->get_array();
  } else {
    list.push_back(*statements);
  }
  for (size_t i = 0; i < list.size(); ++i) {
    const json::Object* item = list[i].if_object();
    if (item == nullptr) return base::Error{"", fmt::format("statement {} is not an object", i + 1), ""};
    auto statement = parse_statement(*item);
    if (!statement)
      return base::Error{"", fmt::format("statement {}: {}", i + 1, statement.error().message), ""};
    out.statements.push_back(std::move(*statement));
  }
  return out;
}

base::Result<Policy> parse_new_policy(std::string_view text) {
  auto policy = parse_policy(text);
  if (!policy) return policy;
  for (size_t i = 0; i < policy->statements.size(); ++i) {
    for (const PolicyCondition& condition : policy->statements[i].conditions) {
      if (is_condition_operator(condition.op)) continue;
      return base::Error{
          "", fmt::format("statement {}: {} is no operator of a condition", i + 1, condition.op), ""};
    }
  }
  return policy;
}

std::string canonical_text(const PolicyStatement& s) {
  std::vector<std::string> actions;
  for (const std::string& action : s.actions) actions.push_back(base::to_lower(action));
  std::vector<std::string> conditions;
  for (const PolicyCondition& c : s.conditions) {
    conditions.push_back(
        fmt::format("{}({}:{})", base::to_lower(c.op), base::to_lower(c.key), sorted_list(c.values)));
  }
  return fmt::format("{} {} {}principal[{}] {}action[{}] {}resource[{}] if[{}]", s.sid,
                     s.allow ? "allow" : "deny", s.not_principal ? "not-" : "", sorted_list(s.principals),
                     s.not_action ? "not-" : "", sorted_list(actions), s.not_resource ? "not-" : "",
                     sorted_list(s.resources), sorted_list(conditions));
}

std::string canonical_text(const Policy& policy) {
  std::vector<std::string> lines;
  for (const PolicyStatement& statement : policy.statements) lines.push_back(canonical_text(statement));
  std::sort(lines.begin(), lines.end());
  return base::join(lines, "\n");
}

PolicyVerdict evaluate(const Policy& policy, const PolicyRequest& request) {
  const bool has_variables = policy.version == kVersionWithVariables;
  bool is_allowed = false;
  bool may_be_allowed = false;
  bool may_be_denied = false;
  for (const PolicyStatement& statement : policy.statements) {
    Truth truth = applies(statement, request, has_variables);
    if (truth == Truth::kUnknown && request.is_complete) truth = statement.allow ? Truth::kNo : Truth::kYes;
    if (truth == Truth::kNo) continue;
    const bool is_known = truth == Truth::kYes;
    if (!statement.allow && is_known) return PolicyVerdict::kDeny;
    if (!statement.allow) {
      may_be_denied = true;
    } else {
      may_be_allowed = true;
      is_allowed = is_allowed || is_known;
    }
  }
  if (!may_be_allowed) return PolicyVerdict::kNoStatement;
  return is_allowed && !may_be_denied ? PolicyVerdict::kAllow : PolicyVerdict::kUndecided;
}

bool depends_on_time(const Policy& policy) {
  return std::any_of(
      policy.statements.begin(), policy.statements.end(), [](const PolicyStatement& statement) {
        return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                           [](const PolicyCondition& condition) { return asks_for_time(condition); });
      });
}

}  // namespace sb::aws
