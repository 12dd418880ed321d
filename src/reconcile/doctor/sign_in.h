// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "awsclient/sts.h"
#include "genesys/integrations.h"
#include "reconcile/doctor/chain.h"
#include "reconcile/doctor/doctor.h"
#include "reconcile/resolve.h"

namespace sb::reconcile::doctor {

// Whether something that routes need is there: yes, no with the reason, or nobody can tell, with the reason.
struct Standing {
  std::optional<bool> ok = true;
  std::string why;  // "the OAuth client may not read queues"; empty where ok

  bool broken() const { return ok == false; }
  bool usable() const { return ok == true; }
};

// What has to be known once, before any route is looked at.
struct SignedIn {
  Standing genesys;
  Standing may_read_queues;
  Standing may_read_event_types;
  Standing event_bridge;  // the organisation's own integration, for the event types of the tutorials
  Standing may_read_integrations;
  Standing aws;
  genesys::Organization organization;
  awsclient::CallerIdentity caller;
  aws::Realm realm;
  std::map<std::string, RouteQueues> queues;       // and topics; by route; empty unless they could be read
  std::set<std::string> unknown_queue_ids;         // given as ids, and not known to Genesys Cloud
  std::vector<genesys::Integration> integrations;  // to EventBridge
};

// Which rights on the Genesys Cloud side a spec needs.
struct Needs {
  bool queues = true;
  bool event_types = true;
  bool integrations = true;
};
Needs needs_of(const spec::Spec& spec);

// Signs in on both sides and tries the rights that are needed; without a spec, all of them.
SignedIn sign_in(const Sides& sides, const Request& request, Chain& chain);

}  // namespace sb::reconcile::doctor
