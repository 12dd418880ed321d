// SPDX-License-Identifier: Apache-2.0
#include "pattern/wildcard_complexity.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "pattern/string_table.h"

namespace sb::pattern {

namespace {

constexpr int kStar = -1;
constexpr uint32_t kNone = StringTable::kNone;

// One expression as symbols, a byte or kStar each, quotes included.
std::vector<int> symbols_of(const Wildcard& wildcard) {
  std::vector<int> symbols{'"'};
  for (size_t i = 0; i < wildcard.pieces.size(); ++i) {
    if (i > 0) symbols.push_back(kStar);
    for (const char c : wildcard.pieces[i]) symbols.push_back(static_cast<unsigned char>(c));
  }
  symbols.push_back('"');
  return symbols;
}

// A beginning of expressions, which ends with `symbol`. Equal beginnings in one group are one state.
struct State {
  int symbol = 0;
  uint32_t star = kNone;    // the one a star longer
  uint32_t longer = kNone;  // one of those that are a byte longer
  uint32_t other = kNone;   // the next of those that differ from it in the last byte only
};

// States that one text fits: ascending.
using StateSet = std::vector<uint32_t>;

class Counter {
 public:
  Counter(std::span<const Predicate> predicates, int limit, size_t& steps_left)
      : limit_(limit), steps_left_(steps_left) {
    for (const Predicate& predicate : predicates) {
      if (const auto* match = std::get_if<WildcardMatch>(&predicate)) add({&match->wildcard, 1});
      if (const auto* but = std::get_if<AnythingBut>(&predicate)) add(but->wildcards);
    }
  }

  int count() {
    if (states_.empty()) return 0;
    visit();
    while (!waiting_.empty() && most_ <= limit_) follow(waiting_.back());
    return std::min(most_, limit_ + 1);
  }

 private:
  void add(std::span<const Wildcard> group) {
    if (group.empty()) return;
    const auto root = static_cast<uint32_t>(states_.size());
    states_.push_back({'"'});
    for (const Wildcard& wildcard : group) {
      const std::vector<int> symbols = symbols_of(wildcard);
      uint32_t state = root;
      for (size_t i = 1; i < symbols.size(); ++i) state = longer(state, symbols[i]);
    }
    put(root);
  }

  // The state a symbol longer than `state`.
  uint32_t longer(uint32_t state, int symbol) {
    uint32_t found = symbol == kStar ? states_[state].star : states_[state].longer;
    while (found != kNone && states_[found].symbol != symbol) found = states_[found].other;
    if (found != kNone) return found;
    found = static_cast<uint32_t>(states_.size());
    uint32_t& first = symbol == kStar ? states_[state].star : states_[state].longer;
    const uint32_t other = std::exchange(first, found);
    states_.push_back({symbol, kNone, kNone, other});
    return found;
  }

  // Adds a state to `next_`, and the one a star longer, which fits wherever it does.
  void put(uint32_t state) {
    next_.push_back(state);
    if (states_[state].star != kNone) next_.push_back(states_[state].star);
  }

  // Counts `next_`, and keeps it for follow() if it is new.
  void visit() {
    std::sort(next_.begin(), next_.end());
    next_.erase(std::unique(next_.begin(), next_.end()), next_.end());
    take_steps(1 + next_.size());
    const uint32_t known = sets_.size();
    const auto* bytes = reinterpret_cast<const char*>(next_.data());
    if (!next_.empty() && sets_.insert(0, {bytes, next_.size() * sizeof(uint32_t)}) == known) {
      waiting_.push_back(known);
      most_ = std::max(most_, static_cast<int>(std::min<size_t>(next_.size(), INT32_MAX)));
    }
    next_.clear();
  }

  // Visits the sets that the characters after this one lead to.
  void follow(uint32_t set) {
    waiting_.pop_back();
    find_moves(set);
    next_ = stars_;  // after a byte that nothing waits for
    visit();
    for (size_t i = 0; i < moves_.size() && most_ <= limit_;) {
      next_ = stars_;
      const int byte = moves_[i].first;
      for (; i < moves_.size() && moves_[i].first == byte; ++i) put(moves_[i].second);
      visit();
    }
  }

  // The stars of a set, and what bytes lead to from it. A byte that only stars wait for leads where it leads
  // from the stars alone, a set that is visited, too.
  void find_moves(uint32_t set) {
    const std::string_view bytes = sets_.bytes(set);
    set_.resize(bytes.size() / sizeof(uint32_t));
    bytes.copy(reinterpret_cast<char*>(set_.data()), bytes.size());
    stars_.clear();
    moves_.clear();
    std::bitset<256> awaited;
    for (const uint32_t state : set_) {
      if (states_[state].symbol == kStar) {
        stars_.push_back(state);
      } else {
        add_moves(state);
      }
    }
    if (stars_.size() == set_.size()) awaited.set();
    for (const auto& move : moves_) awaited.set(static_cast<size_t>(move.first));
    for (const uint32_t star : stars_) add_moves(star);
    std::erase_if(moves_, [&](const auto& move) { return !awaited[static_cast<size_t>(move.first)]; });
    std::sort(moves_.begin(), moves_.end());
  }

  void add_moves(uint32_t state) {
    for (uint32_t i = states_[state].longer; i != kNone; i = states_[i].other) {
      take_steps(1);
      moves_.emplace_back(states_[i].symbol, i);
    }
  }

  void take_steps(size_t steps) {
    if (steps > steps_left_) most_ = limit_ + 1;
    steps_left_ -= std::min(steps, steps_left_);
  }

  const int limit_;
  size_t& steps_left_;
  int most_ = 0;
  std::vector<State> states_;
  StringTable sets_;               // those seen
  std::vector<uint32_t> waiting_;  // of sets_
  StateSet set_;
  StateSet stars_;
  StateSet next_;
  std::vector<std::pair<int, uint32_t>> moves_;  // a byte, and a state that it leads to
};

}  // namespace

int wildcard_complexity(std::span<const Predicate> predicates, int limit, size_t& steps_left) {
  return Counter(predicates, limit, steps_left).count();
}

}  // namespace sb::pattern
