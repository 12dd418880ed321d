// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "reconcile/partner.h"
#include "reconcile/planner.h"

// Partner buses and integrations that are no longer wanted. Routes share them, so they go by a plan for all.
namespace sb::reconcile {

bool Planner::is_bus_shared(const std::string& name) const {
  const auto at = observed_.partner_buses.find(name);
  return at != observed_.partner_buses.end() &&
         (at->second.foreign_rules > 0 || !at->second.other_stacks.empty());
}

void Planner::remove_buses() {
  if (!options_.scope.whole()) return;
  for (const auto& [name, bus] : observed_.partner_buses) {
    const bool wanted = !destroying_ && desired_.integration && desired_.integration->source == name;
    if (!wanted && bus.exists) remove_bus(name, bus);
  }
}

void Planner::remove_bus(const std::string& name, const ObservedBus& bus) {
  const Holders holders = read_holders(bus.description);
  if (!is_held_by(holders, desired_.stack)) return;
  const std::string arn = aws::bus_arn(desired_.realm, name);
  if (!bus.other_stacks.empty()) {
    Holders after = without(holders, desired_.stack);
    after[*bus.other_stacks.begin()] = Holding::kMade;
    std::string description = write_holders(bus.description, after);
    add({Action::kUpdate,
         "aws.event_bus",
         name,
         arn,
         {{"Description", bus.description, description}},
         {DescribeBusAs{name, description}},
         rules_removed_});
    return;
  }
  if (bus.foreign_rules > 0) {
    out_.plan.kept.push_back(fmt::format(
        "the event bus {} holds {} not of this stack, and stays", name,
        bus.foreign_rules == 1 ? "1 rule that is" : fmt::format("{} rules that are", bus.foreign_rules)));
    return;
  }
  add({Action::kDelete, "aws.event_bus", name, arn, {}, {DeleteBus{name}}, rules_removed_});
}

void Planner::remove_integrations() {
  if (!options_.scope.whole()) return;
  const genesys::Integration* wanted =
      !destroying_ && desired_.integration ? find_integration(observed_, *desired_.integration) : nullptr;
  for (const genesys::Integration& found : observed_.integrations) {
    if (&found != wanted && !integrations_gone_.contains(found.id)) remove_integration(found);
  }
}

void Planner::remove_integration(const genesys::Integration& found) {
  const genesys::IntegrationConfig& config = found.config;
  const Holders holders = read_holders(config.notes);
  const bool unfinished = is_unfinished(found, desired_.stack);
  if (!unfinished && !is_held_by(holders, desired_.stack)) return;
  const bool here = aws::Realm{config.account, config.region} == desired_.realm;
  const bool going = is_being_deleted(found);  // is waited for
  if (!unfinished && !here && !going) {
    // Of the same suffix it has taken the place of the one here.
    const bool took_over = desired_.integration && desired_.integration->suffix == config.suffix;
    auto& said = destroying_ && took_over ? out_.plan.kept : out_.plan.notes;
    said.push_back(
        fmt::format("the integration '{}' serves the account {} in {} and stays; destroy it from there",
                    found.name, config.account, config.region));
    return;
  }
  // After the bus, whose changes are the last so far.
  std::vector<size_t> after = disabled_;
  after.insert(after.end(), rules_removed_.begin(), rules_removed_.end());
  for (size_t i = 0; i < out_.plan.changes.size(); ++i) {
    if (out_.plan.changes[i].kind == "aws.event_bus") after.push_back(i);
  }
  std::string bus;
  for (const auto& [name, observed] : observed_.partner_buses) {
    if (here && name.ends_with("/" + config.suffix)) bus = name;
  }
  const bool alone = unfinished || going || is_made_for(holders, desired_.stack);
  if (going || (alone && !is_bus_shared(bus))) {
    removed_.push_back(add({Action::kDelete,
                            "genesys.integration",
                            found.name,
                            "",
                            {},
                            {DeleteIntegration{found.id, found.name, desired_.integration_wait}},
                            std::move(after)}));
    return;
  }
  if (alone) {
    out_.plan.kept.push_back(fmt::format(
        "the integration '{}' stays: rules that are not of this stack live by its event bus", found.name));
    return;
  }
  add({Action::kUpdate,
       "genesys.integration",
       found.name,
       "",
       {{"notes", config.notes, write_holders(config.notes, without(holders, desired_.stack))}},
       {EditIntegration{found.id, {}, {}, desired_.stack, EditIntegration::Mark::kLeave}},
       std::move(after)});
}

void Planner::note_topics_that_stay() {
  if (!desired_.integration || !options_.scope.whole()) return;
  const genesys::Integration* found = find_integration(observed_, *desired_.integration);
  if (found == nullptr) return;
  for (const Change& change : out_.plan.changes) {
    if (change.kind == "genesys.integration" && change.action == Action::kDelete &&
        change.name == found->name)
      return;
  }
  std::vector<std::string> topics;
  for (const std::string& topic : found->config.topics) {
    if (desired_.integration->topics.contains(topic)) topics.push_back(topic);
  }
  if (topics.empty()) return;
  out_.plan.notes.push_back(
      fmt::format("the integration '{}' stays and goes on sending these topics, others may use them: {}",
                  found->name, base::join(topics, ", ")));
}

}  // namespace sb::reconcile
