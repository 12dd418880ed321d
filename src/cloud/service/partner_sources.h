// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/arn.h"
#include "base/clock.h"
#include "base/result.h"

namespace sb::cloud::service {

// One event as a partner sends it into an event source of its own.
struct PartnerEvent {
  std::string detail_type;
  std::string detail;  // a JSON object, as text
  std::optional<base::Time> time;
};

// The states of a partner event source (EventBridge API reference, EventSource).
enum class PartnerSourceState {
  kPending,  // offered, no bus: what is sent is dropped
  kActive,   // the customer's bus of the same name receives
  kDeleted,  // the partner withdrew it; bus and rules stay, nothing comes
};

// How a partner of AWS (Genesys Cloud) offers event sources to customers and sends into them. On the loop's
// thread only.
class PartnerSources {
 public:
  virtual ~PartnerSources() = default;
  // Offers `name` ("aws.partner/genesys.com/cloud/ORG/SUFFIX") to the customer's account and region. Offered
  // again after it was withdrawn it comes back, ACTIVE at once where its bus still stands. Error: code
  // "ResourceAlreadyExistsException" when it is there already, or what is wrong with the name.
  virtual base::Status offer(const aws::Realm& customer, const std::string& name) = 0;
  // No error when there is no such source.
  virtual void withdraw(const aws::Realm& customer, const std::string& name) = 0;
  // nullopt: no such source.
  virtual std::optional<PartnerSourceState> state_of(const aws::Realm& customer,
                                                     const std::string& name) const = 0;
  // False when the event was dropped, because the source is not ACTIVE.
  virtual bool send(const aws::Realm& customer, const std::string& name, const PartnerEvent& event) = 0;
};

}  // namespace sb::cloud::service
