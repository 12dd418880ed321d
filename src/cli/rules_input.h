// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/options.h"
#include "spec/model.h"

namespace sb::cli {

// A rule and where its pattern begins: line and column (in UTF-16 units) from 1, column 0 where the pattern
// does not stand in the file as it is.
struct InputRule {
  std::string id;
  std::string pattern;  // text, not yet parsed
  int line = 0;
  int column = 0;
  // Of a spec's route: where its name stands, and the pattern with the places of its values.
  base::SourcePosition name_position{};
  std::optional<spec::Fragment> placed{};
  std::string bus{};    // as far as the spec alone says it
  bool splits = false;  // into further rules, before its pattern is too long
  size_t rules = 1;     // that have this pattern: a rule has so many targets only
};

// Rules from a file.
struct InputRules {
  std::string file;
  std::vector<InputRule> rules;
  bool good = true;      // false when something was not usable; it was said
  bool readable = true;  // false when there is nothing to say of any rule: no file, no spec
  // Of a spec; the defaults without one.
  spec::Spec spec;
};

// {"id":…,"pattern":{…}} a line, as `match` takes them.
InputRules read_rules(const std::string& file, const Console& console);

// The routes of a spec with the patterns that their rules would have, made without asking anybody: queues are
// taken by id, or by name from `queues_file`, the output of `switchboard queues --output json` or any JSON
// list of {"id":…,"name":…} ("" for none). On partner buses, whose name depends on the organisation, `source`
// is any of Genesys Cloud's. Ids are the routes' names, positions theirs. `global` is for what hints suggest.
// A route whose queues take more than one rule is one pattern all the same, or as many as `plan` would make
// of it anew, the further ones called NAME-2, NAME-3, ….
enum class RoutesAs { kPatterns, kRules };
InputRules read_routes(const GlobalOptions& global, const std::string& spec_file,
                       const std::string& queues_file, const Console& console,
                       RoutesAs as = RoutesAs::kPatterns);

}  // namespace sb::cli
