// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/lambda.h"

#include <fmt/format.h>

#include "aws/function_name.h"
#include "cloud/lambda/permission.h"

namespace sb::cloud::lambda {

using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kPolicyBytesMax = 20480;

bool has_sid(const json::Value& statement, const std::string& id) {
  return json::string_or_empty(statement.as_object(), "Sid") == id;
}

}  // namespace

Fault not_found(std::string message) {
  return {"ResourceNotFoundException", std::move(message), 404, "", ""};
}

Fault not_allowed(const service::Call& call, const std::string& action, const std::string& resource) {
  return {"AccessDeniedException",
          fmt::format("User: {} is not authorized to perform: {} on resource: {} because no resource-based "
                      "policy allows the {} action",
                      call.caller_arn, action, resource, action),
          403, "", ""};
}

std::optional<Fault> check_region(const aws::Realm& realm, const service::Call& call) {
  if (realm.region == call.realm.region) return std::nullopt;
  return not_found(fmt::format("Functions from '{}' are not reachable in this region ('{}')", realm.region,
                               call.realm.region));
}

base::Status Lambda::load() {
  return store_.for_each_object(store::Table::kFunction, [&](std::string_view key, const json::Object& row) {
    Function function{json::string_or_empty(row, "arn"), "", {}};
    if (const json::Object* policies = json::find_object(row, "statements")) {
      for (const auto& [qualifier, statements] : *policies) {
        if (statements.is_array()) function.statements[std::string(qualifier)] = statements.get_array();
      }
    }
    functions_.emplace(std::string(key), std::move(function));
  });
}

void Lambda::add_function(const aws::Realm& realm, const std::string& name, const std::string& url) {
  const std::string key = service::make_key({realm.account, realm.region, name});
  const auto [at, is_added] = functions_.try_emplace(key, Function{aws::function_arn(realm, name), url, {}});
  if (!is_added) at->second.url = url;
}

Lambda::Function* Lambda::find(const aws::Realm& realm, const std::string& name) {
  const auto at = functions_.find(service::make_key({realm.account, realm.region, name}));
  return at == functions_.end() ? nullptr : &at->second;
}

bool Lambda::knows(const std::string& operation) const {
  return operation == "AddPermission" || operation == "GetPolicy" || operation == "RemovePermission" ||
         operation == "Invoke";
}

void Lambda::handle(const service::Call& call, const std::string& operation, const json::Object& input,
                    service::Reply reply) {
  const auto read = read_reference(operation, input);
  if (const auto* fault = std::get_if<Fault>(&read)) return reply(*fault);
  const Reference& reference = std::get<Reference>(read);
  if (operation == "Invoke") return invoke(call, reference, input, std::move(reply));
  reply(this->call(call, operation, reference, input));
}

Outcome Lambda::call(const service::Call& call, const std::string& operation, const Reference& reference,
                     const json::Object& input) {
  if (operation == "AddPermission") {
    if (auto fault = check_permission(input, reference.qualifier)) return *fault;
  }
  const aws::Realm realm =
      aws::parse_function_name(json::string_or_empty(input, "FunctionName")).realm(call.realm);
  if (auto fault = check_region(realm, call)) return *fault;
  Function* function = find(realm, reference.name);
  const std::string arn = aws::function_arn(realm, reference.name);
  const std::string action = "lambda:" + operation;
  if (function == nullptr && realm.account != call.realm.account)
    return not_allowed(call, action, reference.arn(arn));
  if (function != nullptr) {
    if (auto fault = check_caller(*function, reference, call, action)) return *fault;
  }
  if (function == nullptr && operation == "RemovePermission")
    return not_found(fmt::format("No policy found for: {}", arn));
  if (function == nullptr) return not_found(fmt::format("Function not found: {}", arn));
  if (operation == "GetPolicy") return get_policy(*function, reference);
  if (!reference.may_exist()) return not_found(fmt::format("Function not found: {}", reference.arn(arn)));
  if (operation == "AddPermission") return add_permission(*function, reference, input);
  return remove_permission(*function, reference, input);
}

void Lambda::describe(service::Inventory& out) const {
  for (const auto& [key, function] : functions_) {
    const auto arn = aws::parse_arn(function.arn);
    json::Object one{{"name", parse_reference(function.arn).name}, {"arn", function.arn}};
    service::add_unless_empty(one, "url", service::without_password(function.url));
    json::Object policies;
    for (const auto& [qualifier, statements] : function.statements)
      policies[qualifier.empty() ? "$LATEST" : qualifier] = policy_text(statements);
    one["policies"] = std::move(policies);
    out.list(arn->realm(), "functions").push_back(std::move(one));
  }
}

void Lambda::reset() {
  for (const auto& [key, function] : functions_) store_.erase(store::Table::kFunction, key);
  functions_.clear();
}

Outcome Lambda::add_permission(Function& function, const Reference& reference, const json::Object& input) {
  const std::string id = json::string_or_empty(input, "StatementId");
  const std::string key(reference.key());
  const auto at = function.statements.find(key);
  json::Array statements = at == function.statements.end() ? json::Array{} : at->second;
  if (auto fault = check_revision(statements, input)) return *fault;
  for (const json::Value& statement : statements) {
    if (has_sid(statement, id)) {
      return Fault{"ResourceConflictException",
                   fmt::format("The statement id ({}) provided already exists. Please provide a new "
                               "statement id, or remove the existing statement.",
                               id),
                   409, "", ""};
    }
  }
  const json::Object statement = make_statement(input, reference.arn(function.arn));
  statements.push_back(statement);
  if (const size_t size = policy_text(statements).size(); size > kPolicyBytesMax) {
    return Fault{
        "PolicyLengthExceededException",
        fmt::format("The final policy size ({}) is bigger than the limit ({}).", size, kPolicyBytesMax), 400,
        "", ""};
  }
  function.statements[key] = std::move(statements);
  save(function);
  return json::Object{{"Statement", json::to_text(statement)}};
}

Outcome Lambda::get_policy(const Function& function, const Reference& reference) const {
  const auto at = function.statements.find(reference.key());
  if (at == function.statements.end() || at->second.empty())
    return not_found("The resource you requested does not exist.");
  return json::Object{{"Policy", policy_text(at->second)}, {"RevisionId", revision_id(at->second)}};
}

Outcome Lambda::remove_permission(Function& function, const Reference& reference, const json::Object& input) {
  const std::string id = json::string_or_empty(input, "StatementId");
  const auto at = function.statements.find(reference.key());
  if (at == function.statements.end() || at->second.empty())
    return not_found("No policy is associated with the given resource.");
  if (auto fault = check_revision(at->second, input)) return *fault;
  json::Array kept;
  for (const json::Value& statement : at->second) {
    if (!has_sid(statement, id)) kept.push_back(statement);
  }
  if (kept.size() == at->second.size())
    return not_found(fmt::format("Statement {} is not found in resource policy.", id));
  at->second = std::move(kept);
  save(function);
  return json::Object{};
}

void Lambda::save(const Function& function) {
  json::Object policies;
  for (const auto& [qualifier, statements] : function.statements) policies[qualifier] = statements;
  const auto arn = aws::parse_arn(function.arn);
  store_.put(store::Table::kFunction,
             service::make_key({arn->account, arn->region, parse_reference(function.arn).name}),
             json::to_text(json::Object{{"arn", function.arn}, {"statements", policies}}));
}

}  // namespace sb::cloud::lambda
