// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "awsclient/transport.h"
#include "genesys/client.h"
#include "reconcile/commands.h"
#include "reconcile/doctor/finding.h"
#include "reconcile/observed.h"
#include "spec/model.h"

// Why events do not arrive: what an event passes on its way, from Genesys Cloud to whoever receives it,
// looked at link by link up to the first that is broken.
namespace sb::reconcile::doctor {

// The clients of both sides, or why there are none (no credentials, no region).
struct Sides {
  genesys::Client* genesys = nullptr;
  std::optional<base::Error> genesys_error;
  awsclient::Transport* aws = nullptr;
  const World* world = nullptr;  // the clients over `aws`; null without it
  std::optional<base::Error> aws_error;
};

struct Request {
  const spec::Spec* spec = nullptr;  // without one, only signing in and rights are looked at
  std::vector<std::string> routes;   // their names, which the spec has; none: all of them
  std::string event;                 // JSON text of an event that should have arrived; empty: one is made
  bool guard_account = true;         // false under --local, where the account is the one signed in as
  Commands commands;                 // what fixes are written with
};

// Looks at `workers` routes at a time. Findings come in the order of the spec, first those that concern every
// route. What cannot be read is a finding too and stops nothing else. Changes nothing: no message is
// received, and the two calls that ask for the right to write are made so that they are bound to be refused.
std::vector<Finding> examine(const Sides& sides, const Request& request, size_t workers = kWorkers);

}  // namespace sb::reconcile::doctor
