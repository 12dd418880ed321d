// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cloud/sqs/faults.h"
#include "cloud/sqs/sqs.h"

// A queue's attributes and tags.
namespace sb::cloud::sqs {

using service::Call;
using service::Outcome;

namespace {

// Of DelaySeconds.
constexpr base::Seconds kDelayMax{900};

std::string epoch_seconds(base::Time time) {
  return fmt::format("{}", std::chrono::duration_cast<base::Seconds>(time.time_since_epoch()).count());
}

std::vector<std::string> read_names(const json::Object& input, const char* key) {
  std::vector<std::string> out;
  if (const json::Array* list = json::find_array(input, key)) {
    for (const json::Value& item : *list) {
      if (item.is_string()) out.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

}  // namespace

Outcome Sqs::get_queue_attributes(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "GetQueueAttributes");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  const std::vector<std::string> names = read_names(input, "AttributeNames");
  for (const std::string& name : names) {
    if (!is_queue_attribute(name))
      return service::Fault{"InvalidAttributeName", fmt::format("Unknown Attribute {}.", name), 400, "", ""};
  }
  sweep(queue);
  const base::Time now = timeline_.now();
  QueueAttributes all = queue.attributes;
  all["QueueArn"] = queue.arn();
  all["ApproximateNumberOfMessages"] = fmt::format("{}", queue.flow.visible(now));
  all["ApproximateNumberOfMessagesNotVisible"] = fmt::format("{}", queue.flow.in_flight(now));
  all["ApproximateNumberOfMessagesDelayed"] = fmt::format("{}", queue.flow.delayed(now));
  all["CreatedTimestamp"] = epoch_seconds(queue.created);
  all["LastModifiedTimestamp"] = epoch_seconds(queue.modified);
  json::Object out;
  for (const std::string& name : names) {
    if (name == "All") {
      for (const auto& [key, value] : all) out[key] = value;
    } else if (const auto at = all.find(name); at != all.end()) {
      out[name] = at->second;
    }
  }
  return out.empty() ? json::Object{} : json::Object{{"Attributes", out}};
}

Outcome Sqs::set_queue_attributes(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "SetQueueAttributes");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  const QueueAttributes attributes = read_queue_attributes(input);
  if (attributes.empty()) return missing_parameter("Attributes");
  if (auto fault = check_queue_attributes(attributes, queue.fifo)) return *fault;
  QueueAttributes merged = merge_queue_attributes(queue.attributes, with_plain_numbers(attributes));
  if (auto fault = check_throughput(merged)) return *fault;
  if (auto fault = check_dead_letter_target(queue, attributes)) return *fault;
  const base::Seconds delay_before = queue.settings.delay;
  apply(queue, std::move(merged));
  save(queue);
  if (queue.fifo && queue.settings.delay != delay_before) delay_anew(queue);
  return json::Object{};
}

void Sqs::delay_anew(Queue& queue) {
  const base::Time now = timeline_.now();
  for (const uint64_t sequence : queue.flow.delay_anew(queue.settings.delay, now - kDelayMax, now))
    save_state(*queue.flow.find(sequence));
  if (!queue.waiters.empty()) ripe_.insert(queue.key());
}

void Sqs::apply(Queue& queue, QueueAttributes attributes) {
  queue.attributes = std::move(attributes);
  queue.settings = read_settings(queue.attributes);
  queue.policy.reset();
  queue.admission.forget();
  if (auto parsed = aws::parse_policy(queue.attribute("Policy")); parsed.ok())
    queue.policy = std::move(*parsed);
  index_redrive(queue, parse_redrive_policy(queue.attribute("RedrivePolicy")));
  queue.modified = timeline_.now();
  arm_sweep(queue);
}

Outcome Sqs::tag_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "TagQueue");
  if (found.fault) return *found.fault;
  const auto tags = json::string_map(input, "Tags");
  if (tags.empty()) return missing_parameter("Tags");
  std::map<std::string, std::string> merged = found.queue->tags;
  for (const auto& [key, value] : tags) merged[key] = value;
  if (auto fault = check_tags(*found.queue, merged)) return *fault;
  found.queue->tags = std::move(merged);
  save(*found.queue);
  return json::Object{};
}

Outcome Sqs::untag_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "UntagQueue");
  if (found.fault) return *found.fault;
  for (const std::string& key : read_names(input, "TagKeys")) found.queue->tags.erase(key);
  save(*found.queue);
  return json::Object{};
}

Outcome Sqs::list_queue_tags(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "ListQueueTags");
  if (found.fault) return *found.fault;
  json::Object tags = json::to_object(found.queue->tags);
  return tags.empty() ? json::Object{} : json::Object{{"Tags", std::move(tags)}};
}

}  // namespace sb::cloud::sqs
