// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cloud/service/service.h"
#include "cloud/sns/topic.h"

namespace sb::cloud::sns {

// Sets one attribute, an empty value (or, for a filter policy, {}) removes it. The fault of a bad one, in
// SNS's words, with the subscription as it was. `prefix` stands before the reason: "Attributes Reason: " in
// Subscribe, nothing in SetSubscriptionAttributes.
std::optional<service::Fault> set_attribute(Subscription& subscription, const std::string& name,
                                            const std::string& value, const std::string& prefix);
// All of a new subscription's, in an order in which none depends on a later one.
std::optional<service::Fault> set_attributes(Subscription& subscription,
                                             const std::map<std::string, std::string>& attributes,
                                             const std::string& prefix);

// Whether Subscribe with these attributes means this very subscription: those that are named are equal to
// what it has, or to the defaults.
bool has_attributes(const Subscription& subscription, const std::map<std::string, std::string>& attributes);

// All that GetSubscriptionAttributes shows. The scope of a filter policy is kept without one, and shown with
// one (recorded).
json::Object render_attributes(const Topic& topic, const Subscription& subscription);

}  // namespace sb::cloud::sns
