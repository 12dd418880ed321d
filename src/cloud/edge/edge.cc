// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/edge.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/edge/query.h"

namespace sb::cloud::edge {

using service::Fault;
using service::Outcome;

namespace {

constexpr char kFunctions[] = "/2015-03-31/functions/";

std::string service_of_version(const std::string& version) {
  if (version == "2010-03-31") return "sns";
  if (version == "2012-11-05") return "sqs";
  if (version == "2011-06-15") return "sts";
  return "";
}

// AddPermission, GetPolicy and RemovePermission by method and path.
std::string function_operation(const net::HttpRequest& request) {
  const auto parts = base::split(request.path().substr(sizeof kFunctions - 1), '/');
  if (parts.size() < 2 || parts[1] != "policy") return "";
  if (request.method == "POST" && parts.size() == 2) return "AddPermission";
  if (request.method == "GET" && parts.size() == 2) return "GetPolicy";
  if (request.method == "DELETE" && parts.size() == 3) return "RemovePermission";
  return "";
}

std::string caller_arn(const Identity& identity) {
  return fmt::format("arn:{}:iam::{}:root", aws::partition_of(identity.realm.region), identity.realm.account);
}

const char* json_namespace(const std::string& service) {
  return service == "sqs" ? "com.amazonaws.sqs#" : "";
}

// The realm of a link in what subscribers of SNS receive, which carries no signature: that of its ARN,
// whatever it is worth. nullopt for any other request, also for a link that asks for more than a link may
// give.
std::optional<aws::Realm> realm_of_link(const net::HttpRequest& request, const std::string& operation) {
  const bool confirms = operation == "ConfirmSubscription";
  if (request.method != "GET" || (!confirms && operation != "Unsubscribe")) return std::nullopt;
  const Form form = parse_form(request.query());
  if (net::find_header(request.headers, "Authorization") || !form_value(form, "X-Amz-Signature").empty())
    return std::nullopt;
  if (confirms && base::equals_ignore_case(form_value(form, "AuthenticateOnUnsubscribe"), "true"))
    return std::nullopt;
  const auto arn = aws::parse_arn(form_value(form, confirms ? "TopicArn" : "SubscriptionArn"));
  return arn ? arn->realm() : aws::Realm{};
}

Fault unknown_operation(Protocol protocol, const std::string& operation) {
  if (protocol == Protocol::kQuery) {
    return {"InvalidAction", fmt::format("The action {} is not valid for this endpoint.", operation), 400, "",
            ""};
  }
  return {"UnknownOperationException",
          fmt::format("The operation {} is not served by this endpoint.", operation), 400, "", ""};
}

}  // namespace

Edge::Asked Edge::read_query(const net::HttpRequest& request) {
  Asked out;
  out.ask.protocol = Protocol::kQuery;
  out.ask.body_form = request.method == "GET" ? std::string(request.query()) : request.body;
  const Form form = parse_form(out.ask.body_form);
  out.ask.operation = form_value(form, "Action");
  out.ask.service = service_of_version(form_value(form, "Version"));
  if (out.ask.service.empty() && request.method == "GET") out.ask.service = "sns";
  if (out.ask.operation.empty())
    out.fault = Fault{"MissingAction", "The request must contain the parameter Action.", 400, "", ""};
  if (out.ask.service.empty())
    out.fault = Fault{"InvalidAction", "The request names no API version that is served by this endpoint.",
                      400, "", ""};
  return out;
}

Edge::Asked Edge::read(const net::HttpRequest& request) {
  if (request.path().starts_with(kFunctions))
    return {{Protocol::kRest, "lambda", function_operation(request), ""}, std::nullopt};
  const auto target = net::find_header(request.headers, "X-Amz-Target");
  if (!target) return read_query(request);
  const size_t dot = target->find('.');
  const std::string_view prefix = target->substr(0, dot);
  const std::string operation(dot == std::string_view::npos ? "" : target->substr(dot + 1));
  if (prefix == "AWSEvents") return {{Protocol::kJson11, "events", operation, ""}, std::nullopt};
  if (prefix == "AmazonSQS") return {{Protocol::kJson10, "sqs", operation, ""}, std::nullopt};
  return {{Protocol::kJson11, "", operation, ""}, unknown_operation(Protocol::kJson11, std::string(*target))};
}

base::Result<json::Object> Edge::decode(const Ask& ask, const net::HttpRequest& request) const {
  if (ask.protocol == Protocol::kQuery) return form_to_json(parse_form(ask.body_form), ask.service);
  json::Object out;
  if (!request.body.empty()) {
    auto document = json::parse_document(request.body);
    if (!document) return base::Error{"SerializationException", document.error().message, ""};
    if (!document->is_object())
      return base::Error{"SerializationException", "Start of structure or map found where not expected.", ""};
    out = std::move(document->get_object());
  }
  if (ask.protocol == Protocol::kRest) {
    const auto parts = base::split(request.path().substr(sizeof kFunctions - 1), '/');
    out["FunctionName"] = base::percent_decode(parts[0]);
    if (const std::string qualifier = form_value(parse_form(request.query()), "Qualifier");
        !qualifier.empty()) {
      out["Qualifier"] = qualifier;
    }
    if (parts.size() > 2) out["StatementId"] = base::percent_decode(parts[2]);
  }
  return out;
}

void Edge::handle(const net::HttpRequest& request, net::HttpServer::Respond respond) {
  const std::string request_id = base::make_uuid();
  const Asked asked = read(request);
  const auto refuse = [&](const Fault& fault) { respond(render(asked.ask, fault, request_id)); };
  if (asked.fault) return refuse(*asked.fault);
  service::Call call;
  call.request_id = request_id;
  call.origin = fmt::format("http://{}", net::find_header(request.headers, "Host").value_or("localhost"));
  if (const auto realm = realm_of_link(request, asked.ask.operation)) {
    call.realm = *realm;
    return this->call(asked.ask, request, std::move(call), std::move(respond));
  }
  const auto identity = authenticator_.authenticate(request, asked.ask.protocol);
  if (const Fault* fault = std::get_if<Fault>(&identity)) return refuse(*fault);
  const Identity& who = std::get<Identity>(identity);
  if (who.service != asked.ask.service) {
    return refuse(
        {asked.ask.protocol == Protocol::kQuery ? "SignatureDoesNotMatch" : "InvalidSignatureException",
         fmt::format("Credential should be scoped to correct service: '{}'.", asked.ask.service),
         asked.ask.protocol == Protocol::kQuery ? 403 : 400, "", ""});
  }
  call.realm = who.realm;
  call.access_key_id = who.access_key_id;
  call.caller_arn = caller_arn(who);
  this->call(asked.ask, request, std::move(call), std::move(respond));
}

void Edge::call(const Ask& ask, const net::HttpRequest& request, service::Call call,
                net::HttpServer::Respond respond) {
  const std::string request_id = call.request_id;
  const auto found = services_.find(ask.service);
  if (found == services_.end() || !found->second->knows(ask.operation)) {
    return respond(render(ask, unknown_operation(ask.protocol, ask.operation), request_id));
  }
  auto input = decode(ask, request);
  if (!input)
    return respond(render(ask, Fault{input.error().code, input.error().message, 400, "", ""}, request_id));
  const uint64_t before = durability_.changes();
  found->second->handle(call, ask.operation, *input,
                        [this, ask, request_id, before, respond = std::move(respond)](Outcome outcome) {
                          if (!outcome.wait_for_durability || durability_.changes() == before)
                            return respond(render(ask, outcome, request_id));
                          durability_.wait([ask, request_id, respond,
                                            outcome = std::move(outcome)](const base::Status& status) {
                            if (status.ok()) return respond(render(ask, outcome, request_id));
                            respond(render(ask,
                                           Fault{ask.service == "sns" ? "InternalError" : "InternalFailure",
                                                 status.error().message, 500, "", ""},
                                           request_id));
                          });
                        });
}

net::HttpResponse Edge::render(const Ask& ask, const Outcome& outcome, const std::string& request_id) {
  net::HttpResponse out;
  out.headers = {{"x-amzn-RequestId", request_id}, {"x-amz-request-id", request_id}};
  const bool failed = outcome.fault.has_value();
  out.status = failed ? outcome.fault->status : 200;
  if (ask.protocol == Protocol::kQuery) {
    out.headers.emplace_back("Content-Type", "text/xml");
    if (!failed) {
      out.body = success_xml(ask.service, ask.operation, outcome.body, request_id);
    } else {
      const std::string& code =
          outcome.fault->query_code.empty() ? outcome.fault->code : outcome.fault->query_code;
      const std::string& text =
          outcome.fault->query_message.empty() ? outcome.fault->message : outcome.fault->query_message;
      out.body = error_xml(ask.service, code, text, out.status < 500, request_id);
    }
    return out;
  }
  const char* version =
      ask.protocol == Protocol::kJson10 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";
  out.headers.emplace_back("Content-Type", ask.protocol == Protocol::kRest ? "application/json" : version);
  if (!failed) {
    out.body = json::to_text(outcome.body);
    if (ask.protocol == Protocol::kRest && ask.operation == "AddPermission") out.status = 201;
    if (ask.protocol == Protocol::kRest && ask.operation == "RemovePermission") out = {204, out.headers, ""};
    return out;
  }
  const std::string& query_code =
      outcome.fault->query_code.empty() ? outcome.fault->code : outcome.fault->query_code;
  out.headers.emplace_back("x-amzn-ErrorType", outcome.fault->code);
  if (ask.service == "sqs")
    out.headers.emplace_back("x-amzn-query-error", query_code + (out.status < 500 ? ";Sender" : ";Receiver"));
  out.body = json::to_text(json::Object{{"__type", json_namespace(ask.service) + outcome.fault->code},
                                        {"message", outcome.fault->message}});
  return out;
}

}  // namespace sb::cloud::edge
