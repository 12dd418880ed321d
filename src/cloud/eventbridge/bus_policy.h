// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "json/document.h"

// The resource policy of a bus as a document. Pure.
namespace sb::cloud::eventbridge {

// The statement that PutPermission's Action, Principal, StatementId and Condition stand for: an account id
// becomes its root ARN, `*` stays (recorded).
json::Object make_statement(const json::Object& input, const std::string& bus_arn);
// The policy with the statement in the place of the one of its Sid, or at the end. `policy` may be empty.
std::string with_statement(const std::string& policy, const json::Object& statement);
// The policy without the statement, empty when it was the last; nullopt when there is none of that Sid.
std::optional<std::string> without_statement(const std::string& policy, const std::string& sid);

}  // namespace sb::cloud::eventbridge
