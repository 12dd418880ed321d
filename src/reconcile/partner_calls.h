// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "reconcile/apply.h"

// How apply carries out what concerns integrations and partner buses; inside this folder only.
namespace sb::reconcile {

// Each call returns the ARN of what was made, if there is one. Every wait says what it waits for, asks anew
// with growing pauses, and ends at its deadline with an error (SB0354) that says what was seen last. Each
// call can be cut off anywhere: what it left is taken up by the next plan. Thread-safe as far as `observer`
// is.
class PartnerCalls {
 public:
  using Made = base::Result<std::string>;

  // For a stack.
  PartnerCalls(const World& world, const std::string& stack, const ApplyObserver& observer)
      : world_(world), stack_(stack), observer_(observer) {}

  Made make(const MakeIntegration& op) const;
  Made edit(const EditIntegration& op) const;
  Made enable(const EnableIntegration& op) const;
  Made remove(const DeleteIntegration& op) const;
  Made associate(const AssociateBus& op) const;

 private:
  // What a question found: true when the wait is over, and what is the case in words.
  struct Seen {
    bool over = false;
    std::string words;
  };
  base::Status wait(const std::string& what, base::Seconds deadline,
                    const std::function<base::Result<Seen>()>& ask) const;
  base::Result<Seen> see_integration(const std::string& id, const std::string& name,
                                     const std::string& stale) const;
  base::Result<Seen> see_source(const std::string& name, bool active) const;
  std::string other_sources(const std::string& name) const;
  // Whether it is to be deleted still. Error SB0334: others use it by now.
  base::Result<bool> may_remove(const DeleteIntegration& op) const;

  const World& world_;
  const std::string& stack_;
  const ApplyObserver& observer_;
};

}  // namespace sb::reconcile
