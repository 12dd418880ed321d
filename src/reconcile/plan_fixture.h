// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "reconcile/desired.h"
#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "spec/load.h"

// For tests: a spec, plans of it, and the world after them as plain data.
namespace sb::reconcile {

inline const aws::Realm kRealm{"123456789012", "eu-west-1"};
inline constexpr char kSupport[] = "30efdbc1-b459-462a-a4b5-966c53a60562";

inline spec::Spec read_spec(const std::string& text) {
  auto loaded = spec::load(text, "s.yaml", [](std::string_view) { return std::nullopt; });
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  return std::move(*loaded.spec);
}

inline DesiredResult desire(const std::string& text) {
  Resolution resolution;
  resolution.realm = kRealm;
  resolution.organization_id = "org";
  const spec::Spec spec = read_spec(text);
  for (const spec::Route& route : spec.routes) {
    if (!route.queues.empty()) resolution.queue_ids[route.name] = {kSupport};
  }
  return make_desired(spec, resolution);
}

inline const std::string kSpec =
    "stack: s\nroutes:\n"
    "  created:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ sqs: w, raw: true }] "
    "}]\n"
    "  ended:\n    rule: GC\n    events: conversation.end\n    queues: [General Support]\n    to: [{ sqs: q, "
    "id: Target1 }]\n";

// As AddPermission writes it.
inline json::Object permission(const std::string& function_arn, const std::string& id,
                               const std::string& source) {
  return {{"Sid", id},
          {"Effect", "Allow"},
          {"Principal", {{"Service", aws::service_principal(source)}}},
          {"Action", "lambda:InvokeFunction"},
          {"Resource", function_arn},
          {"Condition", {{"ArnLike", {{"AWS:SourceArn", source}}}}}};
}

// What would be live if every operation of the change had been carried out.
inline void carry_out(const Change& change, Observed& world) {
  struct {
    Observed& world;
    void operator()(const SetEventType& op) {
      world.event_types[op.name] = genesys::EventTypeState::kEnabled;
    }
    void operator()(const CreateTopic& op) {
      world.topics[aws::topic_arn(kRealm, op.name)].attributes["Policy"] = op.policy;
    }
    void operator()(const SetTopicPolicy& op) { world.topics[op.arn].attributes["Policy"] = op.policy; }
    void operator()(const DeleteTopic& op) { world.topics.erase(op.arn); }
    void operator()(const CreateQueue& op) {
      world.queues[aws::queue_arn(kRealm, op.name)] = {"url", op.attributes};
    }
    void operator()(const SetQueueAttributes& op) {
      for (const auto& [name, value] : op.attributes)
        world.queues[aws::queue_arn(kRealm, op.name)].attributes[name] = value;
    }
    void operator()(const DeleteQueue& op) { world.queues.erase(aws::queue_arn(kRealm, op.name)); }
    void operator()(const Subscribe& op) {
      auto& all = world.topics[op.topic_arn].subscriptions;
      const std::string id = op.endpoint.substr(op.endpoint.rfind(':'));
      all.push_back({{op.topic_arn + id, op.protocol, op.endpoint, op.topic_arn}, op.attributes});
    }
    void operator()(const SetSubscription& op) {
      for (auto& [arn, topic] : world.topics) {
        for (ObservedSubscription& item : topic.subscriptions) {
          if (item.subscription.arn != op.arn) continue;
          for (const auto& [name, value] : op.attributes) item.attributes[name] = value;
        }
      }
    }
    void operator()(const Unsubscribe& op) {
      for (auto& [arn, topic] : world.topics)
        std::erase_if(topic.subscriptions, [&](const auto& s) { return s.subscription.arn == op.arn; });
    }
    void operator()(const PutRule& op) {
      world.rules[aws::rule_arn(kRealm, op.rule.bus, op.rule.name)].rule = op.rule;
    }
    void operator()(const DisableRule& op) {
      world.rules[aws::rule_arn(kRealm, op.rule.bus, op.rule.name)].rule = op.rule;
    }
    void operator()(const DeleteRule& op) { world.rules.erase(aws::rule_arn(kRealm, op.bus, op.name)); }
    void operator()(const PutTargets& op) {
      auto& targets = world.rules[aws::rule_arn(kRealm, op.bus, op.rule)].targets;
      for (const auto& target : op.targets) {
        std::erase_if(targets, [&](const auto& t) { return t.id == target.id; });
        targets.push_back(target);
      }
    }
    void operator()(const RemoveTargets& op) {
      auto& targets = world.rules[aws::rule_arn(kRealm, op.bus, op.rule)].targets;
      std::erase_if(targets, [&](const auto& t) {
        return std::find(op.ids.begin(), op.ids.end(), t.id) != op.ids.end();
      });
    }
    void operator()(const AddPermission& op) {
      set_permission(op.function_arn, op.statement_id,
                     permission(op.function_arn, op.statement_id, op.rule_arn));
    }
    void operator()(const RemovePermission& op) { set_permission(op.function_arn, op.statement_id, {}); }
    void set_permission(const std::string& function_arn, const std::string& id,
                        const json::Object& statement) {
      std::string& policy = world.function_policies[function_arn];
      json::Object document = policy_document(policy);
      json::Array statements;
      for (const json::Value& item : statements_of(document)) {
        if (json::string_or_empty(item.as_object(), "Sid") != id) statements.push_back(item);
      }
      if (!statement.empty()) statements.push_back(statement);
      document["Statement"] = statements;
      policy = statements.empty() ? "" : json::to_text(document);
    }
  } effect{world};
  // What concerns integrations and partner buses: partner_plan_test.cc.
  const auto take_effect = [&](const auto& op) {
    if constexpr (requires { effect(op); }) effect(op);
  };
  for (const Operation& operation : change.operations) std::visit(take_effect, operation);
}

inline void carry_out(const Plan& plan, Observed& world) {
  for (const Change& change : plan.changes) carry_out(change, world);
}

inline Observed live_after_apply(const Desired& desired) {
  Observed world;
  for (const auto& type : desired.event_types)
    world.event_types[type.name] = genesys::EventTypeState::kDisabled;
  carry_out(make_plan(desired, world, {}).plan, world);
  return world;
}

inline std::string summary(const Plan& plan) {
  std::string out;
  for (const Change& change : plan.changes)
    out += std::string(action_word(change.action)) + " " + change.kind + " " + change.name + "\n";
  return out;
}

// As far as a run got that was cut off after so many changes.
inline void carry_out_part(const Plan& whole, size_t cut, Observed& world) {
  Plan part = whole;
  part.changes.resize(cut);
  carry_out(part, world);
}

}  // namespace sb::reconcile
