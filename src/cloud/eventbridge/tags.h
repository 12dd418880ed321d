// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cloud/service/constraints.h"

namespace sb::cloud::eventbridge {

// The members of `Tags` against the service's model.
void check_tags(const json::Object& input, service::Constraints& out,
                service::Need need = service::Need::kOptional);
// Merges `Tags` into `out`. The fault: a key twice, a key of AWS's own, or too many; `out` is as before then.
std::optional<service::Fault> add_tags(const json::Object& input, std::map<std::string, std::string>& out);

}  // namespace sb::cloud::eventbridge
