// SPDX-License-Identifier: Apache-2.0
#include "reconcile/partner_calls.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reconcile/partner.h"

namespace sb::reconcile {
namespace {

constexpr base::Milliseconds kFirstPause{100};
constexpr base::Milliseconds kPauseMax{5000};
constexpr char kActive[] = "ACTIVE";

base::Error no_genesys() { return {"SB0320", "there is no Genesys Cloud to ask", ""}; }

void add_topics(const std::set<std::string>& topics, genesys::IntegrationConfig& config) {
  for (const std::string& topic : topics) {
    if (std::find(config.topics.begin(), config.topics.end(), topic) == config.topics.end())
      config.topics.push_back(topic);
  }
}

}  // namespace

base::Status PartnerCalls::wait(const std::string& what, base::Seconds deadline,
                                const std::function<base::Result<Seen>()>& ask) const {
  const base::Milliseconds until = observer_.now() + deadline;
  base::Milliseconds pause = kFirstPause;
  for (bool said = false;; said = true) {
    const auto seen = ask();
    if (!seen) return seen.error();
    if (seen->over) return {};
    if (observer_.stop()) {
      return base::Error{"Stopped", fmt::format("stopped while waiting for {}: {}", what, seen->words),
                         observer_.verb + " again to go on"};
    }
    const base::Milliseconds left = until - observer_.now();
    if (left <= base::Milliseconds::zero()) {
      return base::Error{"SB0354",
                         fmt::format("waited {} s in vain for {}: {}", deadline.count(), what, seen->words),
                         observer_.verb + " again to go on waiting; genesys.integration.wait sets how long"};
    }
    if (!said)
      observer_.say(fmt::format("waiting up to {} s for {}: {}", deadline.count(), what, seen->words));
    observer_.pause(std::min(pause, left));
    pause = std::min(pause * 2, kPauseMax);
  }
}

// `stale`: when a state was last updated that does not count, because it was there before the call that is to
// change it.
base::Result<PartnerCalls::Seen> PartnerCalls::see_integration(const std::string& id, const std::string& name,
                                                               const std::string& stale) const {
  const auto found = genesys::Integrations(*world_.genesys).find(id);
  if (!found) return found.error();
  if (!*found) return base::Error{"SB0353", fmt::format("the integration '{}' is gone", name), "apply again"};
  const genesys::Integration& integration = **found;
  if (integration.reported == kActive) return Seen{true, ""};
  const bool counts = stale.empty() || integration.last_updated != stale;
  if (integration.reported == "ERROR" && counts) {
    return base::Error{
        "SB0353",
        fmt::format("Genesys Cloud reports ERROR for the integration '{}': {}", name, integration.message),
        "mend what it names (account, region and suffix stand in its configuration), then apply again"};
  }
  return Seen{false, fmt::format("it reports {}{}{}", integration.reported,
                                 integration.message.empty() ? "" : ", ", integration.message)};
}

PartnerCalls::Made PartnerCalls::make(const MakeIntegration& op) const {
  if (world_.genesys == nullptr) return no_genesys();
  genesys::Integrations integrations(*world_.genesys);
  std::string id = op.id;
  if (id.empty()) {
    auto made = integrations.create(unfinished_name(op.stack));
    if (!made) return made.error();
    id = std::move(*made);
  }
  const auto status = integrations.edit(id, [&](genesys::IntegrationConfig& config) {
    config.name = op.name;
    config.suffix = op.suffix;
    config.account = op.realm.account;
    config.region = op.realm.region;
    add_topics(op.topics, config);
    Holders holders = read_holders(config.notes);
    holders[op.stack] = Holding::kMade;
    config.notes = write_holders(config.notes, holders);
  });
  if (!status) return status.error();
  return enable({id, op.name, true, op.wait});
}

PartnerCalls::Made PartnerCalls::edit(const EditIntegration& op) const {
  if (world_.genesys == nullptr) return no_genesys();
  const auto status =
      genesys::Integrations(*world_.genesys).edit(op.id, [&](genesys::IntegrationConfig& config) {
        add_topics(op.add, config);
        std::erase_if(config.topics, [&](const std::string& topic) { return op.remove.contains(topic); });
        Holders holders = read_holders(config.notes);
        if (op.mark == EditIntegration::Mark::kKeep) return;
        if (op.mark == EditIntegration::Mark::kLeave) {
          holders = without(std::move(holders), op.stack);
        } else {
          holders.try_emplace(op.stack, Holding::kUsed);
        }
        config.notes = write_holders(config.notes, holders);
      });
  if (!status) return status.error();
  return std::string();
}

PartnerCalls::Made PartnerCalls::enable(const EnableIntegration& op) const {
  if (world_.genesys == nullptr) return no_genesys();
  genesys::Integrations integrations(*world_.genesys);
  std::string stale;
  if (op.enable) {
    const auto before = integrations.find(op.id);
    if (!before) return before.error();
    if (*before) stale = (*before)->last_updated;
    if (auto status = integrations.enable(op.id); !status) return status.error();
  }
  const auto status = wait(fmt::format("the integration '{}' to become {}", op.name, kActive), op.wait,
                           [&] { return see_integration(op.id, op.name, stale); });
  if (!status) return status.error();
  return std::string();
}

base::Result<bool> PartnerCalls::may_remove(const DeleteIntegration& op) const {
  const auto all = genesys::Integrations(*world_.genesys).list();
  if (!all) return all.error();
  const auto at = std::find_if(all->begin(), all->end(), [&](const auto& item) { return item.id == op.id; });
  if (at == all->end() || is_being_deleted(*at)) return false;
  if (is_unfinished(*at, stack_) || is_made_for(read_holders(at->config.notes), stack_)) return true;
  return base::Error{kHasChanged,
                     fmt::format("others have begun to use the integration '{}' since it was read, and it is "
                                 "left as it is",
                                 op.name),
                     "run again: what is live is read anew"};
}

PartnerCalls::Made PartnerCalls::remove(const DeleteIntegration& op) const {
  if (world_.genesys == nullptr) return no_genesys();
  const auto may = may_remove(op);
  if (!may) return may.error();
  genesys::Integrations integrations(*world_.genesys);
  if (*may) {
    if (auto status = integrations.remove(op.id); !status) return status.error();
  }
  const auto status =
      wait(fmt::format("the integration '{}' to be gone", op.name), op.wait, [&]() -> base::Result<Seen> {
        const auto found = integrations.find(op.id);
        if (!found) return found.error();
        return *found ? Seen{false, "it reports " + (*found)->reported} : Seen{true, ""};
      });
  if (!status) return status.error();
  return std::string();
}

// Sources of the same partner that this account and region is offered, for a message.
std::string PartnerCalls::other_sources(const std::string& name) const {
  const std::string partner = name.substr(0, name.find('/', name.find('/') + 1) + 1);
  const auto sources = world_.eventbridge.list_event_sources(partner);
  if (!sources.ok() || sources->empty()) return "no event source of Genesys Cloud is offered here";
  std::vector<std::string> names;
  for (const awsclient::EventSource& source : *sources) names.push_back(source.name);
  return "it is not offered here, where there are: " + base::join(names, ", ");
}

base::Result<PartnerCalls::Seen> PartnerCalls::see_source(const std::string& name, bool active) const {
  const auto found = world_.eventbridge.describe_event_source(name);
  if (!found) return found.error();
  if (!*found) return Seen{false, other_sources(name)};
  const awsclient::EventSource& source = **found;
  std::string words = "it is " + source.state;
  if (source.expires) words += fmt::format(" and lapses {}", base::format_iso_seconds(*source.expires));
  const bool usable = source.state == "PENDING" || source.state == kActive;
  if (usable && !active) observer_.say(fmt::format("event source {}: {}", name, words));
  return Seen{active ? source.state == kActive : usable, words};
}

PartnerCalls::Made PartnerCalls::associate(const AssociateBus& op) const {
  auto status = wait(fmt::format("the event source {}", op.source), op.wait,
                     [&] { return see_source(op.source, false); });
  if (!status) return status.error();
  const auto made = world_.eventbridge.create_partner_bus(op.source, op.description, op.tags);
  const bool exists = !made.ok() && made.error().code == "ResourceAlreadyExistsException";
  if (!made.ok() && !exists) return made.error();
  if (exists) {
    // A bus that stands while its source is PENDING: the source was deactivated.
    const auto source = world_.eventbridge.describe_event_source(op.source);
    if (!source) return source.error();
    if (*source && (*source)->state == "PENDING") {
      if (status = world_.eventbridge.activate_event_source(op.source); !status) return status.error();
    }
  }
  status = wait(fmt::format("the event source {} to become {}", op.source, kActive), op.wait,
                [&] { return see_source(op.source, true); });
  if (!status) return status.error();
  return made.ok() ? *made : std::string();
}

}  // namespace sb::reconcile
