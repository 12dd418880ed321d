// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/arn.h"
#include "genesys/client.h"
#include "genesys/integrations.h"
#include "reconcile/observed.h"

namespace sb::interchange {

// What was read of both clouds, for a spec to be made from. Plain data.
struct Snapshot {
  aws::Realm realm;
  std::string stack;            // whose the spec will be
  std::string organization_id;  // of Genesys Cloud; "" where nobody was asked
  std::vector<genesys::Queue> queues;
  // The organisation's integrations to EventBridge; nullopt where they were not asked for or not told.
  std::optional<std::vector<genesys::Integration>> integrations;
  reconcile::Observed observed;

  // The name of the only queue with this id, if no other queue is called the same; "" otherwise.
  std::string queue_name(const std::string& id) const;
};

// Something live that the spec does not say.
struct Remark {
  std::string subject;  // "rule nightly"
  std::string text;
  friend bool operator==(const Remark&, const Remark&) = default;
};

}  // namespace sb::interchange
