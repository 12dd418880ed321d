// SPDX-License-Identifier: Apache-2.0
#include "reconcile/apply.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::reconcile {
namespace {

// Carries out one call; returns the ARN of what was made, if the call tells one.
class Executor {
 public:
  explicit Executor(const World& world) : world_(world) {}

  using Made = base::Result<std::string>;

  Made operator()(const SetEventType& op) {
    if (world_.genesys == nullptr) return base::Error{"SB0320", "there is no Genesys Cloud to ask", ""};
    const auto status = world_.genesys->set_event_type(op.name, op.enabled);
    if (!status.ok() && !op.required && status.error().code == "genesys.event_type_not_offered")
      return std::string();
    return made(status);
  }
  Made operator()(const CreateTopic& op) {
    awsclient::Attributes attributes;
    if (!op.policy.empty()) attributes["Policy"] = op.policy;
    return world_.sns.create_topic(op.name, attributes, op.tags);
  }
  Made operator()(const SetTopicPolicy& op) {
    return made(world_.sns.set_topic_attribute(op.arn, "Policy", op.policy));
  }
  Made operator()(const DeleteTopic& op) { return made(world_.sns.delete_topic(op.arn)); }
  Made operator()(const CreateQueue& op) {
    const auto url = world_.sqs.create_queue(op.name, op.attributes, op.tags);
    if (!url) return url.error();
    return std::string();
  }
  Made operator()(const SetQueueAttributes& op) {
    return with_queue(op.name,
                      [&](const std::string& url) { return world_.sqs.set_attributes(url, op.attributes); });
  }
  Made operator()(const DeleteQueue& op) {
    return gone(with_queue(op.name, [&](const std::string& url) { return world_.sqs.delete_queue(url); }),
                "QueueDoesNotExist");
  }
  Made operator()(const Subscribe& op) {
    return world_.sns.subscribe(op.topic_arn, op.protocol, op.endpoint, op.attributes);
  }
  Made operator()(const SetSubscription& op) {
    // The scope decides how the policy is read, so it goes first; clearing a policy goes before anything
    // else.
    for (const char* name : {"RawMessageDelivery", "FilterPolicyScope", "FilterPolicy"}) {
      const auto at = op.attributes.find(name);
      if (at == op.attributes.end()) continue;
      if (auto status = world_.sns.set_subscription_attribute(op.arn, name, at->second); !status)
        return status.error();
    }
    return op.arn;
  }
  Made operator()(const Unsubscribe& op) { return made(world_.sns.unsubscribe(op.arn)); }
  Made operator()(const PutRule& op) { return world_.eventbridge.put_rule(op.rule); }
  Made operator()(const DisableRule& op) { return made(world_.eventbridge.disable_rule(op.bus, op.name)); }
  Made operator()(const DeleteRule& op) { return made(world_.eventbridge.delete_rule(op.bus, op.name)); }
  Made operator()(const PutTargets& op) {
    return made(world_.eventbridge.put_targets(op.bus, op.rule, op.targets));
  }
  Made operator()(const RemoveTargets& op) {
    return made(world_.eventbridge.remove_targets(op.bus, op.rule, op.ids));
  }
  Made operator()(const AddPermission& op) {
    auto status = world_.lambda.add_permission(op.function_arn, op.statement_id, op.rule_arn);
    if (status.ok() || status.error().code != "ResourceConflictException") return made(status);
    // A statement of ours with this id stands there and says something else: it is replaced.
    if (auto removed = world_.lambda.remove_permission(op.function_arn, op.statement_id); !removed)
      return removed.error();
    return made(world_.lambda.add_permission(op.function_arn, op.statement_id, op.rule_arn));
  }
  Made operator()(const RemovePermission& op) {
    return gone(made(world_.lambda.remove_permission(op.function_arn, op.statement_id)),
                "ResourceNotFoundException");
  }

 private:
  static Made made(const base::Status& status) {
    return status.ok() ? Made(std::string()) : Made(status.error());
  }

  // What is no longer there need not be removed: a call that was repeated after a lost answer finds it so.
  static Made gone(Made result, const char* absent) {
    return !result.ok() && result.error().code == absent ? Made(std::string()) : result;
  }

  template <class Use>
  Made with_queue(const std::string& name, Use use) {
    const auto url = world_.sqs.queue_url(name);
    if (!url) return url.error();
    if (!*url)
      return base::Error{"QueueDoesNotExist", fmt::format("the queue {} is gone", name), "run again"};
    return made(use(**url));
  }

  const World& world_;
};

}  // namespace

namespace {

constexpr char kEventType[] = "genesys.event_type";

bool events_failed(const ApplyResult& result, const Plan& plan, size_t before) {
  if (!result.errors.empty()) return true;
  for (size_t i = 0; i < before; ++i) {
    if (plan.changes[i].kind == kEventType && !result.changes[i].done) return true;
  }
  return false;
}

}  // namespace

bool ApplyResult::ok() const {
  return !stopped && errors.empty() &&
         std::all_of(changes.begin(), changes.end(), [](const ChangeResult& r) { return r.done; });
}

ApplyResult apply(const World& world, const Plan& plan, const ApplyObserver& observer) {
  ApplyResult out;
  out.changes.resize(plan.changes.size());
  Executor execute(world);
  for (const Operation& operation : plan.repeats) {
    if (const auto done = std::visit(execute, operation); !done) out.errors.push_back(done.error());
  }
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    ChangeResult& result = out.changes[i];
    result.arn = change.arn;
    observer.before(i, plan.changes.size());
    if (observer.stop()) out.stopped = true;
    if (out.stopped) {
      result.error = base::Error{"Stopped", "not begun: stopped on request", "apply again to go on"};
      continue;
    }
    const auto failed = std::find_if(change.needs.begin(), change.needs.end(),
                                     [&](size_t need) { return !out.changes[need].done; });
    // Without its events a route would be made for nothing.
    const bool events_refused = change.kind != kEventType && events_failed(out, plan, i);
    if (failed != change.needs.end() || events_refused) {
      const std::string what =
          events_refused ? "an event type" : plan.changes[*failed].kind + " " + plan.changes[*failed].name;
      result.error = base::Error{"Skipped", fmt::format("not begun: it needs {}, which failed", what),
                                 "mend that and apply again"};
      continue;
    }
    result.done = true;
    for (const Operation& operation : change.operations) {
      const auto done = std::visit(execute, operation);
      if (!done) {
        result.done = false;
        result.error = done.error();
        break;
      }
      if (!done->empty()) result.arn = *done;
    }
  }
  return out;
}

}  // namespace sb::reconcile
