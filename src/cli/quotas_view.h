// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "json/document.h"
#include "reconcile/quotas.h"

namespace sb::cli {

// A line for each quota of which more than half is used, naming where it is fullest; with `all` a line for
// each resource. "" for none.
std::string quotas_as_text(const std::vector<reconcile::Quota>& quotas, bool all);
// [{"quota","resource","used","limit"}]
json::Array quotas_as_json(const std::vector<reconcile::Quota>& quotas);

}  // namespace sb::cli
