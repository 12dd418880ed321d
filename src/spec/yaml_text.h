// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "spec/model.h"

namespace sb::spec {

// `document`, an object, as YAML 1.2 that reads back as the same: block style, what is small and not
// deep on one line. Strings stand plain only where no reader could take them for anything else. The same
// document gives the same bytes. Variables are not looked for: a "${" comes out as it is.
std::string to_yaml(const Fragment& document);

}  // namespace sb::spec
