// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aws/arn.h"
#include "aws/limits.h"
#include "aws/policy.h"
#include "base/clock.h"
#include "cloud/delivery/retry_schedule.h"
#include "cloud/service/service.h"
#include "pattern/ast.h"
#include "pattern/rule_set.h"

// What EventBridge keeps. Plain data, in memory; persistence.cc writes and reads it.
namespace sb::cloud::eventbridge {

// Where a target's message comes from.
enum class InputKind { kEvent, kConstant, kPath, kTransformer };

// A target and, taken out of its members once, what a delivery needs.
struct Target {
  json::Object wire;  // as PutTargets had it, which is how it is shown
  std::string id;
  std::string arn;
  aws::TargetKind kind = aws::TargetKind::kOther;
  std::string role_arn;
  std::string dead_letter_arn;
  std::string group_id;
  InputKind input = InputKind::kEvent;
  delivery::RetrySchedule retry = delivery::RetrySchedule::event_bridge();
};

struct Rule {
  std::string name;
  std::string arn;
  std::string pattern_text;
  std::string state = "ENABLED";
  std::string description;
  std::string role;
  std::string created_by;
  std::string managed_by;     // the service that made it for itself; empty: a user's
  bool has_wildcard = false;  // in its pattern; a bus takes few of those
  std::map<std::string, std::string> tags;
  std::vector<Target> targets;  // in the order of their ids
};

struct Bus {
  aws::Realm realm;
  std::string name;
  std::string description;
  std::string key_id;           // KmsKeyIdentifier
  std::string dead_letter_arn;  // DeadLetterConfig, for encryption failures only: kept and shown
  json::Object log_config;      // LogConfig: kept and shown
  std::string policy_text;      // empty: none
  aws::Policy policy;           // of policy_text
  std::map<std::string, std::string> tags;
  std::map<std::string, Rule> rules;
  base::Time created{};
  base::Time modified{};
  pattern::RuleSet patterns;  // of the rules, under their names
  pattern::RuleReader reader{patterns};
  std::unordered_map<std::string_view, const Rule*> rules_by_name;  // the same as `rules`, for many look-ups

  void add(Rule rule) {
    const std::string key_of_rule = rule.name;
    const auto at = rules.insert_or_assign(key_of_rule, std::move(rule)).first;
    rules_by_name[at->first] = &at->second;
  }
  void remove(const std::string& rule) {
    rules_by_name.erase(rule);
    rules.erase(rule);
  }

  std::string arn() const { return aws::bus_arn(realm, name); }
  std::string rule_arn(const std::string& rule) const { return aws::rule_arn(realm, name, rule); }
  std::string key() const { return service::make_key({realm.account, realm.region, name}); }
  bool is_partner_bus() const { return name.find('/') != std::string::npos; }
};

// A time as answers have it: seconds, with a fraction.
inline double epoch_seconds(base::Time time) {
  return static_cast<double>(time.time_since_epoch().count()) / 1000;
}

bool uses_wildcard(const pattern::Pattern& pattern);

// Sets the policy and what is read from it; an empty text takes it away. The text must be a policy.
void set_policy(Bus& bus, std::string text);

}  // namespace sb::cloud::eventbridge
