// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "reconcile/holders.h"
#include "reconcile/observed.h"

// What the integration's parts of planning, applying, verifying and importing have in common. Pure.
namespace sb::reconcile {

// The platform knows these by name from the call that makes one to the call that configures it, so that one
// left behind by a crash between the two is found again.
std::string unfinished_name(const std::string& stack);
// What a configured integration of a stack is called.
std::string integration_name(const std::string& stack, const std::string& suffix);

// The integration that sends to the wanted event source, in an account and region; nullptr when there is
// none. One that is being deleted is none.
const genesys::Integration* find_integration(const std::vector<genesys::Integration>& all,
                                             const std::string& suffix, const aws::Realm& realm);
const genesys::Integration* find_integration(const Observed& observed, const DesiredIntegration& wanted);
// Made by this stack's earlier run, not configured yet.
bool is_unfinished(const genesys::Integration& integration, const std::string& stack);
bool is_being_deleted(const genesys::Integration& integration);

// Those of `topics` that the integration does not send yet.
std::set<std::string> missing_topics(const genesys::Integration& integration,
                                     const std::set<std::string>& topics);

}  // namespace sb::reconcile
