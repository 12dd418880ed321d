// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "switchboard/error.h"

// Findings about the rules of an event bus: what is refused, what can never match, what hardly means what it
// says. A rule without findings may still be the wrong one.
namespace switchboard {

// A rule as it stands in a file.
struct LintRule {
  std::string id;
  std::string pattern;  // text
  int line = 1;         // of the pattern's first character in the file, from 1
  int column = 1;  // the same, in UTF-16 code units; 0 where the pattern does not stand in the file as it is
};

// What is known of the events on the bus. Plain data; an empty catalogue knows nothing and finds nothing.
struct LintCatalogue {
  // Events of one origin.
  struct Family {
    std::string name;
    std::string source;      // of its events
    bool is_prefix = false;  // `source` goes on with '/' and more
    bool is_whole = false;   // no other detail-type can come from this source than `types` or one like them
    // A detail-type that is_whole and starts so may be new: "v2.".
    std::string type_prefix;
    std::string body;  // the path of what the event is about: "detail", "detail.eventBody"
    std::vector<std::string> detail_keys;  // the keys below detail; empty where any may come
  };
  struct Type {
    std::string name;      // the detail-type
    size_t family = 0;     // into families
    std::string key_path;  // of the id that rules filter by, "detail.queue.id"; empty where it carries none
  };
  std::vector<Family> families;
  std::vector<Type> types;
  std::string key_name;  // what key_path leads to: "queue id"
  std::string vendor;    // a word that sources of these families have, in lower case: "genesys"
};

// Quotas of one bus, EventBridge's by default.
struct LintLimits {
  size_t pattern_chars = 2048;  // UTF-16 code units of one pattern
  size_t rules = 300;
  size_t wildcard_rules = 30;  // rules that use wildcard
};

struct LintOptions {
  LintLimits limits;
  LintCatalogue catalogue;
  size_t more_rules = 0;  // that the bus has beside those looked through; they are counted only
};

struct LintFinding {
  enum class Severity { kError, kWarning, kNote };
  Severity severity = Severity::kWarning;
  std::string code;  // "SB0601", see docs/diagnostics.md
  std::string rule;  // id; empty for findings about the whole set
  int line = 0;      // in the file; 0 for the whole set
  int column = 0;    // 0 where only the line is known
  std::string path;  // of the field it is about; may be empty
  std::string message;
  std::string hint;  // may be empty
};

// Looks through the rules of one bus. Findings come in the order of places, those about the whole set last.
// Error: out of memory. Any thread. Time: linear in the rules, but for the search for rules that others
// cover, which compares every two of up to 2,000.
Result<std::vector<LintFinding>> lint(std::span<const LintRule> rules, const LintOptions& options) noexcept;

}  // namespace switchboard
