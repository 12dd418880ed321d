// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "awsclient/transport.h"
#include "base/result.h"
#include "genesys/client.h"
#include "reconcile/commands.h"
#include "reconcile/desired.h"
#include "spec/model.h"

namespace sb::reconcile {

struct ResolveOptions {
  bool guard_account = true;      // false under --local, where the account is the one signed in as
  bool without_patterns = false;  // destroy: queues need not be looked up
  Commands commands{};            // what hints are written with
};

// True for the problem that no queue has a name.
bool is_no_such_queue(const base::Error& problem);

// What became of one route's queue selectors and topics.
struct RouteQueues {
  std::vector<std::string> ids;  // sorted, each once
  std::vector<base::Error> warnings;
  std::vector<base::Error> problems;
  std::vector<base::Error> topics{};  // those that the organisation does not offer
};

struct Resolved {
  Resolution resolution;
  std::vector<base::Error> warnings;  // a match that found nothing, an id that Genesys does not know
  // Unknown and ambiguous queue names, topics that are not offered, wrong account or organisation.
  std::vector<base::Error> problems;
  std::map<std::string, RouteQueues> routes;  // the same, by route
  std::set<std::string> unknown_queue_ids;    // given as ids, and not known to Genesys
};

// What is wrong with being signed in there, by the spec's guards.
std::optional<base::Error> check_account(const spec::Spec& spec, const std::string& account);
std::optional<base::Error> check_organization(const spec::Spec& spec,
                                              const genesys::Organization& organization);

// The Genesys Cloud half of resolve alone. Error: a call failed.
base::Result<Resolved> resolve_on_genesys(const spec::Spec& spec, genesys::Client& genesys,
                                          const Commands& commands);

// Asks who is signed in on both sides and which queue ids the spec's selectors stand for. Error: a call
// failed (credentials, rights, network); findings about the spec are problems, all of them at once.
base::Result<Resolved> resolve(const spec::Spec& spec, awsclient::Transport& aws, genesys::Client* genesys,
                               const ResolveOptions& options);

}  // namespace sb::reconcile
