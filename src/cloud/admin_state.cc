// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/form.h"
#include "base/text.h"
#include "cloud/admin.h"
#include "cloud/world.h"

// /_switchboard/state tells what stands, /_switchboard/reset takes it away.
namespace sb::cloud {
namespace {

// As in signing scopes, and Genesys Cloud; in the order in which they go.
constexpr std::array<std::string_view, 5> kServices{"events", "lambda", "sns", "sqs", "genesys"};

// Those that the query names, each `service` one or a list with commas; all where it names none. Error: one
// that is not known.
base::Result<std::set<std::string_view>> read_services(const net::HttpRequest& request) {
  std::set<std::string_view> out;
  for (const auto& [name, value] : base::parse_form(request.query())) {
    if (name != "service")
      return base::Error{"", fmt::format("no parameter '{}' here; known: service", name), ""};
    for (const std::string_view given : base::split(value, ',')) {
      const auto* known = std::find(kServices.begin(), kServices.end(), given);
      if (known == kServices.end()) {
        return base::Error{
            "",
            fmt::format("no service '{}' to reset; known: {}", given,
                        base::join(std::vector<std::string>(kServices.begin(), kServices.end()), ", ")),
            ""};
      }
      out.insert(*known);
    }
  }
  if (out.empty()) out.insert(kServices.begin(), kServices.end());
  return out;
}

}  // namespace

net::HttpResponse Cloud::World::tell_state() {
  service::Inventory inventory;
  eventbridge->describe(inventory);
  sns->describe(inventory);
  sqs->describe(inventory);
  lambda->describe(inventory);
  return as_json(200, {{"schema", "switchboard.state/1"},
                       {"accounts", inventory.to_json()},
                       {"genesys", genesys->describe()},
                       {"deliveries_waiting", dispatcher->waiting()}});
}

void Cloud::World::abandon_deliveries() {
  dispatcher->abandon();
  for (const auto& detour : detours_) detour->forget();
  http_endpoints->forget();
}

net::HttpResponse Cloud::World::reset(const net::HttpRequest& request) {
  const auto services = read_services(request);
  if (!services) return as_json(400, {{"error", services.error().message}});
  const auto asked = [&](std::string_view service) { return services->contains(service); };
  if (services->size() == kServices.size()) abandon_deliveries();
  if (asked("events")) {
    eventbridge->reset();
    (void)seed_rules();  // each was good when the cloud started
    genesys->offer_sources_again();
  }
  if (asked("lambda")) {
    lambda->reset();
    seed_functions();
  }
  if (asked("sns")) sns->reset();
  if (asked("sqs")) sqs->reset();
  if (asked("genesys")) genesys->reset();
  json::Array done;
  for (const std::string_view service : kServices) {
    if (asked(service)) done.emplace_back(service);
  }
  return as_json(200, {{"reset", std::move(done)}});
}

}  // namespace sb::cloud
