// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "awsclient/transport.h"

namespace sb::awsclient {

// The permission calls of AWS Lambda (2015-03-31, REST). `function` is a name or an ARN of the
// transport's own account and region; statement ids are letters, digits, '-' and '_'.
class Lambda {
 public:
  explicit Lambda(Transport& transport) : transport_(transport) {}

  // The function's resource policy as JSON text; nullopt when it has none. Error code
  // ResourceNotFoundException with "Function not found" in the message: no such function.
  base::Result<std::optional<std::string>> policy(const std::string& function);
  // Lets the service of `source_arn` (a rule, a topic) invoke `function` on its behalf. Error code
  // ResourceConflictException: the statement id is taken.
  base::Status add_permission(const std::string& function, const std::string& statement_id,
                              const std::string& source_arn);
  base::Status remove_permission(const std::string& function, const std::string& statement_id);

 private:
  Transport& transport_;
};

}  // namespace sb::awsclient
