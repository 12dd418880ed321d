// SPDX-License-Identifier: Apache-2.0
#include "reconcile/confirm.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/side_by_side.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"

namespace sb::reconcile {
namespace {

constexpr char kNotFound[] = "ResourceNotFoundException";

constexpr base::Milliseconds kWaits[] = {base::Milliseconds(300), base::Milliseconds(1500)};
// So many rules of a bus are asked for by name; for more its whole list is read.
constexpr size_t kRulesByName = 2;

// One thing that was written, and how to see whether it stands.
struct Expectation {
  std::string name;
  std::function<base::Result<bool>()> stands;
};

// The statements of two policies of which one stack's agree: there in both and the same, or in neither.
bool agree(const std::string& wanted, const std::string& live, const std::string& stack) {
  const json::Array a = statements_of(policy_document(wanted));
  const json::Array b = statements_of(policy_document(live));
  const json::Object* ours = find_statement(a, stack);
  const json::Object* theirs = find_statement(b, stack);
  if (ours == nullptr || theirs == nullptr) return ours == theirs;
  return same_statement(*ours, *theirs);
}

std::string policy_of(const std::map<std::string, std::string>& attributes) {
  const auto at = attributes.find("Policy");
  return at == attributes.end() ? "" : at->second;
}

// Collects, from the operations that were done, what must be readable.
class Collector {
 public:
  Collector(const World& world, const Plan& plan) : world_(world), stack_(plan.stack) {}

  void add(const Change& change) {
    change_ = &change;
    for (const Operation& operation : change.operations) std::visit(*this, operation);
  }

  std::vector<Expectation> finish() {
    for (const auto& [bus, rules] : rules_) add_rules(bus, rules);
    for (const auto& [rule, targets] : targets_) {
      if (!rules_[rule.first].contains(rule.second)) add_targets(rule.first, rule.second, targets);
    }
    return std::move(out_);
  }

  void operator()(const PutRule& op) { rules_[op.rule.bus][op.rule.name] = op.rule; }
  void operator()(const DeleteRule& op) { rules_[op.bus][op.name] = std::nullopt; }
  void operator()(const PutTargets& op) {
    auto& all = targets_[{op.bus, op.rule}];
    for (const awsclient::RuleTarget& target : op.targets) all[target.id] = target.wire;
  }
  void operator()(const RemoveTargets& op) {
    auto& all = targets_[{op.bus, op.rule}];
    for (const std::string& id : op.ids) all[id] = json::Object{};
  }
  void operator()(const CreateTopic& op) { add_topic(op.policy); }
  void operator()(const SetTopicPolicy& op) { add_topic(op.policy); }
  void operator()(const CreateQueue& op) { add_queue(op.name, op.attributes); }
  void operator()(const SetQueueAttributes& op) { add_queue(op.name, op.attributes); }
  // What the others write is seen in these, or answered with what stands.
  template <class Other>
  void operator()(const Other&) {}

 private:
  using WantedRules = std::map<std::string, std::optional<awsclient::Rule>>;  // nullopt: it is gone

  std::string name() const { return change_->kind + " " + change_->name; }

  void add_topic(const std::string& policy) {
    out_.push_back({name(), [this, arn = change_->arn, policy]() -> base::Result<bool> {
                      const auto live = world_.sns.topic_attributes(arn);
                      if (!live) return live.error();
                      return live->has_value() && agree(policy, policy_of(**live), stack_);
                    }});
  }

  void add_queue(const std::string& queue, const awsclient::QueueAttributes& wanted) {
    if (!wanted.contains("Policy")) return;
    // Of a policy that is written twice, the last stands.
    std::erase_if(out_, [this](const Expectation& earlier) { return earlier.name == name(); });
    out_.push_back({name(), [this, queue, policy = policy_of(wanted)]() -> base::Result<bool> {
                      const auto url = world_.sqs.queue_url(queue);
                      if (!url) return url.error();
                      if (!*url) return false;
                      const auto live = world_.sqs.attributes(**url);
                      if (!live) return live.error();
                      return live->has_value() && agree(policy, policy_of(**live), stack_);
                    }});
  }

  static bool stands(const std::optional<awsclient::Rule>& wanted, const awsclient::Rule* live) {
    if (!wanted || live == nullptr) return !wanted && live == nullptr;
    return same_pattern(live->pattern, wanted->pattern) && live->description == wanted->description &&
           live->role == wanted->role && live->state == wanted->state;
  }

  // A bus that went with its rules has none.
  base::Result<std::vector<awsclient::Rule>> rules_on(const std::string& bus,
                                                      const std::string& prefix = {}) const {
    auto rules = world_.eventbridge.list_rules(bus, prefix);
    if (!rules.ok() && rules.error().code == kNotFound) return std::vector<awsclient::Rule>{};
    return rules;
  }

  // One list is read for all rules of a bus, by whichever of them comes first.
  struct BusList {
    std::mutex mutex;
    std::map<std::string, awsclient::Rule> rules;
    std::optional<base::Error> error;
    std::set<std::string> seen;  // rules that have looked at this reading
    bool read = false;
  };

  base::Result<bool> stands_on(BusList& list, const std::string& bus, const std::string& name,
                               const std::optional<awsclient::Rule>& wanted) const {
    const std::lock_guard lock(list.mutex);
    if (!list.read || !list.seen.insert(name).second) {
      list.seen = {name};
      list.read = true;
      list.rules.clear();
      auto all = rules_on(bus);
      list.error = all.ok() ? std::nullopt : std::optional(all.error());
      if (all.ok()) {
        for (awsclient::Rule& rule : *all) list.rules[rule.name] = std::move(rule);
      }
    }
    if (list.error) return *list.error;
    const auto at = list.rules.find(name);
    return stands(wanted, at == list.rules.end() ? nullptr : &at->second);
  }

  void add_rules(const std::string& bus, const WantedRules& rules) {
    const auto list = std::make_shared<BusList>();
    for (const auto& [name, wanted] : rules) {
      if (rules.size() > kRulesByName) {
        out_.push_back({"aws.rule " + name, [this, list, bus, name = name, wanted = wanted] {
                          return stands_on(*list, bus, name, wanted);
                        }});
        continue;
      }
      out_.push_back({"aws.rule " + name, [this, bus, name = name, wanted = wanted]() -> base::Result<bool> {
                        const auto live = rules_on(bus, name);
                        if (!live) return live.error();
                        const auto at =
                            std::find_if(live->begin(), live->end(),
                                         [&](const awsclient::Rule& rule) { return rule.name == name; });
                        return stands(wanted, at == live->end() ? nullptr : &*at);
                      }});
    }
  }

  void add_targets(const std::string& bus, const std::string& rule,
                   const std::map<std::string, json::Object>& wanted) {
    out_.push_back({"aws.rule " + rule, [this, bus, rule, wanted]() -> base::Result<bool> {
                      auto live = world_.eventbridge.list_targets(bus, rule);
                      if (!live.ok() && live.error().code == kNotFound)
                        live = std::vector<awsclient::RuleTarget>{};
                      if (!live) return live.error();
                      return std::all_of(wanted.begin(), wanted.end(), [&](const auto& item) {
                        const auto at = std::find_if(live->begin(), live->end(),
                                                     [&](const auto& t) { return t.id == item.first; });
                        return at == live->end() ? item.second.empty() : at->wire == item.second;
                      });
                    }});
  }

  const World& world_;
  const std::string stack_;
  const Change* change_ = nullptr;
  std::vector<Expectation> out_;
  std::map<std::string, WantedRules> rules_;  // by bus and name
  std::map<std::pair<std::string, std::string>, std::map<std::string, json::Object>> targets_;
};

// Those that do not stand yet. Error: the first read that failed.
base::Result<std::vector<Expectation>> read_once(std::vector<Expectation> expected, size_t workers) {
  std::vector<std::optional<base::Result<bool>>> answers(expected.size());
  base::side_by_side(expected.size(), workers, [&](size_t i) { answers[i] = expected[i].stands(); });
  std::vector<Expectation> out;
  for (size_t i = 0; i < expected.size(); ++i) {
    if (!answers[i]->ok()) return answers[i]->error();
    if (!**answers[i]) out.push_back(std::move(expected[i]));
  }
  return out;
}

}  // namespace

base::Result<std::vector<std::string>> find_unconfirmed(const World& world, const Plan& plan,
                                                        const ApplyResult& result,
                                                        const std::function<void(base::Milliseconds)>& wait,
                                                        size_t workers) {
  Collector collector(world, plan);
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    if (result.changes[i].done) collector.add(plan.changes[i]);
  }
  auto left = read_once(collector.finish(), workers);
  for (const base::Milliseconds pause : kWaits) {
    if (!left.ok() || left->empty()) break;
    wait(pause);
    left = read_once(std::move(*left), workers);
  }
  if (!left) return left.error();
  std::set<std::string> names;
  for (const Expectation& expectation : *left) names.insert(expectation.name);
  return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace sb::reconcile
