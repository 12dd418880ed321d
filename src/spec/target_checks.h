// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostics.h"
#include "spec/model.h"

// The parts of validate() that are about where a route leads; inside this folder only.
namespace sb::spec {

// Names of one target, its dead-letter queue and its subscribers.
void check_target(const Target& target, base::Diagnostics& diagnostics);
// What EventBridge refuses of one target whatever account it is in, and SNS of its subscribers' filters.
void check_with_services(const Target& target, base::Diagnostics& diagnostics);
// Path, template and constant of its input: the part of check_with_services in input_checks.cc.
void check_input(const Target& target, base::Diagnostics& diagnostics);
void check_dead_letter(const DeadLetter& dead_letter, base::Diagnostics& diagnostics);

}  // namespace sb::spec
