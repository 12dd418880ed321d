// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "reconcile/desired.h"
#include "switchboard/explain.h"

namespace sb::cli {

// A route with the patterns of its rules: it takes what one of them matches.
struct TailedRoute {
  std::string name;
  std::vector<switchboard::Pattern> patterns;
};

// The routes whose rules stand on `bus`, in the order of the spec.
std::vector<TailedRoute> routes_on(const reconcile::Desired& desired, const std::string& bus);

// In one sentence, what stands in the way of the alternative that comes closest.
std::string closest_reason(const switchboard::Explanation& explanation);

// Which routes took an event, and of the others why not.
struct RoutesOfEvent {
  std::vector<std::string> took;
  std::vector<std::pair<std::string, std::string>> others;  // name, reason
};
RoutesOfEvent explain_routes(const std::vector<TailedRoute>& routes, const std::string& event);

// How events are printed: a line each for people, the event itself as a line of NDJSON for programs; with
// what routes did, under it or (JSON) around it as
// {"schema":"switchboard.tail/1","event",…,"routes","others"}.
class TailView {
 public:
  TailView(const Console& console, bool explain, std::vector<TailedRoute> routes)
      : console_(console), explain_(explain), routes_(std::move(routes)) {}

  std::string show(const std::string& event) const;

 private:
  std::string as_json(const std::string& event) const;
  std::string as_text(const std::string& event) const;

  const Console& console_;
  const bool explain_;
  const std::vector<TailedRoute> routes_;
};

}  // namespace sb::cli
