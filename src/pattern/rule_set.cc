// SPDX-License-Identifier: Apache-2.0
#include "pattern/rule_set.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace sb::pattern {

namespace {

// A segment is merged with the one behind it when it has not this many times its rules.
constexpr uint64_t kSegmentRatio = 4;

const std::vector<bool> kNothingRemoved;

RuleSegment make_segment(RuleTable table, const PathTable& paths) {
  return {std::make_shared<const RuleIndex>(std::move(table), paths), nullptr, 0};
}

using Ids = std::unordered_set<std::string_view>;

// Marks the rules of a segment that bear one of the ids; returns how many there were.
size_t remove_ids(RuleSegment& segment, const Ids& ids) {
  const RuleTable& table = segment.index->table();
  std::vector<bool> removed;
  size_t count = 0;
  for (uint32_t rule = 0; rule < table.rule_count(); ++rule) {
    if (!ids.contains(table.id(rule)) || (segment.removed && (*segment.removed)[rule])) continue;
    if (count++ == 0) removed = segment.removed ? *segment.removed : std::vector<bool>(table.rule_count());
    removed[rule] = true;
  }
  if (count == 0) return 0;
  segment.removed = std::make_shared<const std::vector<bool>>(std::move(removed));
  segment.removed_count += static_cast<uint32_t>(count);
  return count;
}

// From which segment on all are to be compiled anew, as one.
size_t first_to_merge(const std::vector<RuleSegment>& segments) {
  size_t first = segments.size();
  for (size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].removed_count > segments[i].live()) first = std::min(first, i);
  }
  uint64_t behind = 0;
  for (size_t i = segments.size(); i-- > 0;) {
    if (behind > 0 && segments[i].live() < kSegmentRatio * behind) first = std::min(first, i);
    behind += segments[i].live();
  }
  return first;
}

// Merging everything is the time to forget paths that nobody asks about any more.
void merge(RuleVersion& version) {
  auto& segments = version.segments;
  std::erase_if(segments, [](const RuleSegment& segment) { return segment.live() == 0; });
  const size_t first = first_to_merge(segments);
  if (first == segments.size()) return;
  auto paths = first == 0 ? std::make_shared<PathTable>() : std::make_shared<PathTable>(*version.paths);
  RuleTableBuilder builder(*paths);
  for (size_t i = first; i < segments.size(); ++i) {
    const auto& removed = segments[i].removed;
    builder.add(segments[i].index->table(), *version.paths, removed ? *removed : kNothingRemoved);
  }
  segments.resize(first);
  segments.push_back(make_segment(builder.take(), *paths));
  version.paths = std::move(paths);
}

// Puts a batch behind the segments that there are.
void append(RuleVersion& version, RuleBatch& batch) {
  if (version.segments.empty()) {
    version.segments.push_back(make_segment(batch.builder.take(), batch.paths));
    version.paths = std::make_shared<const PathTable>(std::move(batch.paths));
    return;
  }
  auto paths = std::make_shared<PathTable>(*version.paths);
  RuleTableBuilder builder(*paths);
  builder.add(batch.builder.take(), batch.paths, kNothingRemoved);
  version.segments.push_back(make_segment(builder.take(), *paths));
  if (paths->size() != version.paths->size()) version.paths = std::move(paths);
}

}  // namespace

RuleSet::RuleSet() : current_(new RuleVersion) {}

RuleSet::~RuleSet() {
  delete current_.load();
  for (Slot* slot = slots_.load(); slot != nullptr;) delete std::exchange(slot, slot->next);
}

size_t RuleSet::change(RuleBatch* batch, std::span<const std::string> removed_ids) {
  const std::lock_guard lock(writing_);
  auto next = std::make_unique<RuleVersion>(*current_.load());
  size_t removed = 0;
  if (!removed_ids.empty()) {
    const Ids ids(removed_ids.begin(), removed_ids.end());
    for (RuleSegment& segment : next->segments) removed += remove_ids(segment, ids);
  }
  const size_t added = batch == nullptr ? 0 : batch->size;
  if (added > 0) append(*next, *batch);
  if (added + removed == 0) return 0;
  merge(*next);
  next->size = next->size + added - removed;
  retired_.reserve(retired_.size() + 1);
  size_ = next->size;
  retired_.emplace_back(current_.exchange(next.release()));
  free_unheld();
  return removed;
}

// A reader writes down what it holds and then looks whether it is still current; here the current version
// changes first and the notes are read after. In the one order of these four one of the two sees the other.
void RuleSet::free_unheld() {
  std::erase_if(retired_, [this](const auto& version) { return !is_held(version.get()); });
}

void RuleSet::try_free_unheld() {
  const std::unique_lock lock(writing_, std::try_to_lock);
  if (lock.owns_lock()) free_unheld();
}

bool RuleSet::is_held(const RuleVersion* version) const {
  for (const Slot* slot = slots_.load(); slot != nullptr; slot = slot->next) {
    if (slot->held.load() == version) return true;
  }
  return false;
}

RuleSet::Slot* RuleSet::take_slot() {
  for (Slot* slot = slots_.load(); slot != nullptr; slot = slot->next) {
    if (!slot->taken.exchange(true)) return slot;
  }
  auto* slot = new Slot;
  slot->next = slots_.load();
  while (!slots_.compare_exchange_weak(slot->next, slot)) {
  }
  return slot;
}

RuleReader::RuleReader(RuleSet& set) : set_(set), slot_(set.take_slot()) {}

RuleReader::~RuleReader() {
  slot_->held = nullptr;
  slot_->taken = false;
  set_.try_free_unheld();
}

void RuleReader::hold_current() {
  const RuleVersion* current = set_.current_.load();
  if (current == version_) return;
  version_ = nullptr;
  while (true) {
    slot_->held = current;
    const RuleVersion* again = set_.current_.load();
    if (again == current) break;
    current = again;
  }
  std::vector<SegmentWork> works;
  for (const RuleSegment& segment : current->segments) {
    const auto known = std::find_if(works_.begin(), works_.end(),
                                    [&](const SegmentWork& work) { return work.index == segment.index; });
    works.push_back(known != works_.end()
                        ? *known
                        : SegmentWork{segment.index, std::make_shared<RuleIndex::Work>(*segment.index)});
  }
  works_ = std::move(works);
  version_ = current;
  set_.try_free_unheld();
}

const base::Scratch<RuleReader::Match>* RuleReader::match(std::string_view event_text,
                                                          Validation validation) {
  hold_current();
  return scanner_.scan(event_text, *version_->paths, validation, event_) ? match(event_) : nullptr;
}

const base::Scratch<RuleReader::Match>* RuleReader::match(const Event& event) {
  hold_current();
  return match(flatten(event, *version_->paths));
}

const base::Scratch<RuleReader::Match>* RuleReader::match(const FlatEvent& event) {
  matches_.clear();
  for (size_t i = 0; i < version_->segments.size(); ++i) {
    const RuleSegment& segment = version_->segments[i];
    rules_.clear();
    segment.index->match(event, *works_[i].work, rules_);
    const RuleTable* const table = &segment.index->table();
    const std::vector<bool>* const removed = segment.removed.get();
    for (const uint32_t rule : rules_) {
      if (removed == nullptr || !(*removed)[rule]) matches_.push_back({table, rule});
    }
  }
  return &matches_;
}

}  // namespace sb::pattern
