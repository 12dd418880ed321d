// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "json/document.h"
#include "net/http_message.h"

// What the platform API answers, and the error bodies it has (ErrorBody, Detail and Limit of the official
// SDKs).
namespace sb::cloud::genesys {

struct Detail {
  std::string error_code;
  std::string field_name;
};

struct Limit {
  std::string key;
  std::string scope;  // `namespace` on the wire
  int64_t value = 0;
};

struct ErrorBody {
  ErrorBody(int given_status, std::string given_code, std::string given_message)
      : status(given_status), code(std::move(given_code)), message(std::move(given_message)) {}

  int status;
  std::string code;
  std::string message;
  std::string message_with_params;  // the message with {name} where message_params go; empty: none
  std::map<std::string, std::string> message_params;
  std::string entity_id;
  std::vector<Detail> details;
  std::vector<ErrorBody> errors;
  std::optional<Limit> limit;
};

// 400 "bad.request": the request cannot be read.
ErrorBody malformed(const std::string& why);
// 400 "invalid.value" about one field or parameter.
ErrorBody invalid_value(const std::string& field, std::string message);
// 400 of several findings at once: the message of the first, all of them in `errors` and `details`.
ErrorBody invalid_values(std::vector<ErrorBody> findings);
// 400 "constraint.validation": a field that must be there is missing or of another type.
ErrorBody missing_field(const std::string& field, const std::string& kind);
// 401 "authentication.required", "bad.credentials" or "credentials.expired".
ErrorBody unauthorized(std::string code, std::string message);
// 403 "missing.permissions", naming the permission in the text and in messageParams.
ErrorBody missing_permission(const std::string& permission);
// 404 "not.found".
ErrorBody not_found(std::string message, std::string entity_id = {});
// 409 "conflict".
ErrorBody conflict(std::string message, std::string entity_id);

// One answer before it goes out: a JSON object, nothing (204), or an error.
struct Answer {
  Answer(json::Object given) : body(std::move(given)) {}
  Answer(ErrorBody given) : error(std::move(given)) {}
  static Answer no_content();
  // A body of its own shape with a status of its own (the token endpoint's errors).
  static Answer with_status(int status, json::Object body);

  int status = 200;
  json::Object body;
  net::Headers headers;
  std::optional<ErrorBody> error;
};

// With ININ-Correlation-Id, which an error's contextId repeats.
net::HttpResponse render(Answer answer, const std::string& correlation_id);

}  // namespace sb::cloud::genesys
