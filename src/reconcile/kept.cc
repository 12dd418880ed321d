// SPDX-License-Identifier: Apache-2.0
#include "reconcile/kept.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "json/unicode.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"

namespace sb::reconcile {
namespace {

constexpr std::string_view kQueue = "sqs:";
constexpr std::string_view kTopic = "sns:";

// Puts the name into the rule's mark, if the description has room for it.
bool name_in_mark(DesiredRule& rule, const std::string& name) {
  RuleMark mark = *read_mark(rule.description);
  mark.kept.push_back(name);
  const std::string description = write_mark(without_mark(rule.description), mark);
  if (json::utf16_length(description) > kMarkedDescriptionMax) return false;
  rule.description = description;
  return true;
}

std::vector<std::string> names_in(const Observed& observed, const std::string& rule_arn) {
  const auto at = observed.rules.find(rule_arn);
  const auto mark = at == observed.rules.end() ? std::nullopt : read_mark(at->second.rule.description);
  return mark ? mark->kept : std::vector<std::string>{};
}

}  // namespace

std::string kept_name(const std::string& arn) {
  return std::string(aws::parse_arn(arn)->service == "sqs" ? kQueue : kTopic) + aws::parse_arn(arn)->resource;
}

std::string kept_arn(const aws::Realm& realm, const std::string& name) {
  if (name.starts_with(kQueue)) return aws::queue_arn(realm, name.substr(kQueue.size()));
  return name.starts_with(kTopic) ? aws::topic_arn(realm, name.substr(kTopic.size())) : "";
}

int64_t messages_in(const awsclient::QueueAttributes& attributes) {
  int64_t total = 0;
  for (const char* name : {"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible",
                           "ApproximateNumberOfMessagesDelayed"}) {
    if (const auto at = attributes.find(name); at != attributes.end())
      total += base::parse_int(at->second).value_or(0);
  }
  return total;
}

std::string keeps_messages(const std::string& name, int64_t messages) {
  return fmt::format("the queue {} holds {} message{} and stays", name, messages, messages == 1 ? "" : "s");
}

std::set<std::string> name_kept(std::set<std::string> names, const Observed& observed, Desired& desired) {
  for (DesiredRule& rule : desired.rules) {
    for (const std::string& name : names_in(observed, rule.arn)) {
      if (names.contains(name) && name_in_mark(rule, name)) names.erase(name);
    }
  }
  std::erase_if(names, [&](const std::string& name) {
    return std::any_of(desired.rules.begin(), desired.rules.end(),
                       [&](DesiredRule& rule) { return name_in_mark(rule, name); });
  });
  return names;
}

std::set<std::string> Planner::kept() const {
  std::set<std::string> out;
  const Leftovers leftovers = find_leftovers(false);
  for (const std::string& arn : leftovers.queues) {
    const HeldPolicy held = held_queue(arn);
    const bool holds = held.ours_alone() && held.others(true).empty() && !options_.discard_messages &&
                       messages_in(observed_.queues.at(arn).attributes) > 0;
    if (held.ours && (holds || !target_of_others(arn).empty())) out.insert(kept_name(arn));
  }
  for (const std::string& arn : leftovers.topics) {
    const auto topic = observed_.topics.find(arn);
    if (topic != observed_.topics.end() && read_held_policy(topic->second.attributes, desired_.stack).ours &&
        !target_of_others(arn).empty())
      out.insert(kept_name(arn));
  }
  return out;
}

}  // namespace sb::reconcile
