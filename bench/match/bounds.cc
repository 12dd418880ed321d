// SPDX-License-Identifier: Apache-2.0
//
// Two bounds for the matcher: the least work that answers queue rules, from raw text in memory, one thread.
//
//   bounds --mode ondemand|dom --rules R.jsonl --events E.jsonl [--repeat N]
//
// ondemand reads the three fields that the rules ask for and no more (simdjson On-Demand: what it skips it
// does not validate); dom parses and validates the whole document first. Both look (detail-type, queue id) up
// in a flat hash table, go over the rules found there, check each rule's source prefix and count. It knows
// this one form of rule. Prints one line of JSON as `switchboard match --count` does; exit 2 on an input that
// it cannot read.
#include <simdjson.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace {

using SteadyClock = std::chrono::steady_clock;
__extension__ using Wide = unsigned __int128;

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "bounds: %s\n", why.c_str());
  std::exit(2);
}

uint64_t mix(uint64_t a, uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t load(const char* bytes, size_t count) {
  uint64_t out = 0;
  std::memcpy(&out, bytes, count);
  return out;
}

// In the manner of wyhash, eight bytes at a time.
uint64_t hash(std::string_view text, uint64_t seed) {
  uint64_t out = seed ^ (text.size() * 0x9E3779B97F4A7C15U);
  while (text.size() > 8) {
    out = mix(out ^ load(text.data(), 8), 0xD6E8FEB86659FD93U);
    text.remove_prefix(8);
  }
  return mix(out ^ load(text.data(), text.size()), 0xA0761D6478BD642FU);
}

// The lists of rules by (detail-type, queue id): open addressing, a hash and a range a slot.
class RuleTable {
 public:
  void add(std::string_view type, std::string_view queue, uint32_t prefix) {
    if ((used_ + 1) * 2 > slots_.size()) grow();
    Slot& slot = slots_[find_slot(hash(queue, hash(type, 0)), type, queue)];
    if (slot.building == nullptr) {
      ++used_;
      slot.hash = hash(queue, hash(type, 0));
      slot.type = keep(type);
      slot.queue = keep(queue);
      slot.building = &building_.emplace_back();
    }
    slot.building->push_back(prefix);
  }

  // Lays the lists out one after the other; called once, after the last add.
  void finish() {
    for (Slot& slot : slots_) {
      if (slot.building == nullptr) continue;
      slot.first = static_cast<uint32_t>(prefixes_.size());
      slot.count = static_cast<uint32_t>(slot.building->size());
      prefixes_.insert(prefixes_.end(), slot.building->begin(), slot.building->end());
    }
    building_.clear();
  }

  struct Range {
    const uint32_t* begin;
    const uint32_t* end;
  };

  // The source prefixes (as numbers) of the rules for this type and queue.
  Range find(std::string_view type, std::string_view queue) const {
    const Slot& slot = slots_[find_slot(hash(queue, hash(type, 0)), type, queue)];
    return {prefixes_.data() + slot.first, prefixes_.data() + slot.first + slot.count};
  }

 private:
  struct Slot {
    uint64_t hash = 0;
    std::string_view type;
    std::string_view queue;
    uint32_t first = 0;
    uint32_t count = 0;
    std::vector<uint32_t>* building = nullptr;
  };

  size_t find_slot(uint64_t key, std::string_view type, std::string_view queue) const {
    size_t at = key & (slots_.size() - 1);
    while (slots_[at].building != nullptr &&
           (slots_[at].hash != key || slots_[at].type != type || slots_[at].queue != queue)) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.building != nullptr) slots_[find_slot(slot.hash, slot.type, slot.queue)] = slot;
    }
  }

  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

  std::vector<Slot> slots_ = std::vector<Slot>(16);
  size_t used_ = 0;
  std::deque<std::vector<uint32_t>> building_;
  std::vector<uint32_t> prefixes_;
  std::deque<std::string> texts_;
};

struct Rules {
  RuleTable table;
  std::vector<std::string> prefixes;

  uint32_t prefix_number(std::string_view text) {
    for (size_t i = 0; i < prefixes.size(); ++i) {
      if (prefixes[i] == text) return static_cast<uint32_t>(i);
    }
    prefixes.emplace_back(text);
    return static_cast<uint32_t>(prefixes.size() - 1);
  }

  // How many rules match an event with these three fields.
  size_t count(std::string_view source, std::string_view type, std::string_view queue) const {
    size_t matches = 0;
    uint32_t known = UINT32_MAX;
    bool good = false;
    const RuleTable::Range range = table.find(type, queue);
    for (const uint32_t* prefix = range.begin; prefix != range.end; ++prefix) {
      if (*prefix != known) {
        known = *prefix;
        good = source.substr(0, prefixes[known].size()) == prefixes[known];
      }
      matches += good ? 1 : 0;
    }
    return matches;
  }
};

simdjson::padded_string read_file(const std::string& path) {
  simdjson::padded_string text;
  if (simdjson::padded_string::load(path).get(text) != simdjson::SUCCESS) fail("cannot read " + path);
  return text;
}

// The lines that are not empty; each may be read beyond its end, as far as the padding of the whole.
std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Rules read_rules(const std::string& path) {
  const simdjson::padded_string text = read_file(path);
  simdjson::dom::parser parser;
  Rules rules;
  for (const std::string_view line : lines(text)) {
    simdjson::dom::element pattern;
    std::string_view prefix;
    simdjson::dom::array types;
    simdjson::dom::array queues;
    if (parser.parse(line)["pattern"].get(pattern) != simdjson::SUCCESS ||
        pattern.at_pointer("/source/0/prefix").get(prefix) != simdjson::SUCCESS ||
        pattern["detail-type"].get(types) != simdjson::SUCCESS ||
        pattern.at_pointer("/detail/eventBody/queueId").get(queues) != simdjson::SUCCESS) {
      fail("not a queue rule: " + std::string(line));
    }
    const uint32_t number = rules.prefix_number(prefix);
    for (const auto type : types) {
      for (const auto queue : queues)
        rules.table.add(std::string_view(type), std::string_view(queue), number);
    }
  }
  rules.table.finish();
  return rules;
}

// The text of a string without its quotes, as it stands in the document; unescaped only where there is an
// escape.
simdjson::error_code text_of(simdjson::simdjson_result<simdjson::ondemand::value> field,
                             std::string_view& out) {
  simdjson::ondemand::value value;
  if (const auto error = field.get(value)) return error;
  const std::string_view token = value.raw_json_token();
  const size_t end = token.rfind('"');
  if (token.front() != '"' || end == 0) return simdjson::INCORRECT_TYPE;
  out = token.substr(1, end - 1);
  if (std::memchr(out.data(), '\\', out.size()) != nullptr) return value.get_string().get(out);
  return simdjson::SUCCESS;
}

size_t match_on_demand(simdjson::ondemand::parser& parser, const Rules& rules, std::string_view line,
                       size_t capacity) {
  simdjson::ondemand::document document;
  simdjson::ondemand::object root;
  simdjson::ondemand::value detail;
  std::string_view type;
  std::string_view source;
  std::string_view queue;
  if (parser.iterate(line.data(), line.size(), capacity).get(document) != simdjson::SUCCESS ||
      document.get_object().get(root) != simdjson::SUCCESS ||
      text_of(root.find_field_unordered("detail-type"), type) != simdjson::SUCCESS ||
      text_of(root.find_field_unordered("source"), source) != simdjson::SUCCESS ||
      root.find_field_unordered("detail").get(detail) != simdjson::SUCCESS ||
      text_of(detail.find_field_unordered("eventBody").find_field_unordered("queueId"), queue) !=
          simdjson::SUCCESS) {
    return 0;
  }
  return rules.count(source, type, queue);
}

size_t match_dom(simdjson::dom::parser& parser, const Rules& rules, std::string_view line) {
  simdjson::dom::element root;
  std::string_view type;
  std::string_view source;
  std::string_view queue;
  if (parser.parse(line.data(), line.size(), false).get(root) != simdjson::SUCCESS)
    fail("not an event: " + std::string(line));
  if (root["detail-type"].get(type) != simdjson::SUCCESS || root["source"].get(source) != simdjson::SUCCESS ||
      root["detail"]["eventBody"]["queueId"].get(queue) != simdjson::SUCCESS) {
    return 0;
  }
  return rules.count(source, type, queue);
}

struct Options {
  std::string mode;
  std::string rules;
  std::string events;
  int repeat = 1;
};

Options parse_options(int count, char** words) {
  Options out;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = words[i];
    if (name == "--mode") out.mode = words[i + 1];
    if (name == "--rules") out.rules = words[i + 1];
    if (name == "--events") out.events = words[i + 1];
    if (name == "--repeat") out.repeat = std::atoi(words[i + 1]);
  }
  if ((out.mode != "ondemand" && out.mode != "dom") || out.rules.empty() || out.events.empty() ||
      out.repeat < 1)
    fail("usage: bounds --mode ondemand|dom --rules R.jsonl --events E.jsonl [--repeat N]");
  return out;
}

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

// The matches of one pass over the events.
size_t one_pass(const Options& options, const Rules& rules, const simdjson::padded_string& text,
                const std::vector<std::string_view>& events) {
  static simdjson::ondemand::parser on_demand;
  static simdjson::dom::parser dom;
  const char* end = text.data() + text.size() + simdjson::SIMDJSON_PADDING;
  size_t matches = 0;
  if (options.mode == "dom") {
    for (const std::string_view line : events) matches += match_dom(dom, rules, line);
  } else {
    for (const std::string_view line : events)
      matches += match_on_demand(on_demand, rules, line, static_cast<size_t>(end - line.data()));
  }
  return matches;
}

}  // namespace

int main(int count, char** words) {
  const Options options = parse_options(count, words);
  const auto build_start = SteadyClock::now();
  const Rules rules = read_rules(options.rules);
  const double build_seconds = seconds_since(build_start);
  const simdjson::padded_string text = read_file(options.events);
  const std::vector<std::string_view> events = lines(text);
  const auto start = SteadyClock::now();
  size_t matches = 0;
  for (int pass = 0; pass < options.repeat; ++pass) matches = one_pass(options, rules, text, events);
  const double seconds = seconds_since(start);
  const double passed = static_cast<double>(events.size()) * options.repeat;
  std::printf(
      "{\"program\":\"bounds-%s\",\"instructions\":\"%s\",\"events\":%zu,\"matches\":%zu,\"seconds\":%.6f,"
      "\"events_per_second\":%.1f,\"build_seconds\":%.6f}\n",
      options.mode.c_str(), simdjson::get_active_implementation()->name().c_str(), events.size(), matches,
      seconds, passed / seconds, build_seconds);
}
