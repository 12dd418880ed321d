// SPDX-License-Identifier: Apache-2.0
#include "reconcile/quotas.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <utility>

#include "aws/limits.h"
#include "json/unicode.h"
#include "pattern/filter_policy.h"
#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "reconcile/subscription_name.h"
#include "reconcile/wildcard_use.h"

namespace sb::reconcile {
namespace {

constexpr char kRules[] = "rules per bus";
constexpr char kWildcardRules[] = "rules with wildcard per bus";
constexpr char kTargets[] = "targets per rule";
constexpr char kPattern[] = "pattern characters";
constexpr char kQueueBytes[] = "queue policy bytes";
constexpr char kQueueStatements[] = "queue policy statements";
constexpr char kTopicBytes[] = "topic policy bytes";
constexpr char kTopicStatements[] = "topic policy statements";
constexpr char kSubscriptions[] = "subscriptions per topic";
constexpr char kFilters[] = "filter policies per topic";
constexpr char kFilterBytes[] = "filter policy bytes";
constexpr char kFilterKeys[] = "filter policy keys";
constexpr char kFilterCombinations[] = "filter policy combinations";

size_t statements_in(const std::string& policy) { return statements_of(policy_document(policy)).size(); }

// A count that goes up and down, and the most that it was.
struct Level {
  size_t before = 0;
  size_t used = 0;
  size_t most = 0;
  bool touched = false;  // by the plan

  void begin(size_t count) { before = used = most = count; }
  void set(size_t count) {
    used = count;
    most = std::max(most, count);
    touched = true;
  }
  void up() { set(used + 1); }
  void down() { set(used - (used > 0 ? 1 : 0)); }
};

using RuleKey = std::pair<std::string, std::string>;  // bus, name

// The levels of everything, moved along by a plan's operations one after the other.
class Meter {
 public:
  Meter(const Desired& desired, const Observed& observed) : desired_(desired) {
    for (const auto& [bus, use] : observed.buses) {
      level(kRules, bus).begin(use.rules);
      level(kWildcardRules, bus).begin(use.wildcard_rules);
    }
    for (const auto& [arn, found] : observed.rules) begin_rule(found);
    for (const auto& [arn, queue] : observed.queues) {
      begin_policy(kQueueBytes, kQueueStatements, name_of(arn), queue.attributes);
    }
    for (const auto& [arn, topic] : observed.topics) begin_topic(arn, topic);
  }

  void operator()(const PutRule& op) {
    const RuleKey key{op.rule.bus, op.rule.name};
    const auto before = patterns_.find(key);
    if (before == patterns_.end()) level(kRules, op.rule.bus).up();
    const bool had = before != patterns_.end() && has_wildcard(before->second);
    if (has_wildcard(op.rule.pattern) && !had) level(kWildcardRules, op.rule.bus).up();
    if (!has_wildcard(op.rule.pattern) && had) level(kWildcardRules, op.rule.bus).down();
    patterns_[key] = op.rule.pattern;
    level(kPattern, rule_name(key)).set(json::utf16_length(op.rule.pattern));
  }
  void operator()(const DeleteRule& op) {
    const RuleKey key{op.bus, op.name};
    level(kRules, op.bus).down();
    if (has_wildcard(patterns_[key])) level(kWildcardRules, op.bus).down();
    patterns_.erase(key);
    forget(rule_name(key), {kTargets, kPattern});
  }
  void operator()(const PutTargets& op) {
    std::set<std::string>& ids = targets_[{op.bus, op.rule}];
    for (const awsclient::RuleTarget& target : op.targets) ids.insert(target.id);
    level(kTargets, rule_name({op.bus, op.rule})).set(ids.size());
  }
  void operator()(const RemoveTargets& op) {
    std::set<std::string>& ids = targets_[{op.bus, op.rule}];
    for (const std::string& id : op.ids) ids.erase(id);
    level(kTargets, rule_name({op.bus, op.rule})).set(ids.size());
  }
  void operator()(const CreateQueue& op) { set_queue(op.name, op.attributes); }
  void operator()(const SetQueueAttributes& op) { set_queue(op.name, op.attributes); }
  void operator()(const DeleteQueue& op) { forget(op.name, {kQueueBytes, kQueueStatements}); }
  void operator()(const CreateTopic& op) {
    set_policy(kTopicBytes, kTopicStatements, op.name, op.policy);
    level(kSubscriptions, op.name);
  }
  void operator()(const SetTopicPolicy& op) {
    set_policy(kTopicBytes, kTopicStatements, name_of(op.arn), op.policy);
  }
  void operator()(const DeleteTopic& op) {
    forget(name_of(op.arn), {kTopicBytes, kTopicStatements, kSubscriptions, kFilters});
  }
  void operator()(const Subscribe& op) {
    level(kSubscriptions, name_of(op.topic_arn)).up();
    if (op.attributes.contains("FilterPolicy")) level(kFilters, name_of(op.topic_arn)).up();
  }
  // Whose filter it is the ARN says: TOPIC:ID.
  void operator()(const SetSubscription& op) {
    const auto filter = op.attributes.find("FilterPolicy");
    if (filter == op.attributes.end()) return;
    const std::string topic = op.arn.substr(0, op.arn.rfind(':'));
    const bool had = filtered_.contains(op.arn);
    if (filter->second != "{}" && !had) level(kFilters, name_of(topic)).up();
    if (filter->second == "{}" && had) level(kFilters, name_of(topic)).down();
  }
  void operator()(const Unsubscribe& op) {
    const std::string topic = name_of(op.arn.substr(0, op.arn.rfind(':')));
    level(kSubscriptions, topic).down();
    if (filtered_.contains(op.arn)) level(kFilters, topic).down();
  }
  template <class Other>
  void operator()(const Other&) {}

  std::vector<Quota> result() {
    for (const DesiredSubscription& wanted : desired_.subscriptions) measure_filter(wanted);
    std::vector<Quota> out;
    for (const auto& [key, level] : levels_) {
      if (!level.touched && !is_desired(key.first, key.second)) continue;
      out.push_back({key.first, key.second, level.used, limits_.at(key.first), level.before, level.most});
    }
    return out;
  }

 private:
  static std::string name_of(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

  // Rules of one name may stand on several buses.
  static std::string rule_name(const RuleKey& key) {
    return key.first == "default" ? key.second : key.first + "/" + key.second;
  }

  Level& level(const char* quota, const std::string& resource) { return levels_[{quota, resource}]; }

  void forget(const std::string& resource, std::initializer_list<const char*> quotas) {
    for (const char* quota : quotas) levels_.erase({quota, resource});
  }

  bool is_desired(const std::string& quota, const std::string& resource) const {
    const auto has = [&](const auto& by_arn) {
      return std::any_of(by_arn.begin(), by_arn.end(),
                         [&](const auto& item) { return item.second.name == resource; });
    };
    if (quota == kRules || quota == kWildcardRules) return desired_.buses.contains(resource);
    if (quota == kQueueBytes || quota == kQueueStatements) return has(desired_.queues);
    if (quota == kTargets || quota == kPattern) {
      return std::any_of(desired_.rules.begin(), desired_.rules.end(), [&](const DesiredRule& rule) {
        return rule_name({rule.bus, rule.name}) == resource;
      });
    }
    return has(desired_.topics);
  }

  void begin_rule(const ObservedRule& found) {
    const RuleKey key{found.rule.bus, found.rule.name};
    patterns_[key] = found.rule.pattern;
    for (const awsclient::RuleTarget& target : found.targets) targets_[key].insert(target.id);
    level(kPattern, rule_name(key)).begin(json::utf16_length(found.rule.pattern));
    level(kTargets, rule_name(key)).begin(found.targets.size());
  }

  void begin_policy(const char* bytes, const char* statements, const std::string& name,
                    const std::map<std::string, std::string>& attributes) {
    const auto policy = attributes.find("Policy");
    const std::string text = policy == attributes.end() ? "" : policy->second;
    level(bytes, name).begin(text.size());
    level(statements, name).begin(text.empty() ? 0 : statements_in(text));
  }

  void begin_topic(const std::string& arn, const ObservedTopic& topic) {
    begin_policy(kTopicBytes, kTopicStatements, name_of(arn), topic.attributes);
    size_t filters = 0;
    for (const ObservedSubscription& item : topic.subscriptions) {
      const auto filter = item.attributes.find("FilterPolicy");
      if (filter == item.attributes.end() || filter->second.empty()) continue;
      filtered_.insert(item.subscription.arn);
      ++filters;
    }
    level(kSubscriptions, name_of(arn)).begin(topic.subscriptions.size());
    level(kFilters, name_of(arn)).begin(filters);
  }

  void set_policy(const char* bytes, const char* statements, const std::string& name,
                  const std::string& policy) {
    level(bytes, name).set(policy.size());
    level(statements, name).set(policy.empty() ? 0 : statements_in(policy));
  }

  void set_queue(const std::string& name, const awsclient::QueueAttributes& attributes) {
    if (const auto policy = attributes.find("Policy"); policy != attributes.end())
      set_policy(kQueueBytes, kQueueStatements, name, policy->second);
  }

  void measure_filter(const DesiredSubscription& wanted) {
    if (wanted.filter.empty()) return;
    const pattern::FilterPolicySize size = pattern::measure_filter_policy(wanted.filter);
    const std::string name = subscription_name(wanted.topic_arn, wanted.endpoint);
    level(kFilterBytes, name).set(wanted.filter.size());
    level(kFilterKeys, name).set(size.keys);
    level(kFilterCombinations, name).set(size.combinations);
  }

  const Desired& desired_;
  const std::map<std::string, size_t> limits_{{kRules, desired_.rules_per_bus},
                                              {kWildcardRules, aws::kWildcardRulesPerBus},
                                              {kTargets, aws::kTargetsPerRule},
                                              {kPattern, desired_.pattern_chars},
                                              {kQueueBytes, aws::kQueuePolicyBytesMax},
                                              {kQueueStatements, aws::kQueuePolicyStatementsMax},
                                              {kTopicBytes, aws::kTopicPolicyBytesMax},
                                              {kTopicStatements, aws::kTopicPolicyStatementsMax},
                                              {kSubscriptions, aws::kSubscriptionsPerTopic},
                                              {kFilters, aws::kFilterPoliciesPerTopic},
                                              {kFilterBytes, pattern::kFilterPolicyBytesMax},
                                              {kFilterKeys, pattern::kFilterPolicyKeysMax},
                                              {kFilterCombinations, pattern::kFilterPolicyCombinationsMax}};
  std::map<std::pair<std::string, std::string>, Level> levels_;  // by quota and resource
  std::map<RuleKey, std::string> patterns_;
  std::map<RuleKey, std::set<std::string>> targets_;
  std::set<std::string> filtered_;  // ARNs of subscriptions with a filter policy
};

}  // namespace

std::vector<Quota> measure_quotas(const Desired& desired, const Observed& observed, const Plan& plan) {
  Meter meter(desired, observed);
  for (const Change& change : plan.changes) {
    for (const Operation& operation : change.operations) std::visit(meter, operation);
  }
  return meter.result();
}

base::Error passed_quota(const Quota& quota) {
  static const std::map<std::string, const char*> kAdvice{
      {kRules,
       "delete rules nobody needs, use another bus, or have AWS raise the quota and say so by "
       "aws.limits.rules_per_bus"},
      {kTargets, "take targets of others off the rule, or give the route another rule:"},
      {kPattern, "shorten where: or events:, or raise aws.limits.pattern_chars if AWS has raised yours"},
      {kFilterKeys, "filter by fewer fields, or by where: in the route"},
      {kFilterCombinations, "filter by fewer values, or by where: in the route"}};
  const auto advice = kAdvice.find(quota.quota);
  const std::string meanwhile =
      quota.most > quota.used ? fmt::format(" on the way to {}", quota.used) : std::string();
  return {"SB0303",
          fmt::format("{}: {} would have {}{}, the limit is {} ({} in use)", quota.quota, quota.resource,
                      quota.most, meanwhile, quota.limit, quota.before),
          advice == kAdvice.end() ? "use another one, or take what nobody needs out of it" : advice->second};
}

}  // namespace sb::reconcile
