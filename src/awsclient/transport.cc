// SPDX-License-Identifier: Apache-2.0
#include "awsclient/transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <pugixml.hpp>

#include "aws/partition.h"
#include "awsclient/lanes.h"
#include "base/text.h"

namespace sb::awsclient {
namespace {

struct Fault {
  std::string code;
  std::string message;
};

// "com.amazonaws.sqs#QueueDoesNotExist:http://…" → "QueueDoesNotExist".
std::string bare_code(std::string_view code) {
  code = code.substr(0, code.find_first_of(":,"));
  if (const size_t hash = code.rfind('#'); hash != std::string_view::npos) code.remove_prefix(hash + 1);
  return std::string(code);
}

Fault read_json_fault(const net::HttpResponse& response, const json::Object& body) {
  Fault out;
  for (const char* key : {"__type", "code", "Code"}) {
    if (out.code.empty()) out.code = bare_code(json::string_or_empty(body, key));
  }
  for (const char* key : {"message", "Message"}) {
    if (out.message.empty()) out.message = json::string_or_empty(body, key);
  }
  if (out.code.empty())
    out.code = bare_code(net::find_header(response.headers, "x-amzn-ErrorType").value_or(""));
  return out;
}

Fault read_fault(const net::HttpResponse& response) {
  Fault out;
  if (response.body.starts_with('<')) {
    pugi::xml_document document;
    if (document.load_string(response.body.c_str())) {
      const pugi::xml_node error = document.document_element().child("Error");
      out = {error.child_value("Code"), error.child_value("Message")};
    }
  } else if (const auto body = json::parse_document(response.body); body.ok() && body->is_object()) {
    out = read_json_fault(response, body->get_object());
  }
  if (out.code.empty()) out.code = fmt::format("http.{}", response.status);
  if (out.message.empty()) out.message = response.body.substr(0, 200);
  return out;
}

// A queue's name is free again after 60 seconds.
constexpr base::Milliseconds kAMinute{61000};
constexpr int kMinutesMax = 2;
constexpr int kServerFaults = 500;  // statuses from here on
// The times that a service names in x-amz-retry-after are kept to, up to so much past our own.
constexpr base::Milliseconds kAskedPastOwnMax{5000};

std::optional<base::Milliseconds> header_number(const net::HttpResponse& response, const char* name,
                                                int64_t unit_ms) {
  const auto header = net::find_header(response.headers, name);
  const auto number = header ? base::parse_int(*header) : std::nullopt;
  if (!number || *number < 0 || *number > 86400000) return std::nullopt;
  return base::Milliseconds(*number * unit_ms);
}

std::string hint_for(const std::string& code) {
  if (code == "UnrecognizedClientException" || code == "InvalidClientTokenId") {
    return "AWS does not know this access key: check AWS_ACCESS_KEY_ID or the profile";
  }
  if (code == "SignatureDoesNotMatch" || code == "InvalidSignatureException") {
    return "check AWS_SECRET_ACCESS_KEY, and this machine's clock";
  }
  if (code.starts_with("ExpiredToken")) return "the session has ended: get new credentials";
  if (code.starts_with("AccessDenied") || code == "AuthorizationError") {
    return "give the caller the right that the message names";
  }
  return "";
}

base::Error doubtful(base::Error error) {
  error.message += "; what was sent may have been taken, and is not sent again";
  return error;
}

}  // namespace

std::string Endpoints::override_of(const std::string& service) const {
  for (const std::string& key : {service, std::string()}) {
    const auto at = overrides.find(key);
    if (at == overrides.end() || at->second.empty()) continue;
    std::string url = at->second;
    while (url.ends_with('/')) url.pop_back();
    return url;
  }
  return "";
}

bool Endpoints::is_sts_global(const std::string& service) const {
  static constexpr const char* kRegions[] = {
      "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
      "eu-central-1",   "eu-north-1", "eu-west-1",      "eu-west-2",      "eu-west-3",
      "sa-east-1",      "us-east-1",  "us-east-2",      "us-west-1",      "us-west-2"};
  return sts_legacy && service == "sts" && override_of(service).empty() &&
         std::any_of(std::begin(kRegions), std::end(kRegions),
                     [&](const char* known) { return region == known; });
}

std::string Endpoints::url(const std::string& service) const {
  return is_sts_global(service) ? "https://sts.amazonaws.com" : url(service, region);
}

std::string Endpoints::url(const std::string& service, const std::string& in_region) const {
  if (std::string url = override_of(service); !url.empty()) return url;
  return fmt::format("https://{}.{}.{}", service, in_region, aws::dns_suffix_of(in_region));
}

std::string Endpoints::signing_region(const std::string& service) const {
  return is_sts_global(service) ? "us-east-1" : region;
}

Transport::Transport(net::HttpTransport& http, net::Sleeper& sleeper, Endpoints endpoints,
                     CredentialSource& credentials, net::RetryPolicy retry)
    : http_(http),
      sleeper_(sleeper),
      endpoints_(std::move(endpoints)),
      credentials_(credentials),
      retry_(retry) {}

base::Status Transport::sign(net::ClientRequest& request, const std::string& service) {
  auto credentials = credentials_.get();
  if (!credentials) return credentials.error();
  request.sign =
      net::SigV4Scope{service, endpoints_.signing_region(service), std::move(credentials->access_key_id),
                      std::move(credentials->secret_access_key), std::move(credentials->session_token)};
  return {};
}

// Why a call did not succeed.
struct Transport::Trouble {
  base::Error error;
  FaultClass fault_class = FaultClass::kTransient;
  bool answered = true;
  bool in_doubt = false;  // what the call carried may have been taken, and would be taken again
  std::optional<base::Milliseconds> named;  // the wait of x-amz-retry-after
  std::optional<base::Milliseconds> asked;  // the wait of Retry-After
};

Transport::Trouble Transport::read_trouble(const std::string& service, const std::string& call,
                                           const base::Result<net::HttpResponse>& response) const {
  if (!response.ok()) {
    if (takes_anew(call)) return {doubtful(response.error()), FaultClass::kTransient, false, true, {}, {}};
    return {response.error(), FaultClass::kTransient, false, false, {}, {}};
  }
  const Fault fault = read_fault(*response);
  const FaultClass fault_class = classify_fault(response->status, fault.code);
  const bool in_doubt = takes_anew(call) && fault_class != FaultClass::kThrottled &&
                        (fault_class == FaultClass::kTransient || response->status >= kServerFaults);
  base::Error error{fault.code, fmt::format("{} {}: {}: {}", service, call, fault.code, fault.message),
                    hint_for(fault.code)};
  return {in_doubt ? doubtful(std::move(error)) : std::move(error),
          fault_class,
          true,
          in_doubt,
          header_number(*response, "x-amz-retry-after", 1),
          header_number(*response, "Retry-After", 1000)};
}

net::RetryBudget& Transport::budget_of(const std::string& service) {
  const std::lock_guard lock(mutex_);
  return budgets_[service];
}

bool Transport::wait_after(const Trouble& trouble, const std::string& service, const std::string& call,
                           Tries& tries) {
  const bool throttled = trouble.fault_class == FaultClass::kThrottled;
  const bool sixty = trouble.fault_class == FaultClass::kSixty;
  if (throttled && limiter_ != nullptr) limiter_->note_throttled(lane_of(service, call));
  if (trouble.fault_class == FaultClass::kFinal) return false;
  if (trouble.fault_class == FaultClass::kConflict && replaces_whole(call)) return false;
  if (trouble.in_doubt) return false;
  tries.unanswered += trouble.answered ? 0 : 1;
  const bool all_made = tries.made >= (sixty ? kMinutesMax + 1 : retry_.attempts_max) ||
                        tries.unanswered >= retry_.unanswered_max;
  if (all_made || sleeper_.stopped()) return false;
  const int cost = trouble.answered ? net::RetryBudget::kCost : net::RetryBudget::kCostUnanswered;
  if (!budget_of(service).take(cost)) return false;
  tries.taken += cost;
  base::Milliseconds wait =
      net::retry_wait(retry_, tries.made, std::nullopt, net::random_unit,
                      throttled ? net::RetryCause::kThrottled : net::RetryCause::kTrouble);
  if (trouble.named) wait = std::clamp(*trouble.named, wait, wait + kAskedPastOwnMax);
  if (trouble.asked) wait = std::max(wait, std::min(*trouble.asked, retry_.wait_max));
  sleeper_.sleep(sixty ? kAMinute : wait);
  return !sleeper_.stopped();
}

bool Transport::wait_to_repeat(const std::string& service, const std::string& call, const std::string& code,
                               Tries& tries) {
  return wait_after({{}, classify_fault(0, code), true, false, {}, {}}, service, call, tries);
}

void Transport::note_repeated(const std::string& service, const Tries& tries) {
  if (tries.taken > 0) budget_of(service).note_success(tries.taken);
}

base::Result<net::HttpResponse> Transport::send(const std::string& service, const std::string& call,
                                                net::ClientRequest request, Signing signing) {
  const std::string lane = lane_of(service, call);
  request.fresh_connection = takes_anew(call);
  for (Tries tries;;) {
    ++tries.made;
    if (limiter_ != nullptr) limiter_->wait(lane);
    if (signing == Signing::kSigV4) {
      if (auto status = sign(request, service); !status) return status.error();
    }
    auto response = http_.send(request);
    if (response.ok() && response->status < 300) {
      if (limiter_ != nullptr) limiter_->note_success(lane);
      budget_of(service).note_success(tries.taken);
      return response;
    }
    const Trouble trouble = read_trouble(service, call, response);
    if (!wait_after(trouble, service, call, tries)) return trouble.error;
  }
}

base::Result<json::Object> Transport::call_json(const std::string& service, const std::string& version,
                                                const std::string& target, const json::Object& input,
                                                base::Milliseconds timeout) {
  net::ClientRequest request{
      "POST",
      endpoints_.url(service) + "/",
      {{"Content-Type", "application/x-amz-json-" + version}, {"X-Amz-Target", target}},
      json::to_text(input),
      std::nullopt};
  request.timeout = timeout;
  const std::string call = target.substr(target.find('.') + 1);
  const auto response = send(service, call, std::move(request));
  if (!response) return response.error();
  if (response->body.empty()) return json::Object{};
  auto body = json::parse_document(response->body);
  if (!body.ok() || !body->is_object()) {
    base::Error error{"BadAnswer", fmt::format("{} {}: the answer is not a JSON object", service, call),
                      "is the endpoint really an AWS endpoint?"};
    return takes_anew(call) ? doubtful(std::move(error)) : error;
  }
  return std::move(body->get_object());
}

base::Result<std::string> Transport::call_query(const std::string& service, const std::string& action,
                                                const std::string& api_version,
                                                const QueryParameters& parameters, Signing signing) {
  std::string body = fmt::format("Action={}&Version={}", action, api_version);
  for (const auto& [name, value] : parameters) {
    body += fmt::format("&{}={}", base::percent_encode(name), base::percent_encode(value));
  }
  net::ClientRequest request{"POST",
                             endpoints_.url(service) + "/",
                             {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                             std::move(body),
                             std::nullopt};
  auto response = send(service, action, std::move(request), signing);
  if (!response) return response.error();
  return std::move(response->body);
}

base::Result<json::Object> Transport::call_rest(const std::string& service, const std::string& method,
                                                const std::string& path, const std::string& input) {
  net::ClientRequest request{method, endpoints_.url(service) + path, {}, input, std::nullopt};
  if (!input.empty()) request.headers.emplace_back("Content-Type", "application/json");
  const auto response = send(service, method + " " + path, std::move(request));
  if (!response) return response.error();
  if (response->body.empty()) return json::Object{};
  auto body = json::parse_document(response->body);
  if (!body.ok() || !body->is_object()) {
    return base::Error{"BadAnswer", fmt::format("{} {}: the answer is not a JSON object", service, path), ""};
  }
  return std::move(body->get_object());
}

}  // namespace sb::awsclient
