// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/function_name.h"
#include "cloud/lambda/lambda.h"
#include "cloud/lambda/permission.h"
#include "cloud/service/constraints.h"
#include "cloud/service/policy_request.h"

// Functions are called: by Invoke, and by deliveries of other services.
namespace sb::cloud::lambda {

using delivery::Verdict;
using service::Fault;
using service::Outcome;

namespace {

// Who sends what Invoke was asked to send later: it was let in then.
constexpr char kSelf[] = "lambda.amazonaws.com";
constexpr char kInvoke[] = "lambda:InvokeFunction";
constexpr size_t kEventBytesMax = 1024 * 1024;  // of an asynchronous invocation

delivery::Attempt judge(const base::Result<net::HttpResponse>& answer, const std::string& url) {
  if (!answer) return {Verdict::kFailed, "TIMEOUT", service::without_password(answer.error().message)};
  if (answer->status >= 200 && answer->status < 300) return {};
  const std::string said = fmt::format("{} answered {}.", service::without_password(url), answer->status);
  if (answer->status == 429) return {Verdict::kFailed, "THROTTLING", said};
  if (answer->status >= 500) return {Verdict::kFailed, "INTERNAL_ERROR", said};
  return {Verdict::kRefused, "SDK_CLIENT_ERROR", said};
}

Outcome returned(std::string payload, std::string_view error) {
  json::Object out{{"StatusCode", 200}, {"ExecutedVersion", "$LATEST"}, {"Payload", std::move(payload)}};
  service::add_unless_empty(out, "FunctionError", error);
  Outcome outcome(std::move(out));
  outcome.wait_for_durability = false;
  return outcome;
}

Outcome failed(std::string message, const char* type) {
  return returned(json::to_text(json::Object{{"errorMessage", std::move(message)}, {"errorType", type}}),
                  "Unhandled");
}

// What an answer of the callback means to who waits for it.
Outcome outcome_of(const base::Result<net::HttpResponse>& answer, const std::string& url) {
  if (!answer) return failed(service::without_password(answer.error().message), "Function.NoAnswer");
  if (answer->status == 429) return Fault{"TooManyRequestsException", "Rate Exceeded.", 429, "", ""};
  const bool good = answer->status >= 200 && answer->status < 300;
  if (good) {
    return returned(answer->body.empty() ? "null" : answer->body,
                    net::find_header(answer->headers, "X-Amz-Function-Error").value_or(""));
  }
  if (json::parse_document(answer->body).ok()) return returned(answer->body, "Unhandled");
  return failed(fmt::format("{} answered {}.", service::without_password(url), answer->status),
                "Function.HttpStatus");
}

// The Lambda developer guide's "Asynchronous invocation": two more attempts, one and two minutes later, and
// nothing older than six hours.
delivery::RetrySchedule asynchronous() {
  delivery::RetrySchedule out;
  out.shape = delivery::RetrySchedule::Shape::kPhased;
  out.retries_max = 2;
  out.age_max = base::Seconds(6 * 3600);
  out.min_delay_retries = 1;
  out.max_delay_retries = 1;
  out.min_delay = base::Seconds(60);
  out.max_delay = base::Seconds(120);
  return out;
}

std::optional<Fault> check_payload(const std::string& payload, bool later) {
  if (later && payload.size() > kEventBytesMax) {
    return Fault{"RequestTooLargeException",
                 fmt::format("{} byte payload is too large for the Event invocation type (limit {} bytes)",
                             payload.size(), kEventBytesMax),
                 413, "", ""};
  }
  if (const auto document = json::parse_document(payload); !document) {
    return Fault{"InvalidRequestContentException",
                 fmt::format("Could not parse request body into json: {}", document.error().message), 400, "",
                 ""};
  }
  return std::nullopt;
}

Fault cannot_be_invoked(const std::string& arn) {
  return not_found(fmt::format("{} has no url in the seed file, so it cannot be invoked.", arn));
}

}  // namespace

aws::Policy Lambda::policy_of(const Function& function, const Reference& reference) const {
  const auto statements = function.statements.find(reference.key());
  return to_policy(statements == function.statements.end() ? json::Array{} : statements->second);
}

std::optional<Fault> Lambda::check_caller(const Function& function, const Reference& reference,
                                          const service::Call& call, const std::string& action) const {
  if (aws::parse_arn(function.arn)->account == call.realm.account) return std::nullopt;
  const aws::PolicyRequest request = service::make_policy_request(call, action, reference.arn(function.arn));
  if (aws::evaluate(policy_of(function, reference), request) == aws::PolicyVerdict::kAllow)
    return std::nullopt;
  return not_allowed(call, action, request.resource);
}

void Lambda::invoke(const service::Call& call, const Reference& reference, const json::Object& input,
                    service::Reply reply) {
  service::Constraints constraints;
  constraints.one_of(input, "InvocationType", {"Event", "RequestResponse", "DryRun"})
      .one_of(input, "LogType", {"None", "Tail"});
  if (auto fault = constraints.fault()) return reply(*fault);
  const aws::Realm realm =
      aws::parse_function_name(json::string_or_empty(input, "FunctionName")).realm(call.realm);
  if (auto fault = check_region(realm, call)) return reply(*fault);
  const Function* function = find(realm, reference.name);
  if (function == nullptr || !reference.may_exist()) {
    const std::string arn = reference.arn(aws::function_arn(realm, reference.name));
    return reply(
        not_found(fmt::format("Function not found: {}{}", arn, reference.key().empty() ? ":$LATEST" : "")));
  }
  if (auto fault = check_caller(*function, reference, call, kInvoke)) return reply(*fault);
  const std::string type = json::string_or_empty(input, "InvocationType");
  if (type == "DryRun") return reply(json::Object{{"StatusCode", 204}});
  std::string payload = json::string_or_empty(input, "Payload");
  if (payload.empty()) payload = "{}";
  if (auto fault = check_payload(payload, type == "Event")) return reply(*fault);
  if (function->url.empty()) return reply(cannot_be_invoked(function->arn));
  if (type == "Event") return reply(invoke_later(*function, reference, call, std::move(payload)));
  invoke_now(*function, call, input, std::move(payload), std::move(reply));
}

void Lambda::invoke_now(const Function& function, const service::Call& call, const json::Object& input,
                        std::string payload, service::Reply reply) {
  net::OutboundRequest request;
  request.url = function.url;
  request.headers = {{"Content-Type", "application/json"},
                     {"X-Amz-Invocation-Type", "RequestResponse"},
                     {"X-Amzn-RequestId", call.request_id}};
  if (const auto context = json::find_string(input, "ClientContext"))
    request.headers.emplace_back("X-Amz-Client-Context", *context);
  request.body = std::move(payload);
  outbound_.send(std::move(request),
                 [url = function.url, reply = std::move(reply)](
                     const base::Result<net::HttpResponse>& answer) { reply(outcome_of(answer, url)); });
}

Outcome Lambda::invoke_later(const Function& function, const Reference& reference, const service::Call& call,
                             std::string payload) {
  delivery::Delivery out;
  out.id = call.request_id;
  out.realm = call.realm;
  out.principal = kSelf;
  out.source_arn = call.caller_arn;
  out.target_arn = reference.arn(function.arn);
  out.body = std::move(payload);
  out.retry = asynchronous();
  dispatcher_.dispatch(std::move(out));
  return json::Object{{"StatusCode", 202}};
}

void Lambda::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  const auto arn = aws::parse_arn(delivery.target_arn);
  const Reference reference = parse_reference(arn ? arn->resource : "");
  const Function* function = arn ? find(arn->realm(), reference.name) : nullptr;
  if (function == nullptr || !reference.may_exist()) {
    return done({Verdict::kRefused, "NO_RESOURCE",
                 fmt::format("Function not found: {}: no function of the seed file.", delivery.target_arn)});
  }
  const aws::Policy policy = policy_of(*function, reference);
  if (delivery.principal != kSelf && !delivery::is_let_in(delivery, &policy, kInvoke,
                                                          {{"aws:sourcearn", delivery.source_arn},
                                                           {"aws:sourceaccount", delivery.realm.account}},
                                                          dispatcher_.now())) {
    return done({Verdict::kRefused, "NO_PERMISSIONS",
                 fmt::format("The policy of {} does not let {} invoke it for {}.", delivery.target_arn,
                             delivery.principal, delivery.source_arn)});
  }
  if (function->url.empty())
    return done({Verdict::kRefused, "NO_RESOURCE", cannot_be_invoked(delivery.target_arn).message});
  post(*function, delivery, std::move(done));
}

void Lambda::post(const Function& function, const delivery::Delivery& delivery, delivery::Attempted done) {
  net::OutboundRequest request;
  request.url = function.url;
  request.headers = {{"Content-Type", "application/json"},
                     {"X-Amz-Invocation-Type", "Event"},
                     {"X-Amzn-RequestId", delivery.id}};
  request.body = delivery.body;
  outbound_.send(std::move(request),
                 [url = function.url, done = std::move(done)](const base::Result<net::HttpResponse>& answer) {
                   done(judge(answer, url));
                 });
}

}  // namespace sb::cloud::lambda
