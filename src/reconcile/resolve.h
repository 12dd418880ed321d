// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "awsclient/transport.h"
#include "base/result.h"
#include "genesys/client.h"
#include "reconcile/desired.h"
#include "spec/model.h"

namespace sb::reconcile {

struct ResolveOptions {
  bool guard_account = true;      // false under --local, where the account is the one signed in as
  bool without_patterns = false;  // destroy: queues need not be looked up
};

struct Resolved {
  Resolution resolution;
  std::vector<std::string> warnings;  // a match that found nothing, an id that Genesys does not know
  std::vector<base::Error> problems;  // unknown and ambiguous queue names, wrong account or organisation
};

// Asks who is signed in on both sides and which queue ids the spec's selectors stand for. Error: a call
// failed (credentials, rights, network); findings about the spec are problems, all of them at once.
base::Result<Resolved> resolve(const spec::Spec& spec, awsclient::Transport& aws, genesys::Client* genesys,
                               const ResolveOptions& options);

}  // namespace sb::reconcile
