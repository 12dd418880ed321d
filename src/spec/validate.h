// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostics.h"
#include "spec/model.h"

namespace sb::spec {

// Checks that need more than one key: names AWS would refuse, events and families, `where` against the paths
// that events, intent and queues set, patterns, limits. Needs no account.
void validate(const Spec& spec, base::Diagnostics& diagnostics);

// The rule name of a route, or its default: <stack>-<route>, characters that AWS refuses as '-', cut to 64
// with a stable hash.
std::string rule_name_of(const Spec& spec, const Route& route);
// `name` cut to `length_max` characters; what is cut is stood for by 8 hexadecimal digits of its SHA-256.
std::string cut_name(const std::string& name, size_t length_max);

}  // namespace sb::spec
