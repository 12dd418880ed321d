// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"
#include "reconcile/subscription_name.h"

namespace sb::reconcile {
namespace {

awsclient::Attributes wanted_attributes(const DesiredSubscription& wanted) {
  awsclient::Attributes out;
  if (wanted.raw) out["RawMessageDelivery"] = "true";
  if (!wanted.filter.empty()) {
    // EventBridge's messages carry no attributes, so a filter must read the body.
    out["FilterPolicyScope"] = "MessageBody";
    out["FilterPolicy"] = wanted.filter;
  }
  return out;
}

std::string attribute(const awsclient::Attributes& attributes, const std::string& name,
                      const std::string& fallback) {
  const auto at = attributes.find(name);
  return at == attributes.end() || at->second.empty() ? fallback : at->second;
}

// What differs, and the attributes that make it as it is wanted.
struct Edit {
  std::vector<Difference> diff;
  awsclient::Attributes attributes;
  bool clears_first = false;  // the filter that stands is not to be read by another scope
};

Edit edit_of(const DesiredSubscription& wanted, const awsclient::Attributes& live) {
  Edit out;
  const std::string raw_before = attribute(live, "RawMessageDelivery", "false");
  const std::string raw_after = wanted.raw ? "true" : "false";
  if (raw_before != raw_after) {
    out.diff.push_back({"RawMessageDelivery", raw_before, raw_after});
    out.attributes["RawMessageDelivery"] = raw_after;
  }
  const std::string filter_before = attribute(live, "FilterPolicy", "");
  const std::string scope_before = attribute(live, "FilterPolicyScope", "MessageAttributes");
  const bool scope_differs = !wanted.filter.empty() && scope_before != "MessageBody";
  const bool filter_differs = !same_pattern(filter_before, wanted.filter);
  if (!filter_differs && !scope_differs) return out;
  if (filter_differs) out.diff.push_back({"FilterPolicy", filter_before, wanted.filter});
  if (scope_differs) {
    out.attributes["FilterPolicyScope"] = "MessageBody";
    if (!filter_before.empty()) out.diff.push_back({"FilterPolicyScope", scope_before, "MessageBody"});
  }
  out.attributes["FilterPolicy"] = wanted.filter.empty() ? "{}" : wanted.filter;
  out.clears_first = scope_differs && !filter_before.empty();
  return out;
}

std::string words_for(const std::vector<Difference>& diff) {
  std::vector<std::string> out;
  for (const Difference& d : diff) {
    out.push_back(fmt::format("{} is {}, the spec says {}", d.path, d.before.empty() ? "absent" : d.before,
                              d.after.empty() ? "none" : d.after));
  }
  return base::join(out, "; ");
}

bool is_confirmed(const ObservedSubscription& found) { return found.subscription.arn.starts_with("arn:"); }

}  // namespace

const ObservedSubscription* Planner::find_subscription(const std::string& topic_arn,
                                                       const std::string& protocol,
                                                       const std::string& endpoint) const {
  const auto topic = observed_.topics.find(topic_arn);
  if (topic == observed_.topics.end()) return nullptr;
  const ObservedSubscription* out = nullptr;
  for (const ObservedSubscription& item : topic->second.subscriptions) {
    if (item.subscription.protocol == protocol && is_endpoint(endpoint, item.subscription.endpoint))
      out = &item;
  }
  return out;
}

Planner::Maker Planner::maker_of(const std::string& topic_arn, const awsclient::Subscription& found) const {
  return subscription_maker(observed_, desired_.stack, topic_arn, found.endpoint);
}

bool Planner::lets_invoke(const std::string& function_arn, const std::string& topic_arn) const {
  return reconcile::lets_invoke(observed_, desired_.stack, function_arn, topic_arn);
}

std::set<std::string> Planner::found_subscriptions(const std::string& queue_arn) const {
  std::set<std::string> out;
  if (!options_.scope.whole()) out = held_queue(queue_arn).found;
  for (const DesiredSubscription& wanted : desired_.subscriptions) {
    if (wanted.endpoint != queue_arn) continue;
    const ObservedSubscription* found = find_subscription(wanted.topic_arn, wanted.protocol, wanted.endpoint);
    const bool others = found != nullptr &&
                        maker_of(wanted.topic_arn, found->subscription) == Maker::kOthers &&
                        (!options_.adopt || edit_of(wanted, found->attributes).diff.empty());
    const std::string mark = found_mark(wanted.topic_arn);
    others ? void(out.insert(mark)) : void(out.erase(mark));
  }
  return out;
}

std::set<std::string> Planner::found_and_dropped(const std::string& queue_arn) const {
  std::set<std::string> out = held_queue(queue_arn).found;
  for (const DesiredSubscription& wanted : desired_.subscriptions) {
    if (wanted.endpoint == queue_arn) out.erase(found_mark(wanted.topic_arn));
  }
  out.merge(found_subscriptions(queue_arn));
  return out;
}

void Planner::plan_subscription(const DesiredSubscription& wanted) {
  const ObservedSubscription* found = find_subscription(wanted.topic_arn, wanted.protocol, wanted.endpoint);
  const std::string name = subscription_name(wanted.topic_arn, wanted.endpoint);
  if (found == nullptr) {
    const size_t made =
        add({Action::kCreate,
             "aws.subscription",
             name,
             "",
             {},
             {Subscribe{wanted.topic_arn, wanted.protocol, wanted.endpoint, wanted_attributes(wanted)}},
             needs({wanted.topic_arn, wanted.endpoint})});
    takers_[wanted.endpoint].push_back(made);
    return;
  }
  if (is_confirmed(*found)) return change_subscription(wanted, *found, name);
  ++out_.plan.unchanged;
  out_.plan.warnings.push_back(
      fmt::format("the subscription {} waits to be confirmed by its endpoint", name));
}

void Planner::change_subscription(const DesiredSubscription& wanted, const ObservedSubscription& found,
                                  const std::string& name) {
  Edit edit = edit_of(wanted, found.attributes);
  const Maker maker = maker_of(wanted.topic_arn, found.subscription);
  if (edit.diff.empty()) {
    ++out_.plan.unchanged;
    if (maker == Maker::kOthers)
      out_.plan.notes.push_back(fmt::format("the subscription {} is not ours; it is used and stays", name));
    return;
  }
  if (maker == Maker::kOthers && !options_.adopt) {
    return problem(
        "SB0313",
        fmt::format("the subscription {} was not made by this stack and is not as the spec says: {}", name,
                    words_for(edit.diff)),
        fmt::format("write the subscriber as it is, or take this one over: {} --adopt",
                    options_.commands.apply));
  }
  if (maker == Maker::kUnknown) {
    out_.plan.notes.push_back(fmt::format("nothing tells who made the subscription {}; it is changed", name));
  }
  Change change{
      Action::kUpdate, "aws.subscription", name, found.subscription.arn, std::move(edit.diff), {}, {}};
  if (edit.clears_first)
    change.operations.push_back(SetSubscription{found.subscription.arn, {{"FilterPolicy", "{}"}}});
  change.operations.push_back(SetSubscription{found.subscription.arn, std::move(edit.attributes)});
  change.needs = needs({wanted.endpoint});
  add(std::move(change));
}

}  // namespace sb::reconcile
