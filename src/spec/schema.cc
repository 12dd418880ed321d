// SPDX-License-Identifier: Apache-2.0
#include "spec/schema.h"

#include "base/check.h"
#include "spec/catalogue.h"
#include "spec/schema_text.h"

namespace sb::spec {

json::Value json_schema() {
  auto schema = json::parse_document(kSchemaText);
  SB_CHECK(schema.ok());
  const Catalogue catalogue = Catalogue::built_in();
  json::Array names;
  for (const Event& event : catalogue.events()) names.emplace_back(event.name);
  schema->at("$defs").at("event").at("anyOf").at(0).at("enum") = std::move(names);
  return std::move(*schema);
}

}  // namespace sb::spec
