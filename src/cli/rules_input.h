// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/console.h"
#include "spec/model.h"

namespace sb::cli {

// A rule and where its pattern begins: line and column (in UTF-16 units) from 1, column 0 where the pattern
// does not stand in the file as it is.
struct InputRule {
  std::string id;
  std::string pattern;  // text, not yet parsed
  int line = 0;
  int column = 0;
};

// Rules from a file.
struct InputRules {
  std::string file;
  std::vector<InputRule> rules;
  bool good = true;  // false when something was not usable; it was said
  // Of a spec; the defaults without one.
  spec::Spec spec;
};

// {"id":…,"pattern":{…}} a line, as `match` takes them.
InputRules read_rules(const std::string& file, const Console& console);

// The routes of a spec with the patterns that their rules would have, made without asking anybody: queues are
// taken by id, or by name from `queues_file`, the output of `switchboard queues --output json` or any JSON
// list of {"id":…,"name":…} ("" for none). On partner buses, whose name depends on the organisation, `source`
// is any of Genesys Cloud's. Ids are the routes' names, positions theirs.
InputRules read_routes(const std::string& spec_file, const std::string& queues_file, const Console& console);

}  // namespace sb::cli
