// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "spec/model.h"

namespace sb::spec {

// Reads an environment variable; nullopt when unset.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// What a spec is held against. Names are enough to find what is to be removed.
enum class Checks {
  kNames,     // its own form, and what can be called how
  kServices,  // and what EventBridge and SNS refuse of patterns, inputs, filters and targets
  kAccount,   // and of targets of other accounts than aws.account; not for a local cloud, which has its own
};

struct Loaded {
  // Empty when there was an error; warnings alone leave it filled.
  std::optional<Spec> spec;
  base::Diagnostics diagnostics;
};

// Reads a whole switchboard.yaml. Every finding of the file is collected, not only the first. `file` is the
// name used in diagnostics. Never throws.
Loaded load(std::string_view text, std::string file, const Environment& environment,
            Checks checks = Checks::kServices);

}  // namespace sb::spec
