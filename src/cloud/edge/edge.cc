// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/edge.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "cloud/edge/access.h"
#include "cloud/edge/answer.h"
#include "cloud/edge/auth_faults.h"
#include "cloud/edge/queue_path.h"
#include "cloud/edge/refusals.h"

namespace sb::cloud::edge {

using service::Fault;
using service::Outcome;

namespace {

// From here on the hand-over to another thread costs less than the reading.
constexpr size_t kLargeBody = 4096;

// Whether an answer by which nothing was written may stand on what others have written just before: that
// something is there, or is not there any more.
bool may_find_its_work_done(std::string_view operation, const Outcome& outcome) {
  for (const std::string_view verb :
       {"Get", "List", "Describe", "Test", "Receive", "Publish", "Invoke", "PutEvents", "PutPartnerEvents"}) {
    if (operation.starts_with(verb)) return false;
  }
  if (!outcome.fault) return true;
  const std::string& code = outcome.fault->code;
  return code.find("NotFound") != std::string::npos || code.find("NotExist") != std::string::npos ||
         code.find("NonExistent") != std::string::npos;
}

}  // namespace

struct Edge::Pending {
  Ask ask;
  service::Call call;
  net::HttpServer::Respond respond;
  uint64_t changes_before = 0;

  void answer(const Outcome& outcome) const { respond(make_answer(ask, outcome, call.request_id)); }
};

void Edge::handle(net::HttpRequest request, net::HttpServer::Respond respond) {
  if (request.body.size() < kLargeBody) return serve(request, {}, std::move(respond));
  preparer_.prepare_apart(std::move(request), [this, respond = std::move(respond)](
                                                  const net::HttpRequest& read, Preparation found) {
    serve(read, std::move(found), respond);
  });
}

void Edge::serve(const net::HttpRequest& request, Preparation preparation, net::HttpServer::Respond respond) {
  const auto pending = std::make_shared<Pending>();
  pending->respond = std::move(respond);
  pending->call.findings = std::move(preparation.findings);
  pending->call.request_id = base::make_uuid();
  pending->call.origin =
      fmt::format("{}://{}", scheme_, net::find_header(request.headers, "Host").value_or("localhost"));
  pending->call.trace_header = net::find_header(request.headers, "X-Amzn-Trace-Id").value_or("");
  pending->call.peer = request.peer;
  pending->call.time = clock_.now();
  pending->call.user_agent = net::find_header(request.headers, "User-Agent").value_or("");
  std::optional<Fault> fault;
  pending->ask = read_ask(request, fault);
  if (request.method == "GET" && is_queue_path(request.path()) && pending->ask.operation.empty())
    return pending->respond({404, {{"Content-Type", "text/xml"}}, "<UnknownOperationException/>\n"});
  if (!fault) fault = identify(pending->ask, request, preparation.body_sha256, pending->call);
  if (!fault) fault = call(request, std::move(preparation), pending);
  if (fault) pending->answer(std::move(*fault));
}

std::shared_ptr<const service::Findings> Edge::look_ahead(const std::string& service,
                                                          const std::string& operation,
                                                          const json::Object& input) const {
  const auto found = services_.find(service);
  return found == services_.end() ? nullptr : found->second->look_ahead(operation, input);
}

std::optional<Fault> Edge::identify(const Ask& ask, const net::HttpRequest& request,
                                    std::string_view body_sha256, service::Call& call) {
  if (auto realm = realm_of_unsigned(ask, request)) {
    call.realm = std::move(*realm);
    return std::nullopt;
  }
  auto identified = authenticator_.authenticate(request, ask.protocol, ask.service, body_sha256);
  if (Fault* fault = std::get_if<Fault>(&identified)) return std::move(*fault);
  Identity& who = std::get<Identity>(identified);
  call.realm = std::move(who.realm);
  call.caller_arn = std::move(who.arn);
  call.access_key_id = std::move(who.access_key_id);
  call.user_id = std::move(who.user_id);
  call.session = std::move(who.session);
  return std::nullopt;
}

std::optional<Fault> Edge::call(const net::HttpRequest& request, Preparation preparation,
                                const std::shared_ptr<Pending>& pending) {
  const Ask& ask = pending->ask;
  const service::Call& call = pending->call;
  const auto found = services_.find(ask.service);
  const bool misplaced = is_queue_path(request.path()) && !is_for_queue_path(ask.operation);
  if (found == services_.end() || !found->second->knows(ask.operation) || misplaced)
    return unknown_operation(ask);
  ++counts_[ask.service][ask.operation];
  if (rates_ && !rates_->admit(ask.service, ask.operation, call.realm, call.time))
    return fault_of(ask, Refusal::kThrottled);
  if (brings_in(ask) && is_full_()) return fault_of(ask, Refusal::kThrottled);
  auto input = decode(ask, request, std::move(preparation.input));
  if (!input) return Fault{input.error().code, input.error().message, 400, "", ""};
  if (call.session != nullptr) {
    for (const service::Access& access : accesses_of(ask.service, ask.operation, *input, call.realm)) {
      if (auto text = service::refusal(roles_, call, access))
        return access_denied(ask.service, std::move(*text));
    }
  }
  pending->changes_before = durability_.changes();
  found->second->handle(call, ask.operation, *input,
                        [this, pending](Outcome outcome) { finish(pending, std::move(outcome)); });
  return std::nullopt;
}

void Edge::finish(const std::shared_ptr<Pending>& pending, Outcome outcome) {
  // A call that finds its work done promises no less than the one that has done it.
  const bool changed = durability_.changes() != pending->changes_before ||
                       (durability_.is_behind() && may_find_its_work_done(pending->ask.operation, outcome));
  if (!outcome.wait_for_durability || !changed) return pending->answer(outcome);
  durability_.wait([pending, outcome = std::move(outcome)](const base::Status& status) {
    if (status.ok()) return pending->answer(outcome);
    Fault broken = fault_of(pending->ask, Refusal::kBroken);
    broken.message = status.error().message;
    pending->answer(broken);
  });
}

}  // namespace sb::cloud::edge
