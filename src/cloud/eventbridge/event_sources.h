// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "aws/arn.h"
#include "base/result.h"
#include "cloud/service/inventory.h"
#include "cloud/service/partner_sources.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"

namespace sb::cloud::eventbridge {

// An event source that a partner of AWS offers to a customer's account and region.
struct EventSource {
  aws::Realm customer;
  std::string name;     // "aws.partner/PARTNER/…"
  std::string partner;  // the account that offered it; empty: a partner inside this process
  service::PartnerSourceState state = service::PartnerSourceState::kPending;
  bool has_bus = false;  // of the same name, at the customer's
  base::Time created{};
  std::optional<base::Time> expires;    // while PENDING
  service::Timeline::Ticket timer = 0;  // until then; 0: none

  std::string key() const { return service::make_key({customer.account, customer.region, name}); }
  // The account stands empty in it.
  std::string arn() const;
  // The partner's name, as DescribeEventSource's CreatedBy has it.
  std::string created_by() const;
};

// "PENDING", "ACTIVE", "DELETED".
const char* state_text(service::PartnerSourceState state);

// The life of event sources (EventBridge API reference, EventSource): PENDING until the customer makes the
// bus or when it is deactivated, then ACTIVE; DELETED when the partner withdraws it or when it stayed PENDING
// for two weeks. A source without a bus vanishes instead of being DELETED. Every change goes to the store. On
// the loop's thread only.
class EventSources {
 public:
  EventSources(service::Timeline& timeline, store::Store& store) : timeline_(timeline), store_(store) {}

  base::Status load();

  // Null: the customer knows no such source.
  const EventSource* find(const aws::Realm& customer, const std::string& name) const;
  // Of the customer, or of the partner's account in a region, names ascending, while `visit` gives true.
  void of_customer(const aws::Realm& customer, const std::function<bool(const EventSource&)>& visit) const;
  void of_partner(const aws::Realm& partner, const std::function<bool(const EventSource&)>& visit) const;
  // True when an account other than the partner's has a source of this name in the region.
  bool is_offered_by_another(const aws::Realm& partner, const std::string& name) const;

  // Every source under `event_sources` of its customer.
  void describe(service::Inventory& out) const;
  // Takes all away, whatever stands on them.
  void reset();

  // A fault where the state is not one to begin with. Offering again what was withdrawn but still has its bus
  // makes it ACTIVE at once.
  std::optional<service::Fault> offer(const aws::Realm& customer, const std::string& name,
                                      const std::string& partner);
  // Nothing when it is not there.
  void withdraw(const aws::Realm& customer, const std::string& name);
  std::optional<service::Fault> activate(const aws::Realm& customer, const std::string& name);
  std::optional<service::Fault> deactivate(const aws::Realm& customer, const std::string& name);
  // The customer makes the bus of its name.
  std::optional<service::Fault> claim(const aws::Realm& customer, const std::string& name);
  // The customer has deleted the bus: the source is PENDING again, or gone if the partner withdrew it.
  void release(const aws::Realm& customer, const std::string& name);

 private:
  EventSource* look_up(const aws::Realm& customer, const std::string& name);
  void become(EventSource& source, service::PartnerSourceState state);
  // Ends it at `expires`, in the place of what was to be before.
  void set_timer(EventSource& source);
  void end(EventSource& source);
  void save(const EventSource& source);

  service::Timeline& timeline_;
  store::Store& store_;
  std::map<std::string, EventSource> sources_;  // by EventSource::key()
};

}  // namespace sb::cloud::eventbridge
