// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostics.h"
#include "spec/load.h"
#include "spec/model.h"

namespace sb::spec {

// Checks that need more than one key: names AWS would refuse, events and families, `where` against the paths
// that events, intent and queues set, patterns, limits. Needs no account.
void validate(const Spec& spec, base::Diagnostics& diagnostics, Checks checks);

// The rule name of a route, or its default: <stack>-<route>, characters that AWS refuses as '-', cut to 64
// with a stable hash.
std::string rule_name_of(const Spec& spec, const Route& route);
// The bus of a route as far as the file alone says it; "" for the partner bus of the organisation.
std::string bus_of(const Spec& spec, const Route& route);
// `name` cut to `length_max` characters; what is cut is stood for by 8 hexadecimal digits of its SHA-256.
std::string cut_name(const std::string& name, size_t length_max);

// The queue that a stack's dead letters go to where its spec names none: <stack>-dead-letter.
std::string default_dead_letter(const std::string& stack);

}  // namespace sb::spec
