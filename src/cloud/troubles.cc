// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"
#include "cloud/edge/refusals.h"
#include "cloud/genesys/answers.h"
#include "cloud/world.h"

// What --chaos does to calls, and what becomes of calls when memory is full.
namespace sb::cloud {

using chaos::Trouble;

bool Cloud::World::is_full() const {
  return sqs->held_bytes() + dispatcher->held_bytes() + store->backlog_bytes() > options.memory_bytes_max;
}

net::HttpServer::Respond Cloud::World::delayed(net::HttpServer::Respond respond) {
  if (chaos->latency().count() == 0) return respond;
  return [this, respond = std::move(respond)](net::HttpResponse response) {
    const auto timer = std::make_shared<std::shared_ptr<net::Loop::Timer>>();
    *timer = timeline.call_after_real(
        chaos->latency(),
        [timer, respond, response = std::move(response)]() mutable { respond(std::move(response)); });
  };
}

net::HttpResponse Cloud::World::refuse(const net::HttpRequest& request, edge::Refusal refusal) {
  if (!genesys::Genesys::owns(request.path())) return edge::refuse(request, refusal);
  if (refusal == edge::Refusal::kBroken)
    return genesys::render(genesys::ErrorBody(503, "service.unavailable", "The service is unavailable."),
                           base::make_uuid());
  genesys::Answer answer(genesys::ErrorBody(
      429, "too.many.requests", "Rate limit exceeded the maximum. Retry the request in [1] seconds"));
  answer.headers.emplace_back("Retry-After", "1");
  return genesys::render(std::move(answer), base::make_uuid());
}

void Cloud::World::handle_in_trouble(net::HttpRequest request, net::HttpServer::Respond given) {
  const net::HttpServer::Respond respond = delayed(std::move(given));
  static constexpr int kCut = 0;  // the status that cuts the connection
  switch (chaos->next_call()) {
    case Trouble::kThrottle:
      return respond(refuse(request, edge::Refusal::kThrottled));
    case Trouble::kErrorBefore:
      return respond(refuse(request, edge::Refusal::kBroken));
    case Trouble::kResetBefore:
      return respond({kCut, {}, ""});
    case Trouble::kErrorAfter: {
      net::HttpResponse broken = refuse(request, edge::Refusal::kBroken);
      return serve(std::move(request),
                   [respond, broken = std::move(broken)](const net::HttpResponse&) { respond(broken); });
    }
    case Trouble::kResetAfter:
      return serve(std::move(request), [respond](const net::HttpResponse&) { respond({kCut, {}, ""}); });
    case Trouble::kNone:
      return serve_perhaps_stale(std::move(request), respond);
  }
}

void Cloud::World::serve_perhaps_stale(net::HttpRequest request, const net::HttpServer::Respond& respond) {
  auto key = options.chaos->stale > 0 ? StaleAnswers::key_of(request) : std::nullopt;
  if (!key) return serve(std::move(request), respond);
  const bool stale = chaos->next_read_is_stale();
  // It is served all the same: a stranger is refused, and the next stale answer is this one.
  serve(std::move(request), [this, respond, stale, key = std::move(*key)](net::HttpResponse answer) {
    const bool tells = StaleAnswers::tells_configuration(answer);
    const net::HttpResponse* before = stale && tells ? stale_answers.find(key, real_clock.now()) : nullptr;
    net::HttpResponse given = before == nullptr ? answer : *before;
    if (tells) stale_answers.keep(key, answer, real_clock.now());
    respond(std::move(given));
  });
}

}  // namespace sb::cloud
