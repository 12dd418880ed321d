// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.h"

namespace sb::spec {

// The JSON Schema (2020-12) of switchboard.yaml: src/spec/schema.json with the built-in events' names filled
// in. It knows every key that the reader knows (schema_test.cc walks both) and nothing that takes more than
// one place of the file to see: names that AWS refuses, `where` against `events`, families.
json::Value json_schema();

}  // namespace sb::spec
