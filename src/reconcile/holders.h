// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "reconcile/ownership.h"

// How stacks know that they hold an integration of Genesys Cloud or a partner bus: by a mark at the end of
// its notes or description, "… [switchboard:STACK=made,OTHER=used]". It comes back from the calls that read
// them.
namespace sb::reconcile {

// By stack. Empty: not made by Switchboard, or somebody took the mark out.
using Holders = std::map<std::string, Holding>;

Holders read_holders(std::string_view text);
// `text` with its mark replaced; without one where nobody holds it.
std::string write_holders(std::string_view text, const Holders& holders);

bool is_held_by(const Holders& holders, const std::string& stack);
// Switchboard made it, and nobody but `stack` uses it.
bool is_made_for(const Holders& holders, const std::string& stack);
// Without `stack`. What it made passes on to one that stays.
Holders without(Holders holders, const std::string& stack);

}  // namespace sb::reconcile
