// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/inventory.h"

namespace sb::cloud::service {

json::Array& Inventory::list(const aws::Realm& realm, std::string_view kind) {
  json::Object& lists = accounts_[realm.account][realm.region];
  if (!lists.contains(kind)) lists[kind] = json::Array{};
  return lists[kind].get_array();
}

json::Array Inventory::to_json() const {
  json::Array out;
  for (const auto& [account, regions] : accounts_) {
    json::Array shown;
    for (const auto& [region, lists] : regions) {
      json::Object one{{"region", region}};
      for (const auto& [kind, list] : lists) one[kind] = list;
      shown.push_back(std::move(one));
    }
    out.push_back(json::Object{{"account", account}, {"regions", std::move(shown)}});
  }
  return out;
}

void add_unless_empty(json::Object& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out[name] = text;
}

void add_unless_empty(json::Object& out, std::string_view name,
                      const std::map<std::string, std::string>& map) {
  if (!map.empty()) out[name] = json::to_object(map);
}

std::string without_password(const std::string& address) {
  const size_t scheme = address.find("://");
  if (scheme == std::string::npos) return address;
  const size_t begin = scheme + 3;
  const size_t at = address.rfind('@', address.find_first_of("/?# ", begin));
  if (at == std::string::npos || at < begin) return address;
  return address.substr(0, begin) + address.substr(at + 1);
}

}  // namespace sb::cloud::service
