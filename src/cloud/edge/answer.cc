// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/answer.h"

namespace sb::cloud::edge {
namespace {

using service::Fault;
using service::Outcome;

const std::string& query_code(const Fault& fault) {
  return fault.query_code.empty() ? fault.code : fault.query_code;
}

const std::string& query_message(const Fault& fault) {
  return fault.query_message.empty() ? fault.message : fault.query_message;
}

void render_query(const Ask& ask, const Outcome& outcome, const std::string& request_id,
                  net::HttpResponse& out) {
  out.headers.emplace_back("Content-Type", "text/xml");
  out.body = outcome.fault ? error_xml(ask.service, query_code(*outcome.fault), query_message(*outcome.fault),
                                       out.status < 500, request_id)
                           : success_xml(ask.service, ask.operation, outcome.body, request_id);
}

const char* content_type(Protocol protocol) {
  switch (protocol) {
    case Protocol::kJson10:
      return "application/x-amz-json-1.0";
    case Protocol::kJson11:
      return "application/x-amz-json-1.1";
    default:
      return "application/json";
  }
}

void render_fault(const Ask& ask, const Fault& fault, net::HttpResponse& out) {
  out.headers.emplace_back("x-amzn-ErrorType", fault.code);
  if (ask.service == "sqs")
    out.headers.emplace_back("x-amzn-query-error",
                             query_code(fault) + (out.status < 500 ? ";Sender" : ";Receiver"));
  const char* name_space = ask.service == "sqs" ? "com.amazonaws.sqs#" : "";
  out.body = json::to_text(json::Object{{"__type", name_space + fault.code}, {"message", fault.message}});
}

// What a function returned is the body as it is; what is to be said of it stands in headers.
void render_invocation(const json::Object& body, net::HttpResponse& out) {
  static constexpr std::pair<const char*, const char*> kHeaders[] = {
      {"FunctionError", "X-Amz-Function-Error"}, {"ExecutedVersion", "X-Amz-Executed-Version"}};
  out.status = static_cast<int>(json::find_int(body, "StatusCode").value_or(200));
  for (const auto& [member, header] : kHeaders) {
    if (const auto value = json::find_string(body, member)) out.headers.emplace_back(header, *value);
  }
  out.body = json::string_or_empty(body, "Payload");
  if (!out.body.empty()) out.headers.emplace_back("Content-Type", "application/json");
}

void render_json(const Ask& ask, const Outcome& outcome, net::HttpResponse& out) {
  const bool rest = ask.protocol == Protocol::kRest;
  if (rest && !outcome.fault && ask.operation == "Invoke") return render_invocation(outcome.body, out);
  if (outcome.fault || !rest || ask.operation != "RemovePermission")
    out.headers.emplace_back("Content-Type", content_type(ask.protocol));
  if (outcome.fault) return render_fault(ask, *outcome.fault, out);
  if (rest && ask.operation == "AddPermission") out.status = 201;
  if (rest && ask.operation == "RemovePermission") {
    out.status = 204;
  } else {
    out.body = json::to_text(outcome.body);
  }
}

}  // namespace

net::HttpResponse make_answer(const Ask& ask, const Outcome& outcome, const std::string& request_id) {
  net::HttpResponse out;
  out.headers.reserve(5);
  out.headers.emplace_back("x-amzn-RequestId", request_id);
  out.headers.emplace_back("x-amz-request-id", request_id);
  out.status = outcome.fault ? outcome.fault->status : 200;
  if (ask.protocol == Protocol::kQuery) {
    render_query(ask, outcome, request_id, out);
  } else {
    render_json(ask, outcome, out);
  }
  return out;
}

}  // namespace sb::cloud::edge
