// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/lambda.h"

#include <fmt/format.h>

namespace sb::cloud::lambda {

using service::Fault;
using service::Outcome;

namespace {

std::string function_arn(const aws::Realm& realm, const std::string& name) {
  return aws::Arn{aws::partition_of(realm.region), "lambda", realm.region, realm.account, "function:" + name}
      .to_text();
}

std::string name_of(const std::string& name_or_arn) {
  const auto arn = aws::parse_arn(name_or_arn);
  std::string name = arn && arn->resource.starts_with("function:") ? arn->resource.substr(9) : name_or_arn;
  return name.substr(0, name.find(':'));
}

Fault not_found(std::string message) {
  return {"ResourceNotFoundException", std::move(message), 404, "", ""};
}

}  // namespace

base::Status Lambda::load() {
  return store_.for_each(store::Table::kFunction, [&](std::string_view key, std::string_view value) {
    const json::Object row = json::parse_document(value)->as_object();
    Function function{json::string_or_empty(row, "arn"), {}};
    if (const json::Object* policies = json::find_object(row, "statements")) {
      for (const auto& [qualifier, statements] : *policies) {
        if (statements.is_array()) function.statements[std::string(qualifier)] = statements.get_array();
      }
    }
    functions_.emplace(std::string(key), std::move(function));
  });
}

void Lambda::add_function(const aws::Realm& realm, const std::string& name) {
  functions_.try_emplace(service::make_key({realm.account, realm.region, name}),
                         Function{function_arn(realm, name), {}});
}

bool Lambda::knows(const std::string& operation) const {
  return operation == "AddPermission" || operation == "GetPolicy" || operation == "RemovePermission";
}

void Lambda::handle(const service::Call& call, const std::string& operation, const json::Object& input,
                    service::Reply reply) {
  const std::string given = json::string_or_empty(input, "FunctionName");
  const std::string key = service::make_key({call.realm.account, call.realm.region, name_of(given)});
  const auto at = functions_.find(key);
  if (at == functions_.end())
    return reply(not_found(fmt::format("Function not found: {}", function_arn(call.realm, name_of(given)))));
  if (operation == "AddPermission") return reply(add_permission(at->second, key, input));
  if (operation == "GetPolicy") return reply(get_policy(at->second, input));
  reply(remove_permission(at->second, key, input));
}

Outcome Lambda::add_permission(Function& function, const std::string& key, const json::Object& input) {
  const std::string id = json::string_or_empty(input, "StatementId");
  const std::string qualifier = json::string_or_empty(input, "Qualifier");
  json::Array& statements = function.statements[qualifier];
  for (const json::Value& statement : statements) {
    if (json::string_or_empty(statement.as_object(), "Sid") == id) {
      return Fault{"ResourceConflictException",
                   fmt::format("The statement id ({}) provided already exists. Please provide a new "
                               "statement id, or remove the existing statement.",
                               id),
                   409, "", ""};
    }
  }
  json::Object statement{{"Sid", id},
                         {"Effect", "Allow"},
                         {"Principal", {{"Service", json::string_or_empty(input, "Principal")}}},
                         {"Action", json::string_or_empty(input, "Action")},
                         {"Resource", qualifier.empty() ? function.arn : function.arn + ":" + qualifier}};
  if (const std::string source = json::string_or_empty(input, "SourceArn"); !source.empty()) {
    statement["Condition"] = {{"ArnLike", {{"AWS:SourceArn", source}}}};
  }
  statements.push_back(statement);
  save(key, function);
  return json::Object{{"Statement", json::to_text(statement)}};
}

Outcome Lambda::get_policy(const Function& function, const json::Object& input) const {
  const auto at = function.statements.find(json::string_or_empty(input, "Qualifier"));
  if (at == function.statements.end() || at->second.empty())
    return not_found("The resource you requested does not exist.");
  const json::Object policy{{"Version", "2012-10-17"}, {"Id", "default"}, {"Statement", at->second}};
  return json::Object{{"Policy", json::to_text(policy)}};
}

Outcome Lambda::remove_permission(Function& function, const std::string& key, const json::Object& input) {
  const std::string id = json::string_or_empty(input, "StatementId");
  json::Array& statements = function.statements[json::string_or_empty(input, "Qualifier")];
  json::Array kept;
  for (const json::Value& statement : statements) {
    if (json::string_or_empty(statement.as_object(), "Sid") != id) kept.push_back(statement);
  }
  if (kept.size() == statements.size())
    return not_found(fmt::format("Statement {} is not found in resource policy.", id));
  statements = std::move(kept);
  save(key, function);
  return json::Object{};
}

void Lambda::save(const std::string& key, const Function& function) {
  json::Object policies;
  for (const auto& [qualifier, statements] : function.statements) policies[qualifier] = statements;
  store_.put(store::Table::kFunction, key,
             json::to_text(json::Object{{"arn", function.arn}, {"statements", policies}}));
}

}  // namespace sb::cloud::lambda
