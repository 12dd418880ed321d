// SPDX-License-Identifier: Apache-2.0
#include "spec/target_checks.h"

#include <fmt/format.h>

#include "aws/arn.h"
#include "aws/limits.h"
#include "aws/target.h"
#include "base/web_address.h"
#include "spec/pattern_checks.h"

namespace sb::spec {
namespace {

constexpr char kQueueWanted[] = "1 to 80 of letters, digits, '-', '_', or the ARN of a queue";
constexpr char kFunctionWanted[] =
    "1 to 64 of letters, digits, '-', '_', with an alias or version behind a ':', or the ARN of a function";

bool is_arn_of(const std::string& text, const char* service) {
  const auto arn = aws::parse_arn(text);
  return arn && arn->service == service;
}

bool is_queue(const std::string& text) { return aws::is_queue_name(text) || is_arn_of(text, "sqs"); }

bool is_function(const std::string& text) { return aws::is_function_name(text) || is_arn_of(text, "lambda"); }

void check_target_name(const Target& target, base::Diagnostics& diagnostics) {
  if (target.value.empty()) return;
  if (target.value.ends_with(".fifo")) {
    diagnostics.error(
        "SB0147", target.value_position,
        fmt::format("'{}' is FIFO, which needs a message group that a route cannot give", target.value),
        "use a standard queue or topic");
  }
  bool good = true;
  std::string wanted;
  switch (target.kind) {
    case Target::Kind::kArn:
      good = aws::parse_arn(target.value).has_value();
      wanted = "an ARN: arn:aws:sns:us-east-1:123456789012:a-topic";
      break;
    case Target::Kind::kSns:
      good = aws::is_topic_name(target.value) || is_arn_of(target.value, "sns");
      wanted = "1 to 256 of letters, digits, '-', '_', or the ARN of a topic";
      break;
    case Target::Kind::kSqs:
      good = is_queue(target.value);
      wanted = kQueueWanted;
      break;
    case Target::Kind::kLambda:
      good = is_function(target.value);
      wanted = kFunctionWanted;
      break;
    case Target::Kind::kBus:
      good = aws::is_bus_name(target.value) || is_arn_of(target.value, "events");
      wanted = "1 to 256 of letters, digits, '.', '-', '_', '/', or the ARN of an event bus";
      break;
  }
  if (!good)
    diagnostics.error("SB0132", target.value_position, fmt::format("'{}' cannot name a target", target.value),
                      wanted);
}

void check_subscriber_name(const Subscriber& subscriber, base::Diagnostics& diagnostics) {
  const auto refuse = [&](const char* what, const char* wanted) {
    diagnostics.error("SB0132", subscriber.position,
                      fmt::format("'{}' cannot name a {}", subscriber.endpoint, what), wanted);
  };
  if (subscriber.protocol == "sqs" && !is_queue(subscriber.endpoint)) refuse("queue", kQueueWanted);
  if (subscriber.protocol == "lambda" && !is_function(subscriber.endpoint))
    refuse("function", kFunctionWanted);
}

void check_subscriber(const Subscriber& subscriber, base::Diagnostics& diagnostics) {
  if (subscriber.protocol == "sqs" && subscriber.endpoint.ends_with(".fifo")) {
    diagnostics.error(
        "SB0147", subscriber.position,
        fmt::format("'{}' is a FIFO queue, which a standard topic cannot feed", subscriber.endpoint),
        "use a standard queue");
  }
  check_subscriber_name(subscriber, diagnostics);
  const bool web = subscriber.protocol == "https" || subscriber.protocol == "http";
  // What may be a password that cannot be told from the rest is not shown.
  if (web && !base::is_web_address(subscriber.endpoint, subscriber.protocol)) {
    diagnostics.error(
        "SB0145", subscriber.position, fmt::format("this is not an {} address", subscriber.protocol),
        fmt::format("{}://HOST/PATH; in a password %2F, %3F, %23, %40, %25 and %20 stand for '/', "
                    "'?', '#', '@', '%' and a blank",
                    subscriber.protocol));
  }
}

// What follows from the target's kind alone, whosever it is.
void check_role_and_kind(const Target& target, base::Diagnostics& diagnostics) {
  if (!target.role.empty()) {
    if (const auto words = aws::refuse_role_arn(target.role))
      diagnostics.error("SB0154", target.role_position, "EventBridge would refuse this role: " + *words,
                        "the ARN of a role: arn:aws:iam::123456789012:role/to-the-target");
  }
  const auto arn = aws::parse_arn(target.value);
  if (!arn) return;
  const auto refusal = aws::refuse_target_arn(*arn, {}, {target.id, !target.role.empty(), false});
  if (!refusal) return;
  diagnostics.error("SB0155", target.position, "EventBridge would refuse this target: " + refusal->words,
                    "give the target role: with the ARN of a role that events.amazonaws.com may assume and "
                    "that may call the target; the route's own role: does not count for it");
}

}  // namespace

void check_target(const Target& target, base::Diagnostics& diagnostics) {
  if (!target.id.empty() && !aws::is_rule_name(target.id)) {
    diagnostics.error("SB0132", target.id_position, fmt::format("'{}' cannot be a target's id", target.id),
                      "1 to 64 of letters, digits, '.', '-', '_'");
  }
  check_target_name(target, diagnostics);
  if (target.dead_letter) check_dead_letter(*target.dead_letter, diagnostics);
  if (!target.subscribers.empty() && target.kind != Target::Kind::kSns) {
    diagnostics.error("SB0143", target.position, "only an sns target has subscribers");
  }
  for (const Subscriber& subscriber : target.subscribers) check_subscriber(subscriber, diagnostics);
}

void check_with_services(const Target& target, base::Diagnostics& diagnostics) {
  if (target.kind == Target::Kind::kBus && target.role.empty() && !target.value.starts_with("arn:")) {
    diagnostics.warning(
        "SB0159", target.position,
        "EventBridge asks for a role on a target that is a bus, and this one has none",
        "give the target role: with the ARN of a role that events.amazonaws.com may assume and "
        "that may events:PutEvents on the bus");
  }
  check_role_and_kind(target, diagnostics);
  check_input(target, diagnostics);
  for (const Subscriber& subscriber : target.subscribers) {
    if (subscriber.filter) check_filter(*subscriber.filter, diagnostics);
  }
}

void check_dead_letter(const DeadLetter& dead_letter, base::Diagnostics& diagnostics) {
  const std::string& queue = dead_letter.queue;
  if (queue.empty()) return;
  if (const auto arn = aws::parse_arn(queue)) {
    if (const auto words = aws::refuse_dead_letter_arn(queue, {})) {
      diagnostics.error("SB0144", dead_letter.position,
                        arn->service != "sqs"
                            ? fmt::format("a dead-letter queue is an SQS queue, not '{}'", queue)
                            : "EventBridge would refuse this dead-letter queue: " + *words,
                        "use a standard queue");
    }
  } else if (!aws::is_queue_name(queue) || queue.ends_with(".fifo")) {
    diagnostics.error("SB0132", dead_letter.position,
                      fmt::format("'{}' cannot name a dead-letter queue", queue),
                      "1 to 80 of letters, digits, '-', '_' (a standard queue)");
  }
}

}  // namespace sb::spec
