// SPDX-License-Identifier: Apache-2.0
#include "pattern/wildcard_complexity.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace sb::pattern {

namespace {

constexpr size_t kStateSetsMax = 20000;
constexpr int kStar = -1;
constexpr int kOtherByte = 256;  // any byte that no expression waits for

// One expression as symbols, a byte or kStar each, quotes included. Its beginnings are numbered from
// first_state: first_state + n is the one of n + 1 symbols. The first `shared` of them count with an earlier
// operand.
struct Expression {
  std::vector<int> symbols;
  uint32_t first_state = 0;
  size_t shared = 0;
};

std::vector<int> symbols_of(const Wildcard& wildcard) {
  std::vector<int> symbols{'"'};
  for (size_t i = 0; i < wildcard.pieces.size(); ++i) {
    if (i > 0) symbols.push_back(kStar);
    for (const char c : wildcard.pieces[i]) symbols.push_back(static_cast<unsigned char>(c));
  }
  symbols.push_back('"');
  return symbols;
}

size_t common_length(const std::vector<int>& a, const std::vector<int>& b) {
  return static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

class Counter {
 public:
  Counter(std::span<const Predicate> predicates, int limit) : limit_(limit) {
    for (const Predicate& predicate : predicates) {
      if (const auto* match = std::get_if<WildcardMatch>(&predicate)) add({&match->wildcard, 1});
      if (const auto* but = std::get_if<AnythingBut>(&predicate)) add(but->wildcards);
    }
  }

  int count() {
    if (expressions_.empty()) return 0;
    int most = visit(first_set());
    while (!waiting_.empty() && most <= limit_) {
      const std::vector<uint32_t> states = std::move(waiting_.front());
      waiting_.pop_front();
      for (const int byte : next_bytes(states)) most = std::max(most, visit(after(states, byte)));
      if (seen_.size() > kStateSetsMax) most = limit_ + 1;
    }
    return std::min(most, limit_ + 1);
  }

 private:
  void add(std::span<const Wildcard> group) {
    const size_t group_begin = expressions_.size();
    for (const Wildcard& wildcard : group) {
      Expression expression{symbols_of(wildcard), static_cast<uint32_t>(owner_.size()), 0};
      for (size_t i = group_begin; i < expressions_.size(); ++i) {
        expression.shared =
            std::max(expression.shared, common_length(expressions_[i].symbols, expression.symbols));
      }
      owner_.insert(owner_.end(), expression.symbols.size(), expressions_.size());
      expressions_.push_back(std::move(expression));
    }
  }

  // Adds the beginning of `length` symbols, and the one a star longer, which fits wherever it does.
  void put(std::vector<uint32_t>& states, const Expression& expression, size_t length) const {
    states.push_back(expression.first_state + static_cast<uint32_t>(length) - 1);
    if (length < expression.symbols.size() && expression.symbols[length] == kStar)
      states.push_back(states.back() + 1);
  }

  std::vector<uint32_t> first_set() const {
    std::vector<uint32_t> states;
    for (const Expression& expression : expressions_) put(states, expression, 1);
    return states;
  }

  // The bytes that make a difference to `states`.
  std::vector<int> next_bytes(const std::vector<uint32_t>& states) const {
    std::vector<int> bytes{kOtherByte};
    for (const uint32_t state : states) {
      const Expression& expression = expressions_[owner_[state]];
      const size_t length = state - expression.first_state + 1;
      if (length < expression.symbols.size() && expression.symbols[length] != kStar) {
        bytes.push_back(expression.symbols[length]);
      }
    }
    std::sort(bytes.begin(), bytes.end());
    bytes.erase(std::unique(bytes.begin(), bytes.end()), bytes.end());
    return bytes;
  }

  std::vector<uint32_t> after(const std::vector<uint32_t>& states, int byte) const {
    std::vector<uint32_t> next;
    for (const uint32_t state : states) {
      const Expression& expression = expressions_[owner_[state]];
      const size_t length = state - expression.first_state + 1;
      if (expression.symbols[length - 1] == kStar) next.push_back(state);
      if (length < expression.symbols.size() && expression.symbols[length] == byte)
        put(next, expression, length + 1);
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    return next;
  }

  int visit(const std::vector<uint32_t>& states) {
    if (states.empty() || !seen_.insert(states).second) return 0;
    waiting_.push_back(states);
    return static_cast<int>(std::count_if(states.begin(), states.end(), [this](uint32_t state) {
      const Expression& expression = expressions_[owner_[state]];
      return state - expression.first_state >= expression.shared;
    }));
  }

  int limit_;
  std::vector<Expression> expressions_;
  std::vector<size_t> owner_;  // the expression of each state
  std::set<std::vector<uint32_t>> seen_;
  std::deque<std::vector<uint32_t>> waiting_;
};

}  // namespace

int wildcard_complexity(std::span<const Predicate> predicates, int limit) {
  return Counter(predicates, limit).count();
}

}  // namespace sb::pattern
