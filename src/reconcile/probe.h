// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/arn.h"

namespace sb::reconcile {

// Events made from a rule's own pattern, to ask whether the pattern does what it should.
struct Probes {
  // The matching event with one field changed.
  struct Other {
    std::string event;
    const char* what;  // "another event type"
  };
  std::string matching;        // an event that the pattern should let through
  std::optional<Other> other;  // one that it should not; nullopt: none is known, the pattern takes nearly all
};

// nullopt when no matching event could be made (the values the pattern asks for contradict each other).
// Checked with the reference matcher, so `matching` matches and `other` does not, by our own reading of the
// language.
std::optional<Probes> make_probes(const std::string& pattern, const aws::Realm& realm);

// An event that `pattern` lets through and, where `also` is not empty, that pattern too. nullopt when none
// could be made.
std::optional<std::string> make_sample(const std::string& pattern, const std::string& also,
                                       const aws::Realm& realm);

}  // namespace sb::reconcile
