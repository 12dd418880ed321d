// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/form.h"
#include "cloud/genesys/answers.h"
#include "cloud/genesys/integration.h"

// What an integration looks like on the wire.
namespace sb::cloud::genesys {

// True for expand=config.current, repeated or in a list with commas.
bool expands_configuration(const base::Form& query);
// Without `expanded` the configuration is its id and URI only.
json::Object describe(const Integration& integration, bool expanded);
json::Object describe_configuration(const Integration& integration);

// Name and notes belong to the configuration: a PATCH may repeat but not change them.
std::optional<ErrorBody> check_patch(const json::Object& body, const Integration& integration);

}  // namespace sb::cloud::genesys
