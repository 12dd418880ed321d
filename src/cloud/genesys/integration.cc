// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/integration.h"

namespace sb::cloud::genesys {
namespace {

constexpr const char* kIntended[] = {"DISABLED", "ENABLED", "DELETED"};
constexpr const char* kReported[] = {"INACTIVE", "ACTIVATING", "ACTIVE", "DEACTIVATING", "ERROR"};
constexpr char kGone[] = "gone";

// The state called `name`; the first one when none is.
template <class State, size_t count>
State state_of(const char* const (&names)[count], const std::string& name) {
  for (size_t i = 0; i < count; ++i) {
    if (name == names[i]) return static_cast<State>(i);
  }
  return State{};
}

}  // namespace

const char* name_of(IntendedState state) { return kIntended[static_cast<size_t>(state)]; }
const char* name_of(ReportedState state) { return kReported[static_cast<size_t>(state)]; }

json::Object to_row(const Integration& integration) {
  json::Object out{{"id", integration.id},
                   {"name", integration.name},
                   {"notes", integration.notes},
                   {"version", integration.version},
                   {"properties", integration.properties},
                   {"intended", name_of(integration.intended)},
                   {"reported", name_of(integration.reported)},
                   {"problem", integration.problem},
                   {"reported_at", integration.reported_at.time_since_epoch().count()},
                   {"offered", integration.offered}};
  if (integration.source) {
    out["source"] = {{"account", integration.source->customer.account},
                     {"region", integration.source->customer.region},
                     {"name", integration.source->name}};
  }
  return out;
}

std::optional<Integration> integration_of_row(const json::Object& row) {
  if (row.contains(kGone)) return std::nullopt;
  Integration out;
  out.id = json::string_or_empty(row, "id");
  out.name = json::string_or_empty(row, "name");
  out.notes = json::string_or_empty(row, "notes");
  out.version = json::find_int(row, "version").value_or(1);
  if (const json::Object* properties = json::find_object(row, "properties")) out.properties = *properties;
  out.intended = state_of<IntendedState>(kIntended, json::string_or_empty(row, "intended"));
  out.reported = state_of<ReportedState>(kReported, json::string_or_empty(row, "reported"));
  out.problem = json::string_or_empty(row, "problem");
  out.reported_at = base::Time(base::Milliseconds(json::find_int(row, "reported_at").value_or(0)));
  if (const json::Object* source = json::find_object(row, "source")) {
    out.source =
        PartnerSource{{json::string_or_empty(*source, "account"), json::string_or_empty(*source, "region")},
                      json::string_or_empty(*source, "name")};
  }
  out.offered = json::find_bool(row, "offered").value_or(false);
  return out;
}

json::Object gone_row() { return {{kGone, true}}; }

}  // namespace sb::cloud::genesys
