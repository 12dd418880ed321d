// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/router.h"

#include <iterator>

#include "base/text.h"

namespace sb::cloud::genesys {
namespace {

// True when `path` is one of `shape`; `names` are then what stood for its {…}.
bool fits(std::string_view shape, std::string_view path, std::vector<std::string>& names) {
  const auto wanted = base::split(shape, '/');
  const auto parts = base::split(path, '/');
  if (wanted.size() != parts.size()) return false;
  names.clear();
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != parts[i]) return false;
      continue;
    }
    if (parts[i].empty()) return false;
    names.push_back(base::percent_decode(parts[i]));
  }
  return true;
}

}  // namespace

void Router::add(std::vector<Route> routes) {
  routes_.insert(routes_.end(), std::make_move_iterator(routes.begin()),
                 std::make_move_iterator(routes.end()));
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
  Found out;
  if (method == "HEAD") method = "GET";
  const std::string* shape = nullptr;
  for (const Route& route : routes_) {
    if (shape == nullptr && fits(route.path, path, out.names)) shape = &route.path;
    if (shape == nullptr || route.path != *shape) continue;
    out.methods.push_back(route.method);
    if (route.method == method) out.route = &route;
  }
  return out;
}

}  // namespace sb::cloud::genesys
