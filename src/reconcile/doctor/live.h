// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "reconcile/observed.h"

namespace sb::reconcile::doctor {

// The answers to one kind of question, each asked once, by whoever comes first; others wait for it.
// Thread-safe. References stay good as long as this lives.
template <class Answer>
class Memo {
 public:
  template <class Ask>
  const base::Result<Answer>& get(const std::string& key, Ask ask) {
    Entry& entry = entry_of(key);
    std::call_once(entry.once, [&] { entry.answer.emplace(ask()); });
    return *entry.answer;
  }

 private:
  struct Entry {
    std::once_flag once;
    std::optional<base::Result<Answer>> answer;
  };

  Entry& entry_of(const std::string& key) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Entry>& entry = entries_[key];
    if (!entry) entry = std::make_unique<Entry>();
    return *entry;
  }

  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Entry>> entries_;
};

// What is live, read when it is asked for and once only, so that a read that is refused spoils the links that
// need it and nothing else. Thread-safe; changes nothing.
class Live {
 public:
  explicit Live(const World& world) : world_(world) {}

  // Every rule of a bus. Error code ResourceNotFoundException: no such bus.
  const base::Result<std::vector<awsclient::Rule>>& rules(const std::string& bus);
  // One of them, where they may not be listed; nullopt: no such rule.
  const base::Result<std::optional<awsclient::Rule>>& rule(const std::string& bus, const std::string& name);
  const base::Result<std::vector<awsclient::RuleTarget>>& targets(const std::string& bus,
                                                                  const std::string& rule);
  // A partner event source; nullopt: none of that name is offered to this account and region.
  const base::Result<std::optional<awsclient::EventSource>>& source(const std::string& name);
  // By ARN; nullopt: no such topic, queue.
  const base::Result<std::optional<awsclient::Attributes>>& topic(const std::string& arn);
  const base::Result<std::optional<ObservedQueue>>& queue(const std::string& arn);
  const base::Result<std::vector<awsclient::Subscription>>& subscriptions(const std::string& topic_arn);
  const base::Result<awsclient::Attributes>& subscription(const std::string& arn);
  // nullopt: it has none. Error code ResourceNotFoundException: no such function.
  const base::Result<std::optional<std::string>>& function_policy(const std::string& arn);

  awsclient::EventBridge& eventbridge() { return world_.eventbridge; }

 private:
  const World world_;
  Memo<std::vector<awsclient::Rule>> rules_;
  Memo<std::optional<awsclient::Rule>> single_rules_;
  Memo<std::vector<awsclient::RuleTarget>> targets_;
  Memo<std::optional<awsclient::EventSource>> sources_;
  Memo<std::optional<awsclient::Attributes>> topics_;
  Memo<std::optional<ObservedQueue>> queues_;
  Memo<std::vector<awsclient::Subscription>> subscriptions_;
  Memo<awsclient::Attributes> subscription_attributes_;
  Memo<std::optional<std::string>> function_policies_;
};

}  // namespace sb::reconcile::doctor
