// SPDX-License-Identifier: Apache-2.0
#include "awsclient/lambda.h"

#include "aws/arn.h"

namespace sb::awsclient {
namespace {

// A function by its name, an alias or version as a parameter: nothing that would have to be encoded, and be
// encoded twice in the signature.
struct FunctionPath {
  std::string policy;  // "/2015-03-31/functions/NAME/policy"
  std::string query;   // "?Qualifier=…", or empty
};

FunctionPath path_of(const std::string& function) {
  const auto arn = aws::parse_arn(function);
  std::string name = arn ? arn->resource : function;
  if (name.starts_with("function:")) name = name.substr(9);
  const size_t colon = name.find(':');
  FunctionPath out{"/2015-03-31/functions/" + name.substr(0, colon) + "/policy", ""};
  // The policy of $LATEST is the function's own, and AddPermission takes no other name for it.
  const std::string qualifier = colon == std::string::npos ? "" : name.substr(colon + 1);
  if (!qualifier.empty() && qualifier != "$LATEST") out.query = "?Qualifier=" + qualifier;
  return out;
}

base::Status status_of(const base::Result<json::Object>& answer) {
  return answer.ok() ? base::Status{} : base::Status{answer.error()};
}

}  // namespace

base::Result<std::optional<std::string>> Lambda::policy(const std::string& function) {
  const auto answer =
      transport_.call_rest("lambda", "GET", path_of(function).policy + path_of(function).query, "");
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
                           {"Principal", aws::service_principal(source_arn)},
                           {"SourceArn", source_arn}};
  return status_of(transport_.call_rest("lambda", "POST", path_of(function).policy + path_of(function).query,
                                        json::to_text(input)));
}

base::Status Lambda::remove_permission(const std::string& function, const std::string& statement_id) {
  return status_of(transport_.call_rest(
      "lambda", "DELETE", path_of(function).policy + "/" + statement_id + path_of(function).query, ""));
}

}  // namespace sb::awsclient
