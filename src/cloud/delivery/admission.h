// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/policy.h"
#include "base/clock.h"
#include "cloud/delivery/delivery.h"

namespace sb::cloud::delivery {

// Whether one target lets deliveries in, as is_let_in() has it, with the last answer remembered: what comes
// to a target mostly comes the same way. An answer by a policy that asks for the time is not remembered. The
// target's policy must stay as it is until forget().
class Admission {
 public:
  // What the policy is told of where a delivery comes from.
  enum class Context {
    kNone,
    kSource,  // aws:SourceArn and aws:SourceAccount
  };

  // `action` and `context` are the same in all calls; `clock` is looked at when the policy is asked.
  bool lets_in(const Delivery& delivery, const aws::Policy* policy, const std::string& action,
               Context context, const base::Clock& clock);
  void forget() { last_.reset(); }

 private:
  struct Answer {
    std::string principal;
    std::string role_arn;
    std::string source_arn;
    std::string account;
    bool let_in = false;
  };

  std::optional<Answer> last_;
};

}  // namespace sb::cloud::delivery
