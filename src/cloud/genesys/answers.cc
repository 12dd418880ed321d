// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/answers.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::cloud::genesys {
namespace {

json::Object to_json(const ErrorBody& error, const std::string& correlation_id) {
  json::Array details;
  for (const Detail& detail : error.details)
    details.push_back(json::Object{{"errorCode", detail.error_code}, {"fieldName", detail.field_name}});
  json::Array errors;
  for (const ErrorBody& nested : error.errors) errors.push_back(to_json(nested, correlation_id));
  json::Object out{{"message", error.message},      {"code", error.code},
                   {"status", error.status},        {"contextId", correlation_id},
                   {"details", std::move(details)}, {"errors", std::move(errors)}};
  if (!error.entity_id.empty()) out["entityId"] = error.entity_id;
  if (!error.message_with_params.empty()) out["messageWithParams"] = error.message_with_params;
  if (!error.message_params.empty()) out["messageParams"] = json::to_object(error.message_params);
  if (error.limit) {
    out["limit"] = {
        {"key", error.limit->key}, {"namespace", error.limit->scope}, {"value", error.limit->value}};
  }
  return out;
}

}  // namespace

ErrorBody malformed(const std::string& why) {
  return {400, "bad.request",
          fmt::format("The request could not be understood by the server due to malformed syntax: {}.", why)};
}

ErrorBody invalid_value(const std::string& field, std::string message) {
  ErrorBody out(400, "invalid.value", std::move(message));
  out.details.push_back({out.code, field});
  return out;
}

ErrorBody invalid_values(std::vector<ErrorBody> findings) {
  if (findings.size() == 1) return std::move(findings.front());
  ErrorBody out(400, findings.front().code, findings.front().message);
  for (const ErrorBody& finding : findings)
    out.details.insert(out.details.end(), finding.details.begin(), finding.details.end());
  out.errors = std::move(findings);
  return out;
}

ErrorBody missing_field(const std::string& field, const std::string& kind) {
  ErrorBody out(400, "constraint.validation", fmt::format("The field {} must be {}.", field, kind));
  out.details.push_back({out.code, field});
  return out;
}

ErrorBody unauthorized(std::string code, std::string message) {
  return {401, std::move(code), std::move(message)};
}

ErrorBody missing_permission(const std::string& permission) {
  static constexpr char kText[] =
      "Unable to perform the requested action. You are missing the following permission(s): {permissions}";
  ErrorBody out(403, "missing.permissions", base::replace_all(kText, "{permissions}", permission));
  out.message_with_params = kText;
  out.message_params["permissions"] = permission;
  return out;
}

ErrorBody not_found(std::string message, std::string entity_id) {
  ErrorBody out(404, "not.found", std::move(message));
  out.entity_id = std::move(entity_id);
  return out;
}

ErrorBody conflict(std::string message, std::string entity_id) {
  ErrorBody out(409, "conflict", std::move(message));
  out.entity_id = std::move(entity_id);
  return out;
}

Answer Answer::no_content() { return with_status(204, {}); }

Answer Answer::with_status(int status, json::Object body) {
  Answer out(std::move(body));
  out.status = status;
  return out;
}

net::HttpResponse render(Answer answer, const std::string& correlation_id) {
  net::HttpResponse out{answer.error ? answer.error->status : answer.status, std::move(answer.headers), {}};
  out.headers.emplace_back("ININ-Correlation-Id", correlation_id);
  if (out.status == 204) return out;
  out.headers.emplace_back("Content-Type", "application/json");
  out.body = json::to_text(answer.error ? to_json(*answer.error, correlation_id) : answer.body);
  return out;
}

}  // namespace sb::cloud::genesys
