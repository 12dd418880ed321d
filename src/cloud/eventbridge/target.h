// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cloud/eventbridge/model.h"
#include "cloud/service/constraints.h"

namespace sb::cloud::eventbridge {

// The members of a target against the service's model; `number` is its place in the request, from 1.
void check_target(const json::Object& target, size_t number, service::Constraints& out);
// What is kept and shown of a target that was checked: what is set of the members that the model knows.
json::Object kept_target(const json::Object& target);
// EventBridge's words for a kept target that it refuses on a rule of `realm`; nullopt for a good one. Whether
// the target exists is not asked (recorded).
std::optional<std::string> refuse_target(const json::Object& target, const aws::Realm& realm);
// Of a kept target, which it takes over.
Target read_target(json::Object wire);

}  // namespace sb::cloud::eventbridge
