// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "switchboard/error.h"
#include "switchboard/pattern.h"

namespace switchboard {

// Changes to a Matcher, made visible all at once. Rules are compiled as they are added, so that the matcher
// has little left to do.
//
//   switchboard::Changes changes;
//   for (const auto& rule : rules) {
//     if (auto added = changes.add(rule.id, rule.pattern); !added) complain(rule.id, added.error());
//   }
//   changes.remove("old");
//   auto applied = matcher.apply(std::move(changes));
//
// Not thread-safe. Moved-from changes may only be assigned to or destroyed.
class Changes {
 public:
  Changes() noexcept;
  Changes(Changes&&) noexcept;
  Changes& operator=(Changes&&) noexcept;
  ~Changes();

  // Adds a rule. Ids may repeat: such rules are asked and listed one by one. Error: the pattern is refused,
  // and the changes are as before.
  Result<Done> add(std::string_view id, std::string_view pattern_text) noexcept;
  Result<Done> add(std::string_view id, const Pattern& pattern) noexcept;

  // Takes out every rule with this id that the matcher has when the changes are applied; those added here
  // stay, so that remove() and add() of one id replace it. An id that is not there is no error.
  Result<Done> remove(std::string_view id) noexcept;

 private:
  friend class Matcher;
  struct State;
  std::unique_ptr<State> state_;
};

// A set of rules, each a pattern under an id, asked which of them match an event.
//
//   switchboard::Matcher matcher;
//   auto added = matcher.add("support", R"({"detail":{"queue":["Support"]}})");
//   switchboard::Reader reader(matcher);
//   auto matches = reader.match(R"({"detail":{"queue":"Support"}})");
//   for (std::string_view id : matches.value()) …                            // "support"
//
// Matching takes time that grows with the event and with the rules that come into question, hardly with the
// number of rules. Rules may be added and removed while other threads match.
//
// Threads: every function but a move or destruction may run in any number of threads at once. Changes wait
// for each other; readers wait for nobody and see the set before a change or after it, never between. A
// moved-from matcher may only be assigned to or destroyed. Nothing here throws, reads a clock or a file; when
// memory runs out an Error says so and the set is as before.
class Matcher {
 public:
  Matcher() noexcept;
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // Adds one rule. For many use Changes: each change costs some ten microseconds, one that takes rules out
  // also a look at every id of the set, and, now and then, the time to compile a good part of the set again.
  Result<Done> add(std::string_view id, std::string_view pattern_text) noexcept;
  Result<Done> add(std::string_view id, const Pattern& pattern) noexcept;
  // Takes out every rule with this id; the value says how many there were.
  Result<size_t> remove(std::string_view id) noexcept;
  // Makes all changes, or none if there is an Error. The value says how many rules were taken out.
  Result<size_t> apply(Changes changes) noexcept;

  // The ids of the rules that match `event_text`, a JSON object, in the order in which they were added.
  // Convenient; a Reader is much faster. Error: the text is not JSON or not an object.
  Result<std::vector<std::string>> match(std::string_view event_text) const noexcept;

  size_t size() const noexcept;

 private:
  friend class Reader;
  struct State;
  std::shared_ptr<State> state_;
};

// How much of an event is read. Where it is not wholly, events that are not JSON in parts that no rule looks
// at may be taken for good; that the text is well-formed UTF-8 with closed strings is seen to all the same.
enum class Validation { kWhole, kNeeded };

// The ids of the rules that match an event, in the order in which they were added. A view: it and the ids
// stay good until the reader it came from is asked again, is moved or goes.
class Matches {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = std::string_view;

    Iterator() noexcept = default;
    std::string_view operator*() const noexcept { return id_at(first_, at_); }
    Iterator& operator++() noexcept {
      ++at_;
      return *this;
    }
    Iterator operator++(int) noexcept {
      Iterator before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) noexcept { return a.at_ == b.at_; }

   private:
    friend class Matches;
    Iterator(const void* first, size_t at) noexcept : first_(first), at_(at) {}
    const void* first_ = nullptr;
    size_t at_ = 0;
  };

  size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view operator[](size_t i) const noexcept { return id_at(first_, i); }  // i < size()
  Iterator begin() const noexcept { return {first_, 0}; }
  Iterator end() const noexcept { return {first_, size_}; }

 private:
  friend class Reader;
  Matches(const void* first, size_t size) noexcept : first_(first), size_(size) {}
  static std::string_view id_at(const void* first, size_t i) noexcept;
  const void* first_;
  size_t size_;
};

// One thread's way to ask a Matcher: it owns the memory that matching needs and uses it again and again. Each
// question is answered by the set as it is at that moment. Between questions a reader keeps the set it saw
// last in memory.
//
// Threads: a reader is used by one thread at a time. It may outlive its matcher, whose rules it then keeps.
class Reader {
 public:
  explicit Reader(const Matcher& matcher) noexcept;
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // Error: `event_text` is not JSON or not an object.
  Result<Matches> match(std::string_view event_text, Validation validation = Validation::kWhole) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace switchboard
