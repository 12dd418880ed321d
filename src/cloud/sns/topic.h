// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "aws/arn.h"
#include "aws/policy.h"
#include "base/clock.h"
#include "cloud/delivery/admission.h"
#include "cloud/sns/delivery_policy.h"
#include "cloud/sns/filter_policy.h"

// What SNS holds, as plain data. Attributes are kept as they were set, beside what was read from them.
namespace sb::cloud::sns {

struct Subscription {
  enum class State : uint8_t {
    kPending,    // waits for its confirmation; receives nothing
    kConfirmed,  //
    kDeleted,    // unsubscribed; counted, and restorable by its token, for some days
  };

  std::string id;
  std::string arn;
  std::string protocol;
  std::string endpoint;
  std::string owner;      // account
  std::string principal;  // ARN of who subscribed
  State state = State::kConfirmed;
  base::Time since{};  // when it came into this state
  std::string token;   // confirms it; empty where none was sent
  base::Time token_made{};
  bool confirmation_was_authenticated = true;
  bool authenticate_on_unsubscribe = false;

  std::map<std::string, std::string> attributes;  // RawMessageDelivery, FilterPolicy, …
  bool raw = false;
  std::string dead_letter_arn;
  std::optional<FilterPolicy> filter;
  DeliveryPolicy delivery_policy;

  bool is_http() const { return protocol == "http" || protocol == "https"; }
};

// "pending", "confirmed", "deleted".
const char* name_of(Subscription::State state);

struct Topic {
  aws::Realm realm;
  std::string name;
  std::string arn;
  std::map<std::string, std::string> tags;
  std::map<std::string, Subscription> subscriptions;  // by id

  std::map<std::string, std::string> attributes;  // Policy, DisplayName, …
  aws::Policy policy;
  delivery::Admission admission;  // by the policy
  std::string signature_version = "1";
  DeliveryPolicy delivery_policy;
};

}  // namespace sb::cloud::sns
