// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "aws/sigv4.h"
#include "base/text.h"
#include "cloud/edge/queue_path.h"

namespace sb::cloud::edge {

using service::Fault;

namespace {

constexpr char kFunctions[] = "/2015-03-31/functions/";
constexpr std::ptrdiff_t kParametersMax = 2000;
// Nothing that a client sends to these services is nested deeper; policies, patterns and events come as text.
constexpr size_t kInputDepthMax = 64;

std::string service_of_version(const std::string& version) {
  if (version == "2010-03-31") return "sns";
  if (version == "2012-11-05") return "sqs";
  if (version == "2011-06-15") return "sts";
  return "";
}

// The Query service that the request's signature is for; "" for none.
std::string signed_service(const net::HttpRequest& request) {
  std::string found;
  if (const auto header = net::find_header(request.headers, "Authorization")) {
    if (auto read = aws::parse_authorization(*header)) found = std::move(read->service);
  } else if (aws::is_presigned(request.query())) {
    if (auto read = aws::parse_presigned(request.query())) found = std::move(read->authorization.service);
  }
  return found == "sqs" || found == "sns" || found == "sts" ? found : "";
}

// AddPermission, GetPolicy, RemovePermission and Invoke by method and path.
std::string function_operation(const net::HttpRequest& request) {
  const auto parts = base::split(request.path().substr(sizeof kFunctions - 1), '/');
  if (request.method == "POST" && parts.size() == 2 && parts[1] == "invocations") return "Invoke";
  if (parts.size() < 2 || parts[1] != "policy") return "";
  if (request.method == "POST" && parts.size() == 2) return "AddPermission";
  if (request.method == "GET" && parts.size() == 2) return "GetPolicy";
  if (request.method == "DELETE" && parts.size() == 3) return "RemovePermission";
  return "";
}

// The parameters of URL and body, without those that sign a URL.
Form read_form(const net::HttpRequest& request) {
  Form form = parse_form(request.query());
  std::erase_if(form, [](const auto& parameter) { return parameter.first.starts_with("X-Amz-"); });
  if (request.method == "GET") return form;
  for (auto& parameter : parse_form(request.body)) form.push_back(std::move(parameter));
  return form;
}

Ask read_query(const net::HttpRequest& request, std::optional<Fault>& fault) {
  Ask out;
  const auto count = std::count(request.body.begin(), request.body.end(), '&') +
                     std::count(request.target.begin(), request.target.end(), '&');
  if (count >= kParametersMax) {
    out.service = "sns";
    fault = Fault{"MalformedInput", "The request has too many parameters.", 400, "", ""};
    return out;
  }
  out.form = read_form(request);
  out.operation = form_value(out.form, "Action");
  const std::string version = form_value(out.form, "Version");
  out.service = service_of_version(version);
  if (out.service.empty() && is_queue_path(request.path())) out.service = "sqs";
  // SQS does without a version; the others are at least answered in their own shape.
  const bool is_known = !out.service.empty();
  if (!is_known) out.service = signed_service(request);
  if (out.service.empty() && request.method == "GET") out.service = "sns";
  const bool needs_none = version.empty() && (out.service == "sqs" || request.method == "GET");
  if (out.service.empty() || (!is_known && !needs_none))
    fault = Fault{"InvalidAction", "The request names no API version that is served by this endpoint.", 400,
                  "", ""};
  else if (out.operation.empty())
    fault = Fault{"MissingAction", "The request must contain the parameter Action.", 400, "", ""};
  return out;
}

base::Error serialization(std::string text) { return {"SerializationException", std::move(text), ""}; }

// Takes members that are null away: they say what absent ones say. False for a number too large for a double,
// which is read as infinite.
bool tidy(json::Value& value) {
  if (value.is_double()) return std::isfinite(value.get_double());
  if (json::Array* list = value.if_array()) return std::all_of(list->begin(), list->end(), tidy);
  json::Object* object = value.if_object();
  if (object == nullptr) return true;
  for (auto at = object->begin(); at != object->end();) {
    if (at->value().is_null()) {
      at = object->erase(at);
    } else if (!tidy(at->value())) {
      return false;
    } else {
      ++at;
    }
  }
  return true;
}

// The body is the function's event, whatever it is; headers say how it is called.
json::Object decode_invocation(const net::HttpRequest& request) {
  static constexpr std::pair<const char*, const char*> kMembers[] = {
      {"InvocationType", "X-Amz-Invocation-Type"},
      {"LogType", "X-Amz-Log-Type"},
      {"ClientContext", "X-Amz-Client-Context"}};
  json::Object out{{"Payload", request.body}};
  for (const auto& [member, header] : kMembers) {
    if (const auto value = net::find_header(request.headers, header)) out[member] = *value;
  }
  return out;
}

void add_path_members(const net::HttpRequest& request, json::Object& out) {
  if (!request.path().starts_with(kFunctions)) return;
  const auto parts = base::split(request.path().substr(sizeof kFunctions - 1), '/');
  out["FunctionName"] = base::percent_decode(parts[0]);
  const Form form = parse_form(request.query());
  for (const char* name : {"Qualifier", "RevisionId"}) {
    if (std::string value = form_value(form, name); !value.empty()) out[name] = std::move(value);
  }
  if (parts.size() > 2) out["StatementId"] = base::percent_decode(parts[2]);
}

}  // namespace

Fault unknown_operation(const Ask& ask) {
  if (ask.protocol == Protocol::kQuery)
    return {"InvalidAction", fmt::format("The action {} is not valid for this endpoint.", ask.operation), 400,
            "", ""};
  return {"UnknownOperationException",
          fmt::format("The operation {} is not served by this endpoint.", ask.operation), 400, "", ""};
}

Ask read_ask(const net::HttpRequest& request, std::optional<Fault>& fault) {
  if (std::string(request.path()) + "/" == kFunctions)
    return {Protocol::kRest, "lambda", "ListFunctions", {}};
  if (request.path().starts_with(kFunctions))
    return {Protocol::kRest, "lambda", function_operation(request), {}};
  const auto target = net::find_header(request.headers, "X-Amz-Target");
  if (!target) return read_query(request, fault);
  const size_t dot = target->find('.');
  const std::string_view prefix = target->substr(0, dot);
  const std::string operation(dot == std::string_view::npos ? "" : target->substr(dot + 1));
  if (prefix == "AWSEvents") return {Protocol::kJson11, "events", operation, {}};
  if (prefix == "AmazonSQS") return {Protocol::kJson10, "sqs", operation, {}};
  Ask out{Protocol::kJson11, "", std::string(*target), {}};
  fault = unknown_operation(out);
  return out;
}

std::optional<aws::Realm> realm_of_unsigned(const Ask& ask, const net::HttpRequest& request) {
  if (ask.protocol != Protocol::kQuery) return std::nullopt;
  if (ask.service == "sts" && ask.operation == "AssumeRoleWithWebIdentity") return aws::Realm{};
  const bool confirms = ask.operation == "ConfirmSubscription";
  if (ask.service != "sns" || request.method != "GET" || (!confirms && ask.operation != "Unsubscribe"))
    return std::nullopt;
  if (aws::is_presigned(request.query()) || net::find_header(request.headers, "Authorization"))
    return std::nullopt;
  // Only the topic's owner may ask for that, however often the link says something else beside it.
  const auto asks = base::form_values(ask.form, "AuthenticateOnUnsubscribe");
  const bool binds = std::any_of(asks.begin(), asks.end(), [](const std::string& value) {
    return base::equals_ignore_case(value, "true");
  });
  if (confirms && binds) return std::nullopt;
  const auto arn = aws::parse_arn(form_value(ask.form, confirms ? "TopicArn" : "SubscriptionArn"));
  return arn ? arn->realm() : aws::Realm{};
}

base::Result<json::Object> decode_json(const std::string& body) {
  if (body.empty()) return json::Object{};
  auto document = json::parse_message(body, kInputDepthMax);
  if (!document) return serialization(document.error().message);
  if (!document->is_object()) return serialization("Start of structure or map found where not expected.");
  if (!tidy(*document)) return serialization("A number is out of range.");
  return std::move(document->get_object());
}

namespace {

base::Result<json::Object> decode_members(const Ask& ask, const net::HttpRequest& request,
                                          std::optional<base::Result<json::Object>> read) {
  if (ask.protocol == Protocol::kQuery) return form_to_json(ask.form, ask.service);
  if (ask.protocol == Protocol::kRest && ask.operation == "Invoke") return decode_invocation(request);
  return read ? std::move(*read) : decode_json(request.body);
}

}  // namespace

base::Result<json::Object> decode(const Ask& ask, const net::HttpRequest& request,
                                  std::optional<base::Result<json::Object>> read) {
  auto out = decode_members(ask, request, std::move(read));
  if (!out) return out;
  if (ask.protocol == Protocol::kRest) add_path_members(request, *out);
  // The parameter beats the path.
  if (ask.service == "sqs" && is_queue_path(request.path()) && !out->contains("QueueUrl"))
    (*out)["QueueUrl"] = request.path();
  return out;
}

}  // namespace sb::cloud::edge
