// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "aws/limits.h"
#include "base/text.h"
#include "json/document.h"
#include "reconcile/partner.h"
#include "reconcile/planner.h"

// The integration that sends the platform's events, and the partner bus that they come over.
namespace sb::reconcile {
namespace {

constexpr char kIntegration[] = "genesys.integration";
constexpr char kBus[] = "aws.event_bus";
constexpr char kActive[] = "ACTIVE";

std::string list_text(const std::set<std::string>& topics) {
  json::Array out;
  for (const std::string& topic : topics) out.emplace_back(topic);
  return json::to_text(out);
}

std::string list_text(const std::vector<std::string>& topics) {
  return list_text(std::set<std::string>(topics.begin(), topics.end()));
}

std::string joined(const std::set<std::string>& names) {
  return base::join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

}  // namespace

void Planner::plan_integration() {
  if (!desired_.integration) return;
  const genesys::Integration* found = find_integration(observed_, *desired_.integration);
  if (found == nullptr) return plan_new_integration(*desired_.integration);
  plan_found_integration(*desired_.integration, *found);
}

bool Planner::make_room(const DesiredIntegration& wanted, bool creates, Change& change) {
  const auto standing = std::count_if(observed_.integrations.begin(), observed_.integrations.end(),
                                      [](const auto& item) { return !is_being_deleted(item); });
  bool full = creates && observed_.integrations_max && standing >= *observed_.integrations_max;
  for (const genesys::Integration& item : observed_.integrations) {
    const genesys::IntegrationConfig& config = item.config;
    const bool same_suffix = config.suffix == wanted.suffix;
    if (is_being_deleted(item)) {
      if (!same_suffix) continue;
      // Its suffix is free once it is gone.
      change.operations.push_back(DeleteIntegration{item.id, item.name, desired_.integration_wait});
      integrations_gone_.insert(item.id);
      continue;
    }
    const Holders holders = read_holders(config.notes);
    if (!is_held_by(holders, desired_.stack)) continue;
    const bool here = aws::Realm{config.account, config.region} == wanted.realm;
    if (!here && !same_suffix) continue;  // it is the road of the stack there
    change.action = Action::kReplace;
    change.diff.push_back({"eventSourceSuffix", config.suffix, wanted.suffix});
    change.diff.push_back({"awsAccountId", config.account, wanted.realm.account});
    change.diff.push_back({"awsAccountRegion", config.region, wanted.realm.region});
    if (!here) {
      out_.plan.warnings.push_back(fmt::format(
          "the event bus and the rules of the integration '{}' are in the account {}, region {}, and "
          "stay there",
          item.name, config.account, config.region));
    }
    if (!same_suffix && !full) continue;
    if (!is_made_for(holders, desired_.stack)) {
      problem("SB0351",
              fmt::format("the integration '{}' with the suffix '{}' serves the account {} in {} and other "
                          "stacks use it",
                          item.name, config.suffix, config.account, config.region),
              "give genesys.integration another suffix");
      return false;
    }
    if (!here && !options_.adopt) {
      out_.problems.push_back(
          {"SB0355",
           fmt::format("the integration '{}' with the suffix '{}' is this stack's in the account {}, region "
                       "{}, where rules live by it",
                       item.name, config.suffix, config.account, config.region),
           fmt::format("give genesys.integration another suffix here, or have that one replaced: {} --adopt",
                       options_.commands.apply),
           wanted.place});
      return false;
    }
    change.operations.push_back(DeleteIntegration{item.id, item.name, desired_.integration_wait});
    integrations_gone_.insert(item.id);
    full = false;
  }
  if (!full) return true;
  problem("SB0352",
          fmt::format("the organisation has {} integrations of the type amazon-eventbridge-source, the most "
                      "there may be",
                      standing),
          "delete one in Genesys Cloud, or name the suffix of one that stands");
  return false;
}

void Planner::plan_new_integration(const DesiredIntegration& wanted) {
  MakeIntegration make{"",
                       integration_name(desired_.stack, wanted.suffix),
                       wanted.suffix,
                       wanted.realm,
                       wanted.topics,
                       desired_.stack,
                       desired_.integration_wait};
  Change change{Action::kCreate, kIntegration, make.name, "", {}, {}, {}};
  const auto unfinished = std::find_if(observed_.integrations.begin(), observed_.integrations.end(),
                                       [&](const auto& item) { return is_unfinished(item, desired_.stack); });
  if (unfinished != observed_.integrations.end()) {
    make.id = unfinished->id;
    integrations_gone_.insert(make.id);  // it becomes the wanted one
  }
  if (!make_room(wanted, make.id.empty(), change)) return;
  if (change.action == Action::kReplace) {
    std::erase_if(change.diff, [](const Difference& d) { return d.before == d.after; });
    out_.plan.warnings.push_back(
        fmt::format("an integration's account, region and suffix cannot be changed: the one of this stack is "
                    "replaced by '{}', and events that happen until its bus and rules stand are lost",
                    make.name));
  } else {
    change.diff = {{"eventSourceSuffix", "", wanted.suffix},
                   {"awsAccountId", "", wanted.realm.account},
                   {"awsAccountRegion", "", wanted.realm.region}};
    out_.plan.notes.push_back(
        fmt::format("Genesys Cloud keeps nothing: events that happen while the event source {} is PENDING, "
                    "until its bus and rules stand, are lost",
                    wanted.source));
  }
  change.diff.push_back({"eventFilter", "", list_text(wanted.topics)});
  change.operations.push_back(std::move(make));
  integration_change_ = add(std::move(change));
}

void Planner::plan_found_integration(const DesiredIntegration& wanted, const genesys::Integration& found) {
  const Holders holders = read_holders(found.config.notes);
  const bool foreign = holders.empty();
  const bool enabled = found.intended == "ENABLED";
  if (!enabled && foreign && !options_.adopt) {
    return problem(
        "SB0350", fmt::format("the integration '{}' is disabled and was not made by Switchboard", found.name),
        fmt::format("enable it in Genesys Cloud, or have apply do it: {} --adopt", options_.commands.apply));
  }
  EditIntegration edit{found.id, missing_topics(found, wanted.topics), {}, desired_.stack};
  std::set<std::string> more(found.config.topics.begin(), found.config.topics.end());
  for (const std::string& topic : wanted.topics) more.erase(topic);
  if (const auto& others = options_.scope.others.integration) {
    for (const std::string& topic : others->topics) more.erase(topic);
  }
  const bool alone = is_made_for(holders, desired_.stack);
  if (desired_.exclusive && alone) edit.remove = more;
  if (!desired_.exclusive && alone && !more.empty()) {
    out_.plan.notes.push_back(
        fmt::format("the integration '{}' sends these topics too, which no route asks "
                    "for; they stay: {}",
                    found.name, joined(more)));
  }
  if (foreign) {
    out_.plan.notes.push_back(fmt::format(
        "the integration '{}' was not made by Switchboard: it is used and never deleted", found.name));
  }
  Change change{Action::kUpdate, kIntegration, found.name, "", {}, {}, {}};
  if (!edit.add.empty() || !edit.remove.empty()) {
    std::set<std::string> after(found.config.topics.begin(), found.config.topics.end());
    after.insert(edit.add.begin(), edit.add.end());
    for (const std::string& topic : edit.remove) after.erase(topic);
    change.diff.push_back({"eventFilter", list_text(found.config.topics), list_text(after)});
  }
  if (!foreign && !is_held_by(holders, desired_.stack)) {
    edit.mark = EditIntegration::Mark::kUse;
    Holders after = holders;
    after[desired_.stack] = Holding::kUsed;
    change.diff.push_back({"notes", found.config.notes, write_holders(found.config.notes, after)});
  }
  if (!change.diff.empty()) change.operations.push_back(edit);
  if (!enabled) change.diff.push_back({"intendedState", found.intended, "ENABLED"});
  if (found.reported != kActive) change.diff.push_back({"reportedState", found.reported, kActive});
  if (!enabled || found.reported != kActive) {
    const bool enables = !enabled || (!foreign && found.reported == "ERROR");
    change.operations.push_back(EnableIntegration{found.id, found.name, enables, desired_.integration_wait});
  }
  if (change.diff.empty()) {
    ++out_.plan.unchanged;
    return;
  }
  integration_change_ = add(std::move(change));
}

void Planner::plan_bus() {
  if (!desired_.integration) return;
  const DesiredIntegration& wanted = *desired_.integration;
  const auto at = observed_.partner_buses.find(wanted.source);
  const bool exists = at != observed_.partner_buses.end() && at->second.exists;
  const awsclient::EventSource* source =
      at != observed_.partner_buses.end() && at->second.source ? &*at->second.source : nullptr;
  const std::string arn = aws::bus_arn(desired_.realm, wanted.source);
  if (integration_change_) ready_[arn] = *integration_change_;
  if (exists && source != nullptr && source->state == kActive) {
    ++out_.plan.unchanged;
    return;
  }
  std::string state = source == nullptr ? "" : source->state;
  if (source != nullptr && source->expires)
    state += fmt::format(" (lapses {})", base::format_iso_seconds(*source->expires));
  AssociateBus associate{wanted.source,
                         write_holders(fmt::format("Genesys Cloud events, suffix {}", wanted.suffix),
                                       {{desired_.stack, Holding::kMade}}),
                         stack_tags(), desired_.integration_wait};
  Change change{exists ? Action::kUpdate : Action::kCreate, kBus, wanted.source, arn, {}, {}, needs({arn})};
  if (!exists) change.diff.push_back({"Description", "", associate.description});
  change.diff.push_back({"EventSource.State", state, kActive});
  change.operations.push_back(std::move(associate));
  ready_[arn] = add(std::move(change));
}

}  // namespace sb::reconcile
