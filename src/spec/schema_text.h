// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sb::spec {

// src/spec/schema.json, built into the program.
extern const std::string_view kSchemaText;

}  // namespace sb::spec
