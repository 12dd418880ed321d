// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/arn.h"
#include "base/result.h"
#include "cloud/delivery/delivery.h"
#include "cloud/service/service.h"
#include "cloud/store/store.h"
#include "json/document.h"
#include "net/outbound.h"

namespace sb::cloud::lambda {

// AWS Lambda functions that are HTTP callbacks (API 2015-03-31): their resource policies by AddPermission,
// GetPolicy and RemovePermission, and, as the sink for deliveries to functions, their asynchronous
// invocation: a POST of the event to the function's URL. 2xx is done, 429, 5xx and no answer are tried again,
// any other status is final. Which functions there are, the seed says. On the loop's thread only.
class Lambda final : public service::Service, public delivery::Sink {
 public:
  Lambda(store::Store& store, net::Outbound& outbound) : store_(store), outbound_(outbound) {}

  base::Status load();
  // Makes a function known; its permissions stay when it was known before. One without a URL cannot be
  // invoked.
  void add_function(const aws::Realm& realm, const std::string& name, const std::string& url);

  bool knows(const std::string& operation) const override;
  // The input has FunctionName, a name or an ARN, and maybe Qualifier, beside the operation's own members.
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  // The function's policy lets the sender in by lambda:InvokeFunction, or the delivery's role does.
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

 private:
  struct Function {
    std::string arn;
    std::string url;
    std::map<std::string, json::Array> statements;  // by alias or version; "" for the function itself
  };
  // A function and the alias or version of it that is meant.
  struct Reference {
    std::string name;
    std::string qualifier;
  };
  static Reference refer(const std::string& name_or_arn, const std::string& qualifier);
  Function* find(const aws::Realm& realm, const std::string& name);

  service::Outcome add_permission(Function& function, const Reference& reference, const json::Object& input);
  service::Outcome get_policy(const Function& function, const Reference& reference) const;
  service::Outcome remove_permission(Function& function, const Reference& reference,
                                     const json::Object& input);
  void invoke(const Function& function, const delivery::Delivery& delivery, delivery::Attempted done);
  void save(const Function& function);

  store::Store& store_;
  net::Outbound& outbound_;
  std::map<std::string, Function> functions_;  // by account, region, name
};

}  // namespace sb::cloud::lambda
