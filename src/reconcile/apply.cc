// SPDX-License-Identifier: Apache-2.0
#include "reconcile/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "reconcile/hops.h"
#include "reconcile/kept.h"
#include "reconcile/ownership.h"
#include "reconcile/partner_calls.h"

namespace sb::reconcile {
namespace {

// Carries out one call; returns the ARN of what was made, if the call tells one.
class Executor {
 public:
  Executor(const World& world, const std::string& stack, const ApplyObserver& observer)
      : world_(world), stack_(stack), partner_(world, stack, observer) {}

  using Made = base::Result<std::string>;

  Made operator()(const SetEventType& op) const {
    if (world_.genesys == nullptr) return base::Error{"SB0320", "there is no Genesys Cloud to ask", ""};
    const auto status = world_.genesys->set_event_type(op.name, op.enabled);
    if (!status.ok() && !op.required && status.error().code == "genesys.event_type_not_offered")
      return std::string();
    return made(status);
  }
  Made operator()(const CreateTopic& op) const {
    awsclient::Attributes attributes;
    if (!op.policy.empty()) attributes["Policy"] = op.policy;
    return world_.sns.create_topic(op.name, attributes, op.tags);
  }
  Made operator()(const SetTopicPolicy& op) const {
    const auto live = world_.sns.topic_attributes(op.arn);
    if (!live) return live.error();
    const std::string policy = *live ? with_our_statement(**live, op.policy) : op.policy;
    return made(world_.sns.set_topic_attribute(op.arn, "Policy", policy));
  }
  Made operator()(const DeleteTopic& op) const {
    const auto live = world_.sns.topic_attributes(op.arn);
    if (!live) return live.error();
    if (*live && is_used_by_others(**live)) return has_new_users("topic", aws::parse_arn(op.arn)->resource);
    return made(world_.sns.delete_topic(op.arn));
  }
  Made operator()(const CreateQueue& op) const {
    const auto url = world_.sqs.create_queue(op.name, op.attributes, op.tags);
    if (!url) return url.error();
    return std::string();
  }
  Made operator()(const SetQueueAttributes& op) const {
    return with_queue(op.name, [&](const std::string& url) { return set_attributes(op, url); });
  }
  Made operator()(const DeleteQueue& op) const {
    return gone(with_queue(op.name, [&](const std::string& url) { return delete_queue(op, url); }),
                "QueueDoesNotExist");
  }
  Made operator()(const Subscribe& op) const {
    return world_.sns.subscribe(op.topic_arn, op.protocol, op.endpoint, op.attributes);
  }
  Made operator()(const SetSubscription& op) const {
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
  Made operator()(const Unsubscribe& op) const { return made(world_.sns.unsubscribe(op.arn)); }
  Made operator()(const PutRule& op) const { return put_rule(op.rule, op.before); }
  Made operator()(const DisableRule& op) const { return put_rule(op.rule, op.before); }
  Made operator()(const DeleteRule& op) const {
    return made(world_.eventbridge.delete_rule(op.bus, op.name));
  }
  Made operator()(const PutTargets& op) const {
    return made(world_.eventbridge.put_targets(op.bus, op.rule, op.targets));
  }
  Made operator()(const RemoveTargets& op) const {
    return made(world_.eventbridge.remove_targets(op.bus, op.rule, op.ids));
  }
  Made operator()(const MakeIntegration& op) const { return partner_.make(op); }
  Made operator()(const EditIntegration& op) const { return partner_.edit(op); }
  Made operator()(const EnableIntegration& op) const { return partner_.enable(op); }
  Made operator()(const DeleteIntegration& op) const { return partner_.remove(op); }
  Made operator()(const AssociateBus& op) const { return partner_.associate(op); }
  Made operator()(const DescribeBusAs& op) const {
    return made(world_.eventbridge.describe_bus_as(op.name, op.description));
  }
  Made operator()(const DeleteBus& op) const {
    const auto status = world_.eventbridge.delete_event_bus(op.name);
    const bool has_rules = !status.ok() && status.error().code == "ValidationException" &&
                           status.error().message.find("since it has rules") != std::string::npos;
    return has_rules ? Made(has_new_users("event bus", op.name)) : made(status);
  }
  Made operator()(const AddPermission& op) const {
    auto status = world_.lambda.add_permission(op.function_arn, op.statement_id, op.rule_arn);
    if (status.ok() || status.error().code != "ResourceConflictException") return made(status);
    // A call that was repeated after a lost answer finds its own statement.
    if (is_permitted(op)) return std::string();
    // A statement of ours with this id stands there and says something else: it is replaced.
    if (auto removed = world_.lambda.remove_permission(op.function_arn, op.statement_id); !removed)
      return removed.error();
    return made(world_.lambda.add_permission(op.function_arn, op.statement_id, op.rule_arn));
  }
  Made operator()(const RemovePermission& op) const {
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

  // The statement with that id lets the rule or topic in.
  bool is_permitted(const AddPermission& op) const {
    const auto policy = world_.lambda.policy(op.function_arn);
    if (!policy) return false;
    json::Array statements;
    for (const json::Value& item : statements_of(policy_document(policy->value_or("")))) {
      if (item.is_object() && json::string_or_empty(item.get_object(), "Sid") == op.statement_id)
        statements.push_back(item);
    }
    const json::Object document{{"Version", "2012-10-17"}, {"Statement", statements}};
    return ask_policy(json::to_text(document), aws::service_principal(op.rule_arn).c_str(),
                      "lambda:InvokeFunction", op.function_arn, op.rule_arn) == aws::PolicyVerdict::kAllow;
  }

  // The live policy with this stack's statement as it is in `planned`.
  std::string with_our_statement(const awsclient::Attributes& live, const std::string& planned) const {
    const json::Array statements = statements_of(policy_document(planned));
    const json::Object* ours = find_statement(statements, stack_);
    return with_statement(read_held_policy(live, stack_).document, stack_,
                          ours == nullptr ? json::Object{} : *ours);
  }

  base::Status set_attributes(const SetQueueAttributes& op, const std::string& url) const {
    awsclient::QueueAttributes attributes = op.attributes;
    if (const auto policy = attributes.find("Policy"); policy != attributes.end()) {
      const auto live = world_.sqs.attributes(url);
      if (!live) return live.error();
      if (*live) policy->second = with_our_statement(**live, policy->second);
    }
    return world_.sqs.set_attributes(url, attributes);
  }

  static bool is_same(const awsclient::Rule& a, const awsclient::Rule& b) {
    return same_pattern(a.pattern, b.pattern) && a.schedule == b.schedule && a.state == b.state &&
           a.description == b.description && a.role == b.role;
  }

  static base::Error has_changed(const std::string& what) {
    return {kHasChanged, what + " since it was read, and is left as it is",
            "run again: what is live is read anew"};
  }

  static base::Error has_new_users(const char* what, const std::string& name) {
    return has_changed(fmt::format("others have begun to use the {} {}", what, name));
  }

  // Of a topic or queue that is to be deleted, which when it was read was the stack's alone.
  bool is_used_by_others(const std::map<std::string, std::string>& attributes) const {
    const HeldPolicy held = read_held_policy(attributes, stack_);
    return !held.ours_alone() || !held.others(true).empty();
  }

  // Rules of a bus that bear no mark of the stack, as they stand when the first rule is made there.
  base::Result<bool> is_others(const awsclient::Rule& rule) const {
    const std::lock_guard lock(mutex_);
    auto names = others_rules_.find(rule.bus);
    if (names == others_rules_.end()) {
      const auto live = world_.eventbridge.list_rules(rule.bus);
      if (!live) return live.error();
      names = others_rules_.emplace(rule.bus, std::set<std::string>{}).first;
      for (const awsclient::Rule& found : *live) {
        const auto mark = read_mark(found.description);
        if (!mark || mark->stack != stack_) names->second.insert(found.name);
      }
    }
    return names->second.contains(rule.name);
  }

  Made put_rule(const awsclient::Rule& rule, const std::optional<awsclient::Rule>& before) const {
    if (!before) {
      const auto others = is_others(rule);
      if (!others) return others.error();
      if (*others) return has_changed(fmt::format("somebody has made the rule {}", rule.name));
    } else {
      const auto live = world_.eventbridge.list_rules(rule.bus, rule.name);
      if (!live) return live.error();
      const auto at = std::find_if(live->begin(), live->end(),
                                   [&](const awsclient::Rule& other) { return other.name == rule.name; });
      if (at == live->end() || !is_same(*at, *before))
        return has_changed(fmt::format("the rule {} has changed", rule.name));
    }
    return world_.eventbridge.put_rule(rule);
  }

  // By now nothing of the stack sends there any more.
  base::Status delete_queue(const DeleteQueue& op, const std::string& url) const {
    const auto live = world_.sqs.attributes(url);
    if (!live) return live.error();
    if (*live && is_used_by_others(**live)) return has_new_users("queue", op.name);
    const int64_t messages = *live && !op.discard_messages ? messages_in(**live) : 0;
    if (messages > 0) {
      return base::Error{kHoldsMessages, keeps_messages(op.name, messages),
                         "--discard-messages deletes it with all in it"};
    }
    return world_.sqs.delete_queue(url);
  }

  template <class Use>
  Made with_queue(const std::string& name, Use use) const {
    const auto url = world_.sqs.queue_url(name);
    if (!url) return url.error();
    if (!*url)
      return base::Error{"QueueDoesNotExist", fmt::format("the queue {} is gone", name), "run again"};
    return made(use(**url));
  }

  const World& world_;
  const std::string& stack_;
  const PartnerCalls partner_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::set<std::string>> others_rules_;  // by bus: names; guarded by mutex_
};

constexpr char kEventType[] = "genesys.event_type";
constexpr char kStopped[] = "Stopped";

bool brings_events(const Change& change) {
  return change.kind == kEventType || change.kind == "genesys.integration" || change.kind == "aws.event_bus";
}

// Changes of one step may go side by side where they do not need each other; the steps follow one another.
enum class Step { kEvents, kPlaces, kHops, kRules, kDisabling, kRemoval };

Step step_of(const Change& change) {
  const bool disables =
      !change.operations.empty() && std::holds_alternative<DisableRule>(change.operations.front());
  if (disables) return Step::kDisabling;
  if (change.action != Action::kDelete && brings_events(change)) return Step::kEvents;
  const bool rule = change.kind == "aws.rule" || change.kind == "aws.target";
  if (rule && change.action != Action::kDelete) return Step::kRules;
  if (change.action == Action::kDelete) return Step::kRemoval;
  return change.kind == "aws.subscription" || change.kind == "aws.lambda_permission" ? Step::kHops
                                                                                     : Step::kPlaces;
}

}  // namespace

base::Schedule schedule_of(const Plan& plan) {
  base::Schedule out;
  std::map<std::string, size_t> last_permission;
  Step step = Step::kEvents;
  size_t stage = 0;
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    if (const Step next = step_of(change); next != step) {
      step = next;
      ++stage;
    }
    out.stage.push_back(stage);
    out.needs.push_back(change.needs);
    if (change.kind != "aws.lambda_permission") continue;
    if (const auto last = last_permission.find(change.arn); last != last_permission.end())
      out.needs.back().push_back(last->second);
    last_permission[change.arn] = i;
  }
  return out;
}

namespace {

// One run over a plan. Workers share the results, guarded by one mutex.
class Run {
 public:
  Run(const World& world, const Plan& plan, const ApplyObserver& observer)
      : plan_(plan), observer_(observer), execute_(world, plan.stack, observer) {
    out_.changes.resize(plan.changes.size());
    made_at_.resize(plan.changes.size());
  }

  ApplyResult run(size_t workers) {
    for (const Operation& operation : plan_.repeats) {
      if (const auto done = std::visit(execute_, operation); !done) out_.errors.push_back(done.error());
    }
    base::side_by_side(schedule_of(plan_), workers, [this](size_t index) { carry_out(index); });
    return std::move(out_);
  }

 private:
  void carry_out(size_t index) {
    let_settle(plan_.changes[index]);
    ChangeResult result;
    result.arn = plan_.changes[index].arn;
    result.error = begin(index);
    if (!result.error) call(plan_.changes[index], result);
    const bool done = result.done;
    size_t over = 0;
    {
      const std::lock_guard lock(mutex_);
      if (result.error && result.error->code == kStopped) out_.stopped = true;
      if (done && settles()) made_at_[index] = observer_.now();
      out_.changes[index] = std::move(result);
      over = ++over_;
    }
    observer_.after(plan_.changes[index], done, over, plan_.changes.size());
  }

  bool settles() const { return observer_.settling > base::Milliseconds::zero(); }

  void let_settle(const Change& change) {
    if (!settles() || change.replaced_by.empty()) return;
    const base::Milliseconds until = settled_at(change);
    for (;;) {
      const base::Milliseconds left = until - observer_.now();
      if (left <= base::Milliseconds::zero() || observer_.stop()) return;
      say_settling(until, left);
      observer_.pause(left);
    }
  }

  // Zero for a change that is not going to be made.
  base::Milliseconds settled_at(const Change& change) {
    const std::lock_guard lock(mutex_);
    base::Milliseconds out{0};
    for (const size_t need : change.needs) {
      if (!out_.changes[need].done) return base::Milliseconds(0);
    }
    for (const size_t index : change.replaced_by) out = std::max(out, made_at_[index] + observer_.settling);
    return out;
  }

  // Once for all that wait at the same time.
  void say_settling(base::Milliseconds until, base::Milliseconds left) {
    const std::lock_guard lock(mutex_);
    if (until - left < said_until_) return;
    said_until_ = until;
    observer_.say(
        fmt::format("waiting {} s before the old goes: new rules and targets take up to a minute to hold",
                    (left.count() + 999) / 1000));
  }

  // The reason for which the change is not begun, if there is one.
  std::optional<base::Error> begin(size_t index) {
    const std::lock_guard lock(mutex_);
    observer_.before(begun_++, plan_.changes.size());
    if (observer_.stop()) out_.stopped = true;
    if (out_.stopped)
      return base::Error{kStopped, "not begun: stopped on request", observer_.verb + " again to go on"};
    const Change& change = plan_.changes[index];
    const auto failed = std::find_if(change.needs.begin(), change.needs.end(),
                                     [&](size_t need) { return !out_.changes[need].done; });
    // Without its events a route would be made for nothing.
    const bool events_refused = !brings_events(change) && events_failed(index);
    if (failed == change.needs.end() && !events_refused) return std::nullopt;
    const std::string what =
        events_refused ? "an event type" : plan_.changes[*failed].kind + " " + plan_.changes[*failed].name;
    return base::Error{"Skipped", fmt::format("not begun: it needs {}, which failed", what),
                       fmt::format("mend that and {} again", observer_.verb)};
  }

  bool events_failed(size_t before) const {
    if (!out_.errors.empty()) return true;
    for (size_t i = 0; i < before; ++i) {
      if (plan_.changes[i].kind == kEventType && !out_.changes[i].done) return true;
    }
    return false;
  }

  void call(const Change& change, ChangeResult& result) {
    for (const Operation& operation : change.operations) {
      const auto done = std::visit(execute_, operation);
      if (!done) {
        result.error = done.error();
        return;
      }
      if (!done->empty()) result.arn = *done;
    }
    result.done = true;
  }

  const Plan& plan_;
  const ApplyObserver& observer_;
  Executor execute_;
  std::mutex mutex_;
  size_t begun_ = 0;                         // guarded by mutex_
  size_t over_ = 0;                          // guarded by mutex_
  ApplyResult out_;                          // guarded by mutex_
  std::vector<base::Milliseconds> made_at_;  // of each change that was done; guarded by mutex_
  base::Milliseconds said_until_{0};         // guarded by mutex_
};

}  // namespace

bool ApplyResult::ok() const {
  return !stopped && errors.empty() &&
         std::all_of(changes.begin(), changes.end(), [](const ChangeResult& r) { return r.done; });
}

ApplyResult apply(const World& world, const Plan& plan, const ApplyObserver& observer, size_t workers) {
  return Run(world, plan, observer).run(workers);
}

}  // namespace sb::reconcile
