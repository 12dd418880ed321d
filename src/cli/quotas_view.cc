// SPDX-License-Identifier: Apache-2.0
#include "cli/quotas_view.h"

#include <fmt/format.h>

#include <map>

namespace sb::cli {
namespace {

bool is_over_half(const reconcile::Quota& quota) { return quota.used * 2 > quota.limit; }

std::string line(const reconcile::Quota& quota, size_t others) {
  const std::string more = others == 0 ? "" : fmt::format(" and {} more over half", others);
  return fmt::format("  {:<28} {:>9} of {:<9} {}{}\n", quota.quota, quota.used, quota.limit, quota.resource,
                     more);
}

}  // namespace

std::string quotas_as_text(const std::vector<reconcile::Quota>& quotas, bool all) {
  struct Fullest {
    const reconcile::Quota* quota = nullptr;
    size_t others = 0;
  };
  std::map<std::string, Fullest> over_half;
  std::string out;
  for (const reconcile::Quota& quota : quotas) {
    if (all) out += line(quota, 0);
    if (all || !is_over_half(quota)) continue;
    Fullest& fullest = over_half[quota.quota];
    fullest.others += fullest.quota == nullptr ? 0 : 1;
    if (fullest.quota == nullptr || quota.used > fullest.quota->used) fullest.quota = &quota;
  }
  for (const auto& [name, fullest] : over_half) out += line(*fullest.quota, fullest.others);
  return out.empty() ? "" : "\nQuotas:\n" + out;
}

json::Array quotas_as_json(const std::vector<reconcile::Quota>& quotas) {
  json::Array out;
  for (const reconcile::Quota& quota : quotas) {
    out.push_back(json::Object{
        {"quota", quota.quota}, {"resource", quota.resource}, {"used", quota.used}, {"limit", quota.limit}});
  }
  return out;
}

}  // namespace sb::cli
