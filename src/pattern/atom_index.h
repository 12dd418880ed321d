// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/scratch.h"
#include "pattern/affix_index.h"
#include "pattern/atom.h"
#include "pattern/flat_event.h"
#include "pattern/range_index.h"
#include "pattern/string_table.h"
#include "pattern/substring_index.h"

namespace sb::pattern {

// A set of atoms, each at a path, numbered from 0 as they come.
class AtomTable {
 public:
  uint32_t insert(uint32_t path, const AtomKey& key) { return keys_.insert(tag(path, key.kind), key.bytes); }
  uint32_t find(uint32_t path, AtomKind kind, std::string_view bytes) const {
    return keys_.find(tag(path, kind), bytes);
  }

  uint32_t size() const { return keys_.size(); }
  uint32_t path(uint32_t atom) const { return keys_.tag(atom) >> kAtomKindBits; }
  AtomKind kind(uint32_t atom) const {
    return static_cast<AtomKind>(keys_.tag(atom) & ((1U << kAtomKindBits) - 1));
  }
  std::string_view bytes(uint32_t atom) const { return keys_.bytes(atom); }

  void shrink_to_fit() { keys_.shrink_to_fit(); }

 private:
  static uint32_t tag(uint32_t path, AtomKind kind) {
    return path << kAtomKindBits | static_cast<uint32_t>(kind);
  }

  StringTable keys_;
};

// Finds the atoms that hold for a value: plain ones by hash, the others by structures made for each path
// that has such. Immutable once made; safe to use from many threads, each with a Work of its own.
class AtomIndex {
 public:
  // Room for find(), reused from value to value.
  struct Work {
    base::Scratch<SubstringIndex::Seen> seen;  // by path's search
    std::string folded;
  };

  // Keeps views into `atoms`, which must outlive it and stay where it is.
  explicit AtomIndex(const AtomTable& atoms);
  AtomIndex(const AtomIndex&) = delete;
  AtomIndex& operator=(const AtomIndex&) = delete;
  ~AtomIndex();

  // Appends the atoms at the value's path that hold for it, each once.
  void find(const FieldValue& value, Work& work, base::Scratch<uint32_t>& found) const;

 private:
  struct Search;

  void find_in_string(const FieldValue& value, uint32_t kinds, Work& work,
                      base::Scratch<uint32_t>& found) const;
  void find_address(const FieldValue& value, uint32_t kinds, base::Scratch<uint32_t>& found) const;
  void find_number(const FieldValue& value, uint32_t kinds, base::Scratch<uint32_t>& found) const;
  void find_literal(const FieldValue& value, base::Scratch<uint32_t>& found) const;
  void find_folded(const FieldValue& value, const Search& search, Work& work,
                   base::Scratch<uint32_t>& found) const;
  void find_key(uint32_t path, AtomKind kind, std::string_view bytes, base::Scratch<uint32_t>& found) const;

  const AtomTable& atoms_;
  std::vector<uint32_t> kinds_;     // by path: bit k, there are atoms of kind k
  std::vector<uint32_t> searches_;  // by path: into searches_by_number_, or StringTable::kNone
  std::vector<std::unique_ptr<Search>> searches_by_number_;
};

}  // namespace sb::pattern
