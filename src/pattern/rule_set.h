// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/scratch.h"
#include "pattern/event_scanner.h"
#include "pattern/flat_event.h"
#include "pattern/path_table.h"
#include "pattern/rule_index.h"
#include "pattern/rule_table_builder.h"

namespace sb::pattern {

// Part of a version: rules compiled together, less those removed since.
struct RuleSegment {
  std::shared_ptr<const RuleIndex> index;
  std::shared_ptr<const std::vector<bool>> removed;  // by rule; null for none
  uint32_t removed_count = 0;

  uint32_t live() const { return index->table().rule_count() - removed_count; }
};

// A state of a rule set. Rules were added in the order of the segments and within them. Immutable.
struct RuleVersion {
  std::shared_ptr<const PathTable> paths = std::make_shared<PathTable>();
  std::vector<RuleSegment> segments;
  size_t size = 0;
};

// Rules to be added, compiled as they come, apart from any set. Not thread-safe.
struct RuleBatch {
  PathTable paths;
  RuleTableBuilder builder{paths};
  size_t size = 0;

  RuleBatch() = default;
  RuleBatch(const RuleBatch&) = delete;
  RuleBatch& operator=(const RuleBatch&) = delete;
  void add(std::string_view id, const Pattern& pattern) {
    builder.add(id, pattern);
    ++size;
  }
};

// A set of rules that changes while others match. A change makes a new version beside the one in use: small
// changes become small segments, and neighbours of like size are merged, so that a rule is compiled again
// only as often as the logarithm of the set's size. Readers see one version or the next, nothing between, and
// never wait; a version goes as the last reader that holds it asks again or goes.
class RuleSet {
 public:
  RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;
  ~RuleSet();

  // Takes out the rules with these ids and puts those of `batch` (null for none) behind the others, as one
  // change. Returns how many were taken out. Any thread; changes wait for each other. Throws std::bad_alloc,
  // and the set is as before. Time: that of compiling what is merged, of copying the paths and, with ids, of
  // looking at the id of every rule.
  size_t change(RuleBatch* batch, std::span<const std::string> removed_ids);

  size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  friend class RuleReader;

  // Where a reader says which version it holds. Slots are never freed while the set lives, only used again.
  struct Slot {
    std::atomic<const RuleVersion*> held{nullptr};
    std::atomic<bool> taken{true};
    Slot* next = nullptr;
  };

  Slot* take_slot();
  void free_unheld();
  // The same, unless a change is under way.
  void try_free_unheld();
  bool is_held(const RuleVersion* version) const;

  std::atomic<const RuleVersion*> current_;
  std::atomic<size_t> size_{0};
  std::atomic<Slot*> slots_{nullptr};
  std::mutex writing_;
  std::vector<std::unique_ptr<const RuleVersion>> retired_;  // by writing_
};

// One thread's way to ask a set. Holds the version it last asked until it asks again or goes. The set must
// outlive it.
class alignas(base::OwnCacheLines<char>::kLine) RuleReader {
 public:
  struct Match {
    const RuleTable* table;
    uint32_t rule;
    std::string_view id() const { return table->id(rule); }
  };

  explicit RuleReader(RuleSet& set);
  RuleReader(const RuleReader&) = delete;
  RuleReader& operator=(const RuleReader&) = delete;
  ~RuleReader();

  // The rules that match, in the order in which they were added; good until the next call. Null when the
  // text is no JSON object. Throws std::bad_alloc.
  const base::Scratch<Match>* match(std::string_view event_text, Validation validation);
  // The same of an event that was read already; never null.
  const base::Scratch<Match>* match(const Event& event);

 private:
  // The index is held here too, so that no other can come to stand at its address.
  struct SegmentWork {
    std::shared_ptr<const RuleIndex> index;
    std::shared_ptr<RuleIndex::Work> work;
  };

  void hold_current();
  const base::Scratch<Match>* match(const FlatEvent& event);

  RuleSet& set_;
  RuleSet::Slot* slot_;
  const RuleVersion* version_ = nullptr;
  std::vector<SegmentWork> works_;  // by segment of version_
  EventScanner scanner_;
  FlatEvent event_;
  base::Scratch<uint32_t> rules_;
  base::Scratch<Match> matches_;
};

}  // namespace sb::pattern
