// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/message_attributes.h"
#include "cloud/sqs/receive_request.h"
#include "cloud/sqs/sender.h"
#include "cloud/sqs/sqs.h"

// Deliveries from other services.
namespace sb::cloud::sqs {

using delivery::Attempt;
using delivery::Verdict;

namespace {

Attempt refused(const char* code, std::string message) {
  return {Verdict::kRefused, code, std::move(message)};
}

// What is wrong with the delivery's ids for the queue; "" when nothing is.
std::string wrong_with_ids(const Queue& queue, const delivery::Delivery& delivery) {
  if (!queue.fifo && delivery.group_id.empty() && delivery.deduplication_id.empty()) return "";
  json::Object ids;
  if (!delivery.group_id.empty()) ids["MessageGroupId"] = delivery.group_id;
  if (!delivery.deduplication_id.empty()) ids["MessageDeduplicationId"] = delivery.deduplication_id;
  for (const char* name : {"MessageGroupId", "MessageDeduplicationId"}) {
    if (const auto fault = check_fifo_id(ids, name)) return fault->message;
  }
  if (!queue.fifo) return "";
  if (delivery.group_id.empty()) return "The request must contain the parameter MessageGroupId.";
  if (delivery.deduplication_id.empty() && queue.attribute("ContentBasedDeduplication") != "true") {
    return "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
           "provided "
           "explicitly";
  }
  return "";
}

// What is wrong with the characters of a delivery, which is UTF-8; "" when nothing is.
std::string wrong_with_text(const delivery::Delivery& delivery) {
  if (!base::is_xml_text(delivery.body.view())) return invalid_characters().message;
  for (const auto& [name, value] : delivery.attributes) {
    const json::Object* attribute = value.if_object();
    if (attribute == nullptr || base::is_xml_text(json::find_string(*attribute, "StringValue").value_or("")))
      continue;
    return invalid_attribute_characters(std::string(name)).message;
  }
  return "";
}

Message message_of(const Queue& queue, const delivery::Delivery& delivery) {
  Message message;
  message.body = delivery.body;
  message.attributes = delivery.attributes;
  message.sender_id = service_sender_id(delivery.principal);
  message.group_id = delivery.group_id;
  message.trace_header = delivery.trace_header;
  if (!queue.fifo) return message;
  message.deduplication_id =
      delivery.deduplication_id.empty() ? base::hex(base::sha256(delivery.body)) : delivery.deduplication_id;
  return message;
}

}  // namespace

void Sqs::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  Queue* queue = find(delivery.target_arn);
  if (queue == nullptr) return done(refused("NO_RESOURCE", "The specified queue does not exist."));
  if (!queue->admission.lets_in(delivery, queue->policy ? &*queue->policy : nullptr, "sqs:SendMessage",
                                delivery::Admission::Context::kSource, timeline_.clock())) {
    return done(
        refused("NO_PERMISSIONS", fmt::format("The policy of {} does not let {} send messages for {}.",
                                              delivery.target_arn, delivery.principal, delivery.source_arn)));
  }
  const size_t size_max = queue->settings.message_bytes_max;
  if (delivery.body.size() + bytes_of_attributes(delivery.attributes) > size_max)
    return done(refused("SDK_CLIENT_ERROR", fmt::format("The message is longer than {} bytes.", size_max)));
  if (std::string wrong = wrong_with_ids(*queue, delivery); !wrong.empty())
    return done(refused("SDK_CLIENT_ERROR", std::move(wrong)));
  if (std::string wrong = wrong_with_text(delivery); !wrong.empty())
    return done(refused("SDK_CLIENT_ERROR", std::move(wrong)));
  Message message = message_of(*queue, delivery);
  if (auto* first = queue->fifo ? first_of(*queue, message) : nullptr) {
    save_window(*queue, message, *first);
  } else {
    enqueue(*queue, std::move(message), queue->settings.delay);
  }
  serve_ripe();
  done({});
}

}  // namespace sb::cloud::sqs
