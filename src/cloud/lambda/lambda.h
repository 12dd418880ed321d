// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/arn.h"
#include "base/result.h"
#include "cloud/service/service.h"
#include "cloud/store/store.h"
#include "json/document.h"

namespace sb::cloud::lambda {

// The resource policies of AWS Lambda functions (API 2015-03-31): AddPermission, GetPolicy, RemovePermission.
// Which functions there are, the seed says. On the loop's thread only.
class Lambda final : public service::Service {
 public:
  explicit Lambda(store::Store& store) : store_(store) {}

  base::Status load();
  // Makes a function known; its permissions stay when it was known before.
  void add_function(const aws::Realm& realm, const std::string& name);

  bool knows(const std::string& operation) const override;
  // The input has FunctionName, a name or an ARN, and maybe Qualifier, beside the operation's own members.
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;

 private:
  struct Function {
    std::string arn;
    std::map<std::string, json::Array> statements;  // by alias or version; "" for the function itself
  };
  service::Outcome add_permission(Function& function, const std::string& key, const json::Object& input);
  service::Outcome get_policy(const Function& function, const json::Object& input) const;
  service::Outcome remove_permission(Function& function, const std::string& key, const json::Object& input);
  void save(const std::string& key, const Function& function);

  store::Store& store_;
  std::map<std::string, Function> functions_;  // by account, region, name
};

}  // namespace sb::cloud::lambda
