// SPDX-License-Identifier: Apache-2.0
#include "pattern/event_scanner.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "json/scalar.h"

namespace sb::pattern {

namespace {

// Whether a key, as it is spelled, needs more than a look-up: it has dots or escapes.
bool is_composed(std::string_view key) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  size_t at = 0;
  for (; at + 8 <= key.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, key.data() + at, 8);
    const uint64_t dots = word ^ (kOnes * '.');
    const uint64_t backslashes = word ^ (kOnes * '\\');
    if (((((dots - kOnes) & ~dots) | ((backslashes - kOnes) & ~backslashes)) & kHighs) != 0) return true;
  }
  for (; at < key.size(); ++at) {
    if (key[at] == '.' || key[at] == '\\') return true;
  }
  return false;
}

// By character: what it does to the number of open brackets.
constexpr auto kBracketSteps = [] {
  std::array<int8_t, 256> steps{};
  steps['{'] = steps['['] = 1;
  steps['}'] = steps[']'] = -1;
  return steps;
}();

// By character: what a token is that begins with it.
enum class Start : uint8_t { kScalar, kBracket, kNoValue };
constexpr auto kStarts = [] {
  std::array<Start, 256> starts{};
  starts['{'] = starts['['] = Start::kBracket;
  starts['}'] = starts[']'] = starts[','] = starts[':'] = starts['\0'] = Start::kNoValue;
  return starts;
}();
Start start_of(char c) { return kStarts[static_cast<unsigned char>(c)]; }

// Whether a number has no more digits than json::read() takes.
bool has_few_digits(std::string_view number) {
  return number.size() <= json::kNumberDigitsMax ||
         static_cast<size_t>(std::count_if(number.begin(), number.end(), [](char c) {
           return c >= '0' && c <= '9';
         })) <= json::kNumberDigitsMax;
}

// One walk over one text. Every function returns false at the first fault.
template <Validation validation>
class Scan {
 public:
  Scan(std::string_view text, const json::StructuralIndex& index, const PathTable& paths,
       std::bitset<json::kDepthMax + 1>& brackets, FlatEvent& event)
      : text_(text),
        next_(index.begin()),
        end_(index.begin() + index.size()),
        paths_(paths),
        escapes_(!kWhole || std::memchr(text.data(), '\\', text.size()) != nullptr),
        is_object_(brackets),
        event_(event) {}

  bool run() { return take() == '{' && object(PathTable::kRoot, 0) && next_ == end_; }

 private:
  static constexpr bool kWhole = validation == Validation::kWhole;

  // Consumes the next token and returns its first character; 0 at the end.
  char take() {
    if (next_ == end_) return '\0';
    begin_ = *next_++;
    return text_[begin_];
  }

  // Between the quotes of the string at `begin`, where `next` is the token behind it. The first stage has
  // seen to it that only white space stands between the closing quote and there.
  std::string_view inside_quotes(uint32_t begin, uint32_t next) const {
    size_t last = next - 1;
    while (text_[last] != '"') --last;
    return text_.substr(begin + 1, last - begin - 1);
  }
  std::string_view inside_quotes() const { return inside_quotes(begin_, *next_); }

  bool has_escapes(std::string_view raw) const {
    return escapes_ && std::memchr(raw.data(), '\\', raw.size()) != nullptr;
  }
  bool good_string(uint32_t begin, uint32_t next) const {
    return !escapes_ || json::has_good_escapes(inside_quotes(begin, next));
  }

  // The number just taken; empty when it is none, or has more digits than json::read() takes.
  std::string_view number() const {
    if (json::is_common_scalar(text_, begin_, *next_)) return text_.substr(begin_, *next_ - begin_);
    const std::string_view rest = text_.substr(begin_);
    const size_t length = json::number_length(rest);
    const bool good =
        length < rest.size() && json::ends_scalar(rest[length]) && has_few_digits(rest.substr(0, length));
    return rest.substr(0, good ? length : 0);
  }

  bool literal(std::string_view spelling) const {
    const std::string_view rest = text_.substr(begin_);
    return rest.starts_with(spelling) && rest.size() > spelling.size() &&
           json::ends_scalar(rest[spelling.size()]);
  }

  bool good_scalar(char c) const {
    if (c == '"') return good_string(begin_, *next_);
    if (c == 't') return literal("true");
    if (c == 'f') return literal("false");
    if (c == 'n') return literal("null");
    return c != '\0' && !number().empty();
  }

  // Passes over members that end in a comma, whose keys lead nowhere and whose values need no second look.
  const uint32_t* pass_members(const uint32_t* key, uint64_t leading_on) const;
  // The tokens of such a member at `key`, whose key leads nowhere and whose value is no string; 0 for any
  // other.
  size_t uncommon_member(const uint32_t* key) const;
  bool may_lead_on(const uint32_t* key, uint64_t leading_on) const {
    return (leading_on & PathTable::bit_of(text_[key[0] + 1])) != 0;
  }
  void pass_skipped_members() {
    if (!escapes_) next_ = pass_members(next_, 0);
  }
  bool object(uint32_t node, uint32_t position);
  bool member(std::string_view key, char c, uint32_t node, uint32_t position);
  // What counts of a member: all of it, or only the objects in it.
  enum class Holds : uint8_t { kValues, kObjects };
  bool array(uint32_t node, uint32_t position, Holds holds);
  bool value(char c, uint32_t node, uint32_t position, Holds holds);
  bool keep(char c, uint32_t path, uint32_t position);
  bool keep_string(FieldValue& value);

  bool skip(char c) {
    if (kWhole) return skip_whole(c);
    const Start start = start_of(c);
    return start == Start::kScalar || (start == Start::kBracket && skip_brackets());
  }
  bool skip_whole(char c);
  bool skip_brackets();
  bool key_of_skipped(char c) { return c == '"' && good_string(begin_, *next_) && take() == ':'; }

  std::string_view text_;
  const uint32_t* next_;
  const uint32_t* end_;
  const PathTable& paths_;
  const bool escapes_;                           // anywhere in the text
  std::bitset<json::kDepthMax + 1>& is_object_;  // by depth, for skip_whole()
  FlatEvent& event_;
  uint32_t begin_ = 0;  // of the token just taken
  size_t depth_ = 0;    // open brackets
};

template <Validation validation>
const uint32_t* Scan<validation>::pass_members(const uint32_t* key, uint64_t leading_on) const {
  const char* text = text_.data();
  while (end_ - key >= 4) {
    const char c = text[key[2]];
    // Summed up bit by bit, so that nothing but the end of the run is a branch.
    const int punctuation = (text[key[0]] ^ '"') | (text[key[1]] ^ ':') | (text[key[3]] ^ ',');
    const int start = kWhole ? c ^ '"' : static_cast<int>(start_of(c));
    const uint64_t leads_on = leading_on & PathTable::bit_of(text[key[0] + 1]);
    if ((static_cast<uint64_t>(punctuation | start) | leads_on) == 0) {
      key += 4;
      continue;
    }
    const size_t tokens = kWhole && leads_on == 0 ? uncommon_member(key) : 0;
    if (tokens == 0) break;
    key += tokens;
  }
  return key;
}

template <Validation validation>
size_t Scan<validation>::uncommon_member(const uint32_t* key) const {
  const char* text = text_.data();
  if (text[key[0]] != '"' || text[key[1]] != ':') return 0;
  const char c = text[key[2]];
  const char behind = text[key[3]];
  if (behind == ',') return json::is_common_scalar(text_, key[2], key[3]) ? 4 : 0;
  const bool empty = (c == '[' && behind == ']') || (c == '{' && behind == '}');
  return empty && depth_ < json::kDepthMax && end_ - key >= 5 && text[key[4]] == ',' ? 5 : 0;
}

template <Validation validation>
bool Scan<validation>::object(uint32_t node, uint32_t position) {
  if (++depth_ > json::kDepthMax) return false;
  if (next_ != end_ && text_[*next_] == '}') {
    ++next_;
    --depth_;
    return true;
  }
  const char* const text = text_.data();
  const uint64_t leading_on = paths_.first_bytes(node) | (escapes_ ? PathTable::bit_of('\\') : uint64_t{0});
  char behind = ',';
  while (behind == ',') {
    // A key, a colon, a value and what stands behind it.
    const uint32_t* key = next_;
    if (end_ - key < 4) return false;
    bool leads_on = may_lead_on(key, leading_on);
    if (!leads_on && !(kWhole && escapes_)) {
      key = pass_members(key, leading_on);
      if (end_ - key < 4) return false;
      leads_on = may_lead_on(key, leading_on);
    }
    if (text[key[0]] != '"' || text[key[1]] != ':') return false;
    begin_ = key[2];
    next_ = key + 3;
    const char c = text[begin_];
    if (leads_on) {
      if (!member(inside_quotes(key[0], key[1]), c, node, position)) return false;
    } else if (kWhole) {
      if (!good_string(key[0], key[1])) return false;
      if (start_of(c) == Start::kScalar ? !good_scalar(c) : !skip_whole(c)) return false;
    } else if (start_of(c) != Start::kScalar && !skip(c)) {
      return false;
    }
    if (next_ == end_) return false;
    behind = text[*next_++];
  }
  --depth_;
  return behind == '}';
}

// The member of an object with a key that may lead on. Its value, which begins with `c`, was just taken.
template <Validation validation>
bool Scan<validation>::member(std::string_view key, char c, uint32_t node, uint32_t position) {
  uint32_t below = paths_.child(node, key);
  if ((below == PathTable::kNone || paths_.has_backslashes()) && is_composed(key)) {
    std::string decoded;
    if (!json::unescape(key, decoded)) return false;
    below = paths_.descend(node, decoded);
  }
  const bool nameless = key.empty() && node != PathTable::kRoot;
  return below == PathTable::kNone ? skip(c)
                                   : value(c, below, position, nameless ? Holds::kObjects : Holds::kValues);
}

template <Validation validation>
bool Scan<validation>::array(uint32_t node, uint32_t position, Holds holds) {
  if (++depth_ > json::kDepthMax) return false;
  const auto id = static_cast<uint32_t>(event_.array_ends.size());
  event_.array_ends.push_back(0);
  char c = take();
  while (c != ']') {
    uint32_t inside = position;
    if (c == '{' || c == '[') {
      inside = static_cast<uint32_t>(event_.positions.size());
      event_.positions.push_back({position, id});
    }
    if (!value(c, node, inside, holds)) return false;
    c = take();
    if (c == ']') break;
    if (c != ',' || (c = take()) == ']') return false;
  }
  event_.array_ends[id] = static_cast<uint32_t>(event_.positions.size());
  --depth_;
  return true;
}

template <Validation validation>
bool Scan<validation>::value(char c, uint32_t node, uint32_t position, Holds holds) {
  if (c == '{') return paths_.has_children(node) ? object(node, position) : skip(c);
  if (c == '[') return array(node, position, holds);
  const uint32_t path = paths_.path_at(node);
  return path == PathTable::kNone || holds == Holds::kObjects ? skip(c) : keep(c, path, position);
}

template <Validation validation>
bool Scan<validation>::keep(char c, uint32_t path, uint32_t position) {
  FieldValue value{path, position, json::Kind::kNull, {}};
  if (c == '"') {
    if (!keep_string(value)) return false;
  } else if (c == 't') {
    value.kind = json::Kind::kTrue;
    if (!literal("true")) return false;
  } else if (c == 'f') {
    value.kind = json::Kind::kFalse;
    if (!literal("false")) return false;
  } else if (c == 'n') {
    if (!literal("null")) return false;
  } else {
    value.kind = json::Kind::kNumber;
    value.text = number();
    if (value.text.empty()) return false;
  }
  event_.values.push_back(value);
  return true;
}

template <Validation validation>
bool Scan<validation>::keep_string(FieldValue& value) {
  value.kind = json::Kind::kString;
  value.text = inside_quotes();
  if (!has_escapes(value.text)) return true;
  std::string& decoded = event_.decoded.emplace_back();
  const bool good = json::unescape(value.text, decoded);
  value.text = decoded;
  return good;
}

// To the bracket that closes the one just taken.
template <Validation validation>
bool Scan<validation>::skip_brackets() {
  const char* text = text_.data();
  size_t open = 1;
  for (const uint32_t* at = next_; at != end_;) {
    open += static_cast<size_t>(kBracketSteps[static_cast<unsigned char>(text[*at++])]);
    if (open > 0) continue;
    next_ = at;
    return true;
  }
  return false;
}

// Behind the value that begins with `c`, which is checked in full.
template <Validation validation>
bool Scan<validation>::skip_whole(char c) {
  const size_t outside = depth_;
  while (true) {
    if (c == '{' || c == '[') {
      if (++depth_ > json::kDepthMax) return false;
      is_object_[depth_] = c == '{';
      const char closing = c == '{' ? '}' : ']';
      const uint32_t* const first = next_;
      if (closing == '}') pass_skipped_members();
      const bool passed = next_ != first;
      c = take();
      if (c != closing || passed) {
        if (closing == '}' && !key_of_skipped(c)) return false;
        if (closing == '}') c = take();
        continue;
      }
      --depth_;
    } else if (!good_scalar(c)) {
      return false;
    }
    for (c = ','; depth_ > outside; --depth_) {
      c = take();
      if (c == ',') break;
      if (c != (is_object_[depth_] ? '}' : ']')) return false;
    }
    if (depth_ == outside) return true;
    if (is_object_[depth_]) {
      pass_skipped_members();
      if (!key_of_skipped(take())) return false;
    }
    c = take();
  }
}

}  // namespace

bool EventScanner::scan(std::string_view text, const PathTable& paths, Validation validation,
                        FlatEvent& event) {
  event.clear();
  if (!index_.build(text)) return false;
  return validation == Validation::kWhole
             ? Scan<Validation::kWhole>(text, index_, paths, brackets_, event).run()
             : Scan<Validation::kNeeded>(text, index_, paths, brackets_, event).run();
}

}  // namespace sb::pattern
