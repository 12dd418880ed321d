// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reconcile/doctor/sample.h"
#include "reconcile/doctor/walk.h"
#include "reconcile/hops.h"
#include "reconcile/live_parts.h"
#include "reconcile/plan.h"
#include "reconcile/probe.h"
#include "reconcile/route_pattern.h"
#include "switchboard/explain.h"

namespace sb::reconcile::doctor {
namespace {

constexpr char kMatches[] = "its pattern matches the wanted event";

std::optional<switchboard::Explanation> explain(const std::string& pattern, const std::string& event) {
  const auto parsed = switchboard::Pattern::parse(pattern);
  if (!parsed.ok()) return std::nullopt;
  auto why = switchboard::explain(parsed.value(), event);
  if (!why.ok()) return std::nullopt;
  return std::move(why).value();
}

bool lets(const switchboard::Pattern& pattern, const std::string& event) {
  const auto answer = pattern.matches(event);
  return answer.ok() && answer.value();
}

// Where the ids stand in an event: the pattern's path without its $or.
std::string event_path(std::string pattern_path) {
  static constexpr std::string_view kChoice = "$or.";
  return pattern_path.starts_with(kChoice) ? pattern_path.substr(kChoice.size()) : pattern_path;
}

std::string suggestion(const switchboard::Explanation& why) {
  std::vector<std::string> texts;
  for (const auto& change : why.changes) texts.push_back(change.text);
  return texts.empty() ? why.needed : base::join(texts, "; ");
}

}  // namespace

bool Walk::wants_event(const DesiredRule& rule) const {
  const auto why = explain(rule.pattern, event_);
  return !why || why->matches;
}

bool Walk::check_event_is_wanted() {
  static constexpr char kAsked[] = "the spec asks for this event";
  const std::string subject = "route " + route_.name;
  std::optional<switchboard::Explanation> closest;
  for (const DesiredRule& rule : desired_.rules) {
    if (rule.pattern.empty())
      return chain_.unknown(subject, kAsked, kThisSpec, "the ids of the route's queues are not known");
    auto why = explain(rule.pattern, event_);
    if (!why || why->matches) return chain_.good(subject, kAsked);
    if (!closest) closest = std::move(why);
  }
  if (!closest) return true;
  const std::string detail = in_words(*closest);
  // Of several routes an event is for one or two; those it is not for are in order.
  if (request_.routes.empty()) {
    chain_.unknown(subject, kAsked, kThisSpec, "it is not for this route: " + detail);
  } else {
    chain_.bad(subject, kAsked, kThisSpec, detail, suggestion(*closest));
  }
  chain_.last().explanation = std::move(closest);
  return false;
}

// One for each of the rule's queues and event types: a pattern may have lost one of them.
std::vector<std::string> Walk::samples_of(const DesiredRule& wanted) const {
  if (!event_.empty()) return {event_};
  const auto first = make_sample(wanted.pattern, "", signed_in_.realm);
  if (!first) return {};
  std::vector<std::string> out{*first};
  const std::string path = queue_path_of(one_route_, route_);
  for (const std::string& id : queue_ids_in(wanted.pattern, path))
    out.push_back(with_value(*first, event_path(path), id));
  if (route_.intent.empty()) {
    for (const std::string& type : route_.events) out.push_back(with_value(*first, "detail-type", type));
  }
  // `where` may say more of these fields than their values.
  const auto pattern = switchboard::Pattern::parse(wanted.pattern);
  std::erase_if(out,
                [&](const std::string& event) { return !pattern.ok() || !lets(pattern.value(), event); });
  return out;
}

bool Walk::check_pattern(const DesiredRule& wanted, const awsclient::Rule& live) {
  const std::string subject = "rule " + wanted.name;
  if (wanted.pattern.empty() && event_.empty())
    return chain_.unknown(subject, kMatches, kGenesysAdmin, "the ids of the route's queues are not known",
                          fmt::format("try it with an event: {} --event FILE", request_.commands.doctor));
  const std::vector<std::string> samples = samples_of(wanted);
  if (samples.empty())
    return chain_.unknown(subject, kMatches, kThisSpec, "no such event could be made from the pattern",
                          fmt::format("try it with a real event: {} --event FILE", request_.commands.doctor));
  if (live.pattern.empty()) {
    return chain_.bad(subject, kMatches, kAwsOwner,
                      "it has no event pattern" +
                          (live.schedule.empty() ? "" : ", it runs by a schedule: " + live.schedule),
                      request_.commands.apply);
  }
  const auto pattern = switchboard::Pattern::parse(live.pattern);
  for (const std::string& sample : samples) {
    if (pattern.ok() && !lets(pattern.value(), sample)) return refuse_pattern(wanted, live.pattern, sample);
  }
  Check asked = check_answer(live_->eventbridge(), subject, kMatches, live.pattern, samples.front(), true,
                             request_.commands);
  if (!asked.ok) {
    return chain_.unknown(
        subject, kMatches, kAwsOwner,
        fmt::format("{}; the service could not be asked: {}",
                    pattern.ok() ? "by Switchboard's own reading it does"
                                 : "the live pattern cannot be read here: " + pattern.error().message,
                    asked.detail),
        asked.fix);
  }
  if (!wanted.pattern.empty() && !same_pattern(live.pattern, wanted.pattern))
    asked.detail += "; it is another than the spec's, which lets this event through as well";
  return chain_.add(std::move(asked), kAwsOwner);
}

bool Walk::refuse_pattern(const DesiredRule& wanted, const std::string& live, const std::string& event) {
  const std::string subject = "rule " + wanted.name;
  const auto why = explain(live, event);
  const std::string words = why ? in_words(*why) : "";
  const Check asked =
      check_answer(live_->eventbridge(), subject, kMatches, live, event, true, request_.commands);
  // The service's answer is what counts on its bus.
  if (asked.ok == true)
    return chain_.unknown(subject, kMatches, kAwsOwner,
                          "TestEventPattern says so, and Switchboard's own reading is another: " + words);
  std::string detail = recreated_queues(wanted, live);
  const char* owner = kGenesysAdmin;
  if (detail.empty()) {
    owner = kAwsOwner;
    detail = wanted.pattern.empty() || same_pattern(live, wanted.pattern)
                 ? "the rule does not ask for this event"
                 : "the live pattern is not the spec's: it was altered, or the spec was and not applied";
  }
  chain_.bad(subject, kMatches, owner, fmt::format("{}. {}. {}", detail, words, asked.detail),
             request_.commands.apply);
  chain_.last().explanation = why;
  return false;
}

std::string Walk::recreated_queues(const DesiredRule& wanted, const std::string& live) const {
  if (sides_.genesys == nullptr || !signed_in_.may_read_queues.usable() || route_.queues.empty()) return "";
  const std::string path = queue_path_of(one_route_, route_);
  const auto ids = queue_ids_in(wanted.pattern, path);
  std::vector<std::string> gone;
  std::vector<std::string> fresh = ids;
  for (const std::string& id : queue_ids_in(live, path)) {
    std::erase(fresh, id);
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
    const auto queue = sides_.genesys->queue(id);
    if (queue.ok() && !*queue) gone.push_back(id);
  }
  if (gone.empty()) return "";
  return fmt::format(
      "the rule waits for {}, which Genesys Cloud does not know any more{}: a queue that is "
      "deleted and made anew has a new id",
      base::join(gone, ", "), fresh.empty() ? "" : fmt::format(", and not for {}", base::join(fresh, ", ")));
}

}  // namespace sb::reconcile::doctor
