// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/dispatcher.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "cloud/service/inventory.h"

namespace sb::cloud::delivery {
namespace {

using Exhausted = RetrySchedule::Exhausted;

json::Object string_attribute(const std::string& value) {
  return {{"DataType", "String"}, {"StringValue", value}};
}

// "sqs" of an ARN of SQS, "https" of an https address; empty where there is neither.
std::string_view service_of(std::string_view target) {
  if (const size_t mark = target.find("://"); mark != std::string_view::npos) return target.substr(0, mark);
  if (!target.starts_with("arn:")) return {};
  const size_t begin = target.find(':', 4);
  if (begin == std::string_view::npos) return {};
  const size_t end = target.find(':', begin + 1);
  return end == std::string_view::npos ? std::string_view{} : target.substr(begin + 1, end - begin - 1);
}

// What EventBridge says of a dead letter beside the event (user guide, "Dead-letter queues").
json::Object reasons_of(const Delivery& delivery, const Attempt& result, Exhausted exhausted) {
  json::Object out{{"RULE_ARN", string_attribute(delivery.source_arn)},
                   {"TARGET_ARN", string_attribute(delivery.target_arn)},
                   {"ERROR_CODE", string_attribute(result.code)},
                   {"ERROR_MESSAGE", string_attribute(result.message)},
                   {"RETRY_ATTEMPTS", string_attribute(fmt::format("{}", delivery.attempts - 1))}};
  if (exhausted != Exhausted::kNo) {
    out["EXHAUSTED_RETRY_CONDITION"] = string_attribute(
        exhausted == Exhausted::kByCount ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds");
  }
  return out;
}

}  // namespace

struct Dispatcher::Flight {
  Flight(Dispatcher& given, Delivery taken) : dispatcher(given), delivery(std::move(taken)) {}

  Dispatcher& dispatcher;
  Delivery delivery;
  Route* route = nullptr;  // null before the first attempt and for a target that nothing serves
  bool stored = false;
  bool calling = false;                  // the sink has not returned yet
  bool abandoned = false;                // whatever the sink answers, nothing comes of it
  service::Timeline::Ticket ticket = 0;  // of the next attempt, while it waits for it
  std::optional<Attempt> answer;
  uint64_t number = 0;
  size_t bytes = 0;
};

Dispatcher::Dispatcher(service::Timeline& timeline, store::Store& store, std::function<double()> random01,
                       Complain complain)
    : timeline_(timeline), store_(store), random01_(std::move(random01)), complain_(std::move(complain)) {}

Dispatcher::~Dispatcher() = default;

base::Status Dispatcher::resume() {
  return store_.for_each_object(store::Table::kDelivery, [&](std::string_view, const json::Object& row) {
    auto flight = std::make_unique<Flight>(*this, from_json(row));
    flight->stored = true;
    wait(std::move(flight));
  });
}

std::map<std::string, Dispatcher::Counters> Dispatcher::counters_by_service() const {
  std::map<std::string, Counters> out;
  for (const auto& [service, route] : routes_) out.emplace(service, route.counters);
  return out;
}

Dispatcher::Route* Dispatcher::find_route(const std::string& target) {
  const auto at = routes_.find(service_of(target));
  return at == routes_.end() ? nullptr : &at->second;
}

void Dispatcher::count(const Flight& flight, uint64_t Counters::*counter) {
  ++(counters_.*counter);
  if (flight.route != nullptr) ++(flight.route->counters.*counter);
}

void Dispatcher::dispatch(Delivery delivery) {
  delivery.started = timeline_.now();
  attempt(std::make_unique<Flight>(*this, std::move(delivery)));
}

void Dispatcher::refuse(Delivery delivery, const Attempt& why) {
  delivery.started = timeline_.now();
  delivery.attempts = 1;
  auto flight = std::make_unique<Flight>(*this, std::move(delivery));
  flight->route = find_route(flight->delivery.target_arn);
  conclude(std::move(flight), why);
}

void Dispatcher::lose(const Delivery& delivery, const std::string& text) {
  Flight flight(*this, delivery);
  flight.route = find_route(delivery.target_arn);
  count(flight, &Counters::lost);
  complain_(fmt::format("LOST: {}", text));
}

void Dispatcher::abandon() {
  for (auto at = flights_.begin(); at != flights_.end();) {
    Flight& flight = *(at++)->second;
    if (flight.stored) store_.erase(store::Table::kDelivery, flight.delivery.id);
    flight.stored = false;
    flight.abandoned = true;
    if (flight.ticket == 0) continue;
    timeline_.cancel(flight.ticket);
    release(flight.number);
  }
}

void Dispatcher::attempt(std::unique_ptr<Flight> flight) {
  flight->ticket = 0;
  flight->route = find_route(flight->delivery.target_arn);
  ++flight->delivery.attempts;
  if (flight->route == nullptr) {
    return conclude(std::move(flight),
                    {Verdict::kRefused, "NO_RESOURCE", "The target is of a kind that is not served here."});
  }
  Flight* const given = flight.get();
  given->calling = true;
  given->route->sink->deliver(
      given->delivery, [given](Attempt answer) { given->dispatcher.on_answer(*given, std::move(answer)); });
  given->calling = false;
  if (given->answer) return conclude(std::move(flight), *std::exchange(given->answer, std::nullopt));
  // What is kept of it already will do: after a restart it is tried at once.
  if (!given->stored) {
    given->delivery.due = timeline_.now();
    keep(*given);
  }
  hold(std::move(flight));
}

void Dispatcher::on_answer(Flight& flight, Attempt answer) {
  if (flight.calling) {
    flight.answer = std::move(answer);
    return;
  }
  conclude(release(flight.number), answer);
  flush();
}

void Dispatcher::conclude(std::unique_ptr<Flight> flight, const Attempt& answer) {
  if (flight->abandoned) return;
  const Delivery& delivery = flight->delivery;
  if (answer.verdict == Verdict::kDelivered) {
    count(*flight, delivery.letter_about.empty() ? &Counters::delivered : &Counters::dead_lettered);
  } else {
    count(*flight, &Counters::failed_attempts);
    const Exhausted exhausted =
        answer.verdict == Verdict::kRefused
            ? Exhausted::kNo
            : delivery.retry.exhausted(delivery.attempts, timeline_.now() - delivery.started);
    if (answer.verdict == Verdict::kFailed && exhausted == Exhausted::kNo)
      return retry_later(std::move(flight));
    bury(*flight, answer, exhausted);
  }
  if (flight->stored) store_.erase(store::Table::kDelivery, delivery.id);
}

void Dispatcher::retry_later(std::unique_ptr<Flight> flight) {
  Delivery& delivery = flight->delivery;
  delivery.due = timeline_.now() + delivery.retry.delay(delivery.attempts, random01_());
  keep(*flight);
  wait(std::move(flight));
}

void Dispatcher::wait(std::unique_ptr<Flight> flight) {
  Flight& held = hold(std::move(flight));
  held.ticket = timeline_.call_at(held.delivery.due, [this, number = held.number] {
    attempt(release(number));
    flush();
  });
}

void Dispatcher::keep(Flight& flight) {
  if (flight.delivery.id.empty()) flight.delivery.id = base::make_uuid();
  store_.put(store::Table::kDelivery, flight.delivery.id, json::to_text(to_json(flight.delivery)));
  flight.stored = true;
}

Dispatcher::Flight& Dispatcher::hold(std::unique_ptr<Flight> flight) {
  Flight& held = *flight;
  held.number = ++last_number_;
  held.bytes = bytes_of(held.delivery);
  held_bytes_ += held.bytes;
  flights_.emplace(held.number, std::move(flight));
  return held;
}

std::unique_ptr<Dispatcher::Flight> Dispatcher::release(uint64_t number) {
  auto node = flights_.extract(number);
  held_bytes_ -= node.mapped()->bytes;
  return std::move(node.mapped());
}

void Dispatcher::bury(const Flight& flight, const Attempt& result, Exhausted exhausted) {
  const Delivery& delivery = flight.delivery;
  if (!delivery.letter_about.empty()) {
    return lose(flight, delivery.letter_about,
                fmt::format("nor to its dead-letter queue {}: {} {}", delivery.target_arn, result.code,
                            result.message));
  }
  const std::string about =
      fmt::format("{} could not deliver to {}: {} {}", delivery.source_arn,
                  service::without_password(delivery.target_arn), result.code, result.message);
  if (delivery.dead_letter_arn.empty()) return lose(flight, about, "it has no dead-letter queue");
  Delivery letter = delivery;
  letter.id.clear();
  letter.target_arn = delivery.dead_letter_arn;
  letter.dead_letter_arn.clear();
  letter.letter_about = about;
  letter.group_id.clear();
  letter.headers.clear();
  letter.role_arn.clear();
  letter.attempts = 0;
  letter.retry = RetrySchedule::managed_endpoint();
  if (!delivery.dead_letter_body.empty()) letter.body = delivery.dead_letter_body;
  letter.dead_letter_body = {};
  if (delivery.principal == "events.amazonaws.com")
    letter.attributes = reasons_of(delivery, result, exhausted);
  dispatch(std::move(letter));
}

void Dispatcher::lose(const Flight& flight, const std::string& about, const std::string& why) {
  count(flight, &Counters::lost);
  complain_(fmt::format("LOST: {}; {}", about, why));
}

void Dispatcher::flush() {
  store_.on_durable([](const base::Status&) {});
}

}  // namespace sb::cloud::delivery
