// SPDX-License-Identifier: Apache-2.0
#include "aws/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "aws/arn.h"
#include "aws/limits.h"
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

std::vector<PolicyCondition> read_conditions(const json::Object& object) {
  std::vector<PolicyCondition> out;
  for (const auto& [op, keys] : object) {
    const json::Object* members = keys.if_object();
    if (members == nullptr) continue;
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

// ArnLike compares element by element, wildcards never crossing a colon of the first five.
bool arn_like(std::string_view pattern, std::string_view text) {
  const auto wanted = view_arn(pattern);
  const auto found = view_arn(text);
  if (!wanted || !found) return false;
  return base::glob_match(wanted->partition, found->partition) &&
         base::glob_match(wanted->service, found->service) &&
         base::glob_match(wanted->region, found->region) &&
         base::glob_match(wanted->account, found->account) &&
         base::glob_match(wanted->resource, found->resource);
}

using Compare = bool (*)(std::string_view wanted, std::string_view found);

std::optional<Compare> find_compare(std::string_view op) {
  if (op == "stringequals") return [](std::string_view w, std::string_view f) { return w == f; };
  if (op == "stringequalsignorecase" || op == "bool") {
    return [](std::string_view w, std::string_view f) { return base::equals_ignore_case(w, f); };
  }
  if (op == "stringlike")
    return [](std::string_view w, std::string_view f) { return base::glob_match(w, f); };
  if (op == "arnlike" || op == "arnequals") return arn_like;
  return std::nullopt;
}

// An operator that is not known here never holds, so that no statement allows more than it says.
bool condition_holds(const PolicyCondition& condition, const PolicyRequest& request) {
  std::string op = base::to_lower(condition.op);
  const bool if_exists = op.ends_with("ifexists");
  if (if_exists) op.resize(op.size() - 8);
  const auto found = request.context.find(base::to_lower(condition.key));
  if (op == "null") {
    const bool absent = found == request.context.end();
    return !condition.values.empty() && (base::to_lower(condition.values.front()) == "true") == absent;
  }
  const size_t negation = op.find("not");
  const bool negated = negation != std::string::npos;
  if (negated) op.erase(negation, 3);
  const auto compare = find_compare(op);
  if (!compare) return false;
  if (found == request.context.end()) return if_exists || negated;
  const bool any = std::any_of(condition.values.begin(), condition.values.end(),
                               [&](const std::string& wanted) { return (*compare)(wanted, found->second); });
  return any != negated;
}

bool statement_applies(const PolicyStatement& statement, const PolicyRequest& request) {
  return principal_matches(statement, request) &&
         any_glob(statement.actions, request.action, true) != statement.not_action &&
         (statement.resources.empty() ||
          any_glob(statement.resources, request.resource, false) != statement.not_resource) &&
         std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const PolicyCondition& c) { return condition_holds(c, request); });
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
  if (const json::Object* conditions = json::find_object(object, "Condition")) {
    out.conditions = read_conditions(*conditions);
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
  PolicyVerdict verdict = PolicyVerdict::kNoStatement;
  for (const PolicyStatement& statement : policy.statements) {
    if (!statement_applies(statement, request)) continue;
    if (!statement.allow) return PolicyVerdict::kDeny;
    verdict = PolicyVerdict::kAllow;
  }
  return verdict;
}

}  // namespace sb::aws
