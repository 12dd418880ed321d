// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/dispatcher.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::cloud::delivery {
namespace {

json::Object string_attribute(const std::string& value) {
  return {{"DataType", "String"}, {"StringValue", value}};
}

}  // namespace

base::Milliseconds retry_delay(int attempt, double random01) {
  const int64_t ceiling = std::min<int64_t>(int64_t{1000} << std::min(attempt - 1, 20), 900000);
  return base::Milliseconds(static_cast<int64_t>(static_cast<double>(ceiling) * (0.5 + random01 / 2)));
}

Dispatcher::Dispatcher(service::Timeline& timeline, store::Store& store, std::function<double()> random01,
                       Complain complain)
    : timeline_(timeline), store_(store), random01_(std::move(random01)), complain_(std::move(complain)) {}

base::Status Dispatcher::resume() {
  std::vector<Delivery> found;
  auto status = store_.for_each(store::Table::kDelivery, [&](std::string_view, std::string_view value) {
    if (const auto document = json::parse_document(value); document.ok() && document->is_object()) {
      found.push_back(from_json(document->get_object()));
    }
  });
  for (Delivery& delivery : found) {
    ++waiting_;
    timeline_.call_at(timeline_.now(), [this, delivery] {
      --waiting_;
      attempt(delivery, true);
    });
  }
  return status;
}

void Dispatcher::dispatch(Delivery delivery) {
  delivery.started = timeline_.now();
  attempt(std::move(delivery), false);
}

void Dispatcher::refuse(Delivery delivery, const Attempt& why) {
  delivery.started = timeline_.now();
  delivery.attempts = 1;
  on_attempted(std::move(delivery), false, why);
}

void Dispatcher::attempt(Delivery delivery, bool stored) {
  const auto arn = aws::parse_arn(delivery.target_arn);
  const auto sink = arn ? sinks_.find(arn->service) : sinks_.end();
  ++delivery.attempts;
  if (sink == sinks_.end()) {
    return on_attempted(
        std::move(delivery), stored,
        {Verdict::kRefused, "NO_RESOURCE", "The target is of a kind that is not served here."});
  }
  Sink& to = *sink->second;
  to.deliver(delivery, [this, delivery, stored](Attempt result) { on_attempted(delivery, stored, result); });
}

void Dispatcher::on_attempted(Delivery delivery, bool stored, const Attempt& result) {
  if (result.verdict == Verdict::kDelivered) {
    ++counters_.delivered;
    return forget(delivery, stored);
  }
  ++counters_.failed_attempts;
  std::string exhausted;
  if (result.verdict == Verdict::kFailed) {
    const bool too_often = delivery.attempts > delivery.attempts_max;
    const bool too_old = timeline_.now() - delivery.started >= delivery.age_max;
    if (!too_often && !too_old) return retry_later(std::move(delivery));
    exhausted = too_often ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds";
  }
  bury(delivery, result, exhausted);
  forget(delivery, stored);
}

void Dispatcher::retry_later(Delivery delivery) {
  store_.put(store::Table::kDelivery, delivery.id, json::to_text(to_json(delivery)));
  const base::Time when = timeline_.now() + retry_delay(delivery.attempts, random01_());
  ++waiting_;
  timeline_.call_at(when, [this, delivery = std::move(delivery)] {
    --waiting_;
    attempt(delivery, true);
    store_.on_durable([](const base::Status&) {});
  });
}

void Dispatcher::bury(const Delivery& delivery, const Attempt& result, const std::string& exhausted) {
  const auto complain = [&](const std::string& why) {
    ++counters_.lost;
    complain_(fmt::format("LOST: {} could not deliver to {}: {} {}; {}", delivery.source_arn,
                          delivery.target_arn, result.code, result.message, why));
  };
  const auto sink = sinks_.find("sqs");
  if (delivery.dead_letter_arn.empty() || sink == sinks_.end())
    return complain("it has no dead-letter queue");
  Delivery letter = delivery;
  letter.target_arn = delivery.dead_letter_arn;
  letter.group_id.clear();
  if (!delivery.dead_letter_body.empty()) letter.body = delivery.dead_letter_body;
  if (delivery.principal == "events.amazonaws.com") {
    letter.attributes = {{"RULE_ARN", string_attribute(delivery.source_arn)},
                         {"TARGET_ARN", string_attribute(delivery.target_arn)},
                         {"ERROR_CODE", string_attribute(result.code)},
                         {"ERROR_MESSAGE", string_attribute(result.message)},
                         {"RETRY_ATTEMPTS", string_attribute(fmt::format("{}", delivery.attempts - 1))}};
    if (!exhausted.empty()) letter.attributes["EXHAUSTED_RETRY_CONDITION"] = string_attribute(exhausted);
  }
  sink->second->deliver(letter, [&](Attempt buried) {
    if (buried.verdict == Verdict::kDelivered) {
      ++counters_.dead_lettered;
    } else {
      complain(fmt::format("nor to its dead-letter queue {}: {} {}", delivery.dead_letter_arn, buried.code,
                           buried.message));
    }
  });
}

void Dispatcher::forget(const Delivery& delivery, bool stored) {
  if (stored) store_.erase(store::Table::kDelivery, delivery.id);
}

}  // namespace sb::cloud::delivery
