// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/arn.h"
#include "base/result.h"
#include "cloud/delivery/dispatcher.h"
#include "cloud/lambda/reference.h"
#include "cloud/service/inventory.h"
#include "cloud/service/service.h"
#include "cloud/store/store.h"
#include "json/document.h"
#include "net/outbound.h"

namespace sb::cloud::lambda {

// AWS Lambda functions that are HTTP callbacks (API 2015-03-31): their resource policies by AddPermission,
// GetPolicy and RemovePermission; Invoke; and, as the sink for deliveries to functions, their asynchronous
// invocation: a POST of the event to the function's URL. 2xx is done, 429, 5xx and no answer are tried again,
// any other status is final. Which functions there are, the seed says. On the loop's thread only.
//
// Invoke waits for the callback's answer (RequestResponse), hands the event to the dispatcher, which tries a
// failed one twice more, after one and two minutes (Event), or only asks whether it would (DryRun). What a
// function returns is the answer's body; that it failed is told by a status other than 2xx, by no answer, or
// by an X-Amz-Function-Error of the callback's own.
class Lambda final : public service::Service, public delivery::Sink {
 public:
  Lambda(store::Store& store, net::Outbound& outbound, delivery::Dispatcher& dispatcher)
      : store_(store), outbound_(outbound), dispatcher_(dispatcher) {}

  base::Status load();
  // Makes a function known; its permissions stay when it was known before. One without a URL cannot be
  // invoked.
  void add_function(const aws::Realm& realm, const std::string& name, const std::string& url);
  // Every function with its policies under `functions` of its account and region.
  void describe(service::Inventory& out) const;
  // Takes all functions and their permissions away.
  void reset();

  bool knows(const std::string& operation) const override;
  // The input has FunctionName, a name or an ARN, and maybe Qualifier, beside the operation's own members.
  // The RevisionId of a policy follows from what is in it.
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  // The function's policy lets the sender in by lambda:InvokeFunction, or the delivery's role does.
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

 private:
  struct Function {
    std::string arn;
    std::string url;
    std::map<std::string, json::Array, std::less<>> statements;  // by Reference::key()
  };
  Function* find(const aws::Realm& realm, const std::string& name);

  service::Outcome call(const service::Call& call, const std::string& operation, const Reference& reference,
                        const json::Object& input);
  service::Outcome add_permission(Function& function, const Reference& reference, const json::Object& input);
  service::Outcome get_policy(const Function& function, const Reference& reference) const;
  service::Outcome remove_permission(Function& function, const Reference& reference,
                                     const json::Object& input);
  // invoke.cc
  void invoke(const service::Call& call, const Reference& reference, const json::Object& input,
              service::Reply reply);
  void invoke_now(const Function& function, const service::Call& call, const json::Object& input,
                  std::string payload, service::Reply reply);
  service::Outcome invoke_later(const Function& function, const Reference& reference,
                                const service::Call& call, std::string payload);
  std::optional<service::Fault> check_caller(const Function& function, const Reference& reference,
                                             const service::Call& call, const std::string& action) const;
  void post(const Function& function, const delivery::Delivery& delivery, delivery::Attempted done);
  aws::Policy policy_of(const Function& function, const Reference& reference) const;
  void save(const Function& function);

  store::Store& store_;
  net::Outbound& outbound_;
  delivery::Dispatcher& dispatcher_;
  std::map<std::string, Function> functions_;  // by account, region, name
};

service::Fault not_found(std::string message);
// The caller is of another account, and the function's policy does not let it.
service::Fault not_allowed(const service::Call& call, const std::string& action, const std::string& resource);
// Lambda serves no function of another region than the call's.
std::optional<service::Fault> check_region(const aws::Realm& realm, const service::Call& call);

}  // namespace sb::cloud::lambda
