// SPDX-License-Identifier: Apache-2.0
#include "awsclient/lambda.h"

#include "base/text.h"

namespace sb::awsclient {
namespace {

std::string policy_path(const std::string& function) {
  return "/2015-03-31/functions/" + base::percent_encode(function) + "/policy";
}

base::Status status_of(const base::Result<json::Object>& answer) {
  return answer.ok() ? base::Status{} : base::Status{answer.error()};
}

}  // namespace

base::Result<std::optional<std::string>> Lambda::policy(const std::string& function) {
  const auto answer = transport_.call_rest("lambda", "GET", policy_path(function), "");
  if (answer.ok()) return std::optional<std::string>(json::string_or_empty(*answer, "Policy"));
  const bool no_policy = answer.error().code == "ResourceNotFoundException" &&
                         answer.error().message.find("Function not found") == std::string::npos;
  if (no_policy) return std::optional<std::string>{};
  return answer.error();
}

base::Status Lambda::add_permission(const std::string& function, const std::string& statement_id,
                                    const std::string& source_arn) {
  const json::Object input{{"StatementId", statement_id},
                           {"Action", "lambda:InvokeFunction"},
                           {"Principal", "events.amazonaws.com"},
                           {"SourceArn", source_arn}};
  return status_of(transport_.call_rest("lambda", "POST", policy_path(function), json::to_text(input)));
}

base::Status Lambda::remove_permission(const std::string& function, const std::string& statement_id) {
  return status_of(transport_.call_rest(
      "lambda", "DELETE", policy_path(function) + "/" + base::percent_encode(statement_id), ""));
}

}  // namespace sb::awsclient
