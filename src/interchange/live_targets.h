// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "interchange/snapshot.h"
#include "spec/model.h"

// Targets and subscriptions read back into the words of a spec.
namespace sb::interchange {

// The targets of a live rule, sorted by id, each with its dead letters and retries written out. Of a rule
// that bears the stack's mark only those that the mark claims; of another all. What a spec has no words for
// is left out and told in `remarks`.
std::vector<spec::Target> read_targets(const reconcile::ObservedRule& rule, const Snapshot& snapshot,
                                       std::vector<Remark>& remarks);

// Puts the subscriptions of each topic under the first target of `spec` that goes to it. Passwords in their
// addresses become variables, told in `remarks`.
void add_subscribers(spec::Spec& spec, const Snapshot& snapshot, std::vector<Remark>& remarks);

// Moves what most targets have in common into the spec's defaults.
void pull_defaults(spec::Spec& spec);

// A queue of the snapshot's account and region by its name, any other by its ARN.
std::string queue_words(const std::string& arn, const aws::Realm& realm);

}  // namespace sb::interchange
