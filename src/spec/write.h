// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/model.h"

namespace sb::spec {

// `spec` as the document that load() would read it from: keys in the order of docs/spec-reference.md, what is
// as by default left out, no variables (a "${" in a value is written as "$${") but those that stand for the
// secrets of subscribers' addresses.
Fragment to_document(const Spec& spec);

}  // namespace sb::spec
