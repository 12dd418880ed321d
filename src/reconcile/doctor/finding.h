// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "reconcile/check.h"
#include "switchboard/explain.h"

namespace sb::reconcile::doctor {

// Who can mend what is broken.
inline constexpr char kGenesysAdmin[] = "Genesys admin";
inline constexpr char kAwsOwner[] = "AWS account owner";
inline constexpr char kReceiver[] = "the receiver";
inline constexpr char kThisSpec[] = "this spec";

// A link of the chain that an event goes along, or what stands before all chains: being signed in, and
// rights.
struct Finding {
  Check check;
  std::string owner;  // empty where all is well
  std::string route;  // empty: of every route
  // Of a pattern or filter that does not match: why.
  std::optional<switchboard::Explanation> explanation;
};

}  // namespace sb::reconcile::doctor
