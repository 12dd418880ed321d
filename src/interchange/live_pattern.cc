// SPDX-License-Identifier: Apache-2.0
#include "interchange/live_pattern.h"

#include <algorithm>

#include "base/text.h"
#include "json/document.h"
#include "json/reader.h"

namespace sb::interchange {
namespace {

using spec::Fragment;
using Strings = std::vector<std::string>;

constexpr char kBodyQueue[] = "detail.eventBody.queueId";
constexpr std::string_view kPartnerSource = "aws.partner/genesys.com";

std::string quoted(const std::string& text) { return json::to_text(json::Value(text)); }

std::optional<Fragment> to_fragment(const json::Node& node) {
  Fragment out;
  std::set<std::string> keys;
  switch (node.kind) {
    case json::Kind::kNull:
      out.scalar = "null";
      break;
    case json::Kind::kTrue:
      out.scalar = "true";
      break;
    case json::Kind::kFalse:
      out.scalar = "false";
      break;
    case json::Kind::kNumber:
      out.scalar = node.text;
      break;
    case json::Kind::kString:
      if (!base::is_utf8(node.text)) return std::nullopt;
      out.scalar = quoted(node.text);
      break;
    case json::Kind::kArray:
    case json::Kind::kObject:
      const bool object = node.kind == json::Kind::kObject;
      out.kind = object ? Fragment::Kind::kObject : Fragment::Kind::kArray;
      for (const json::Node& child : node.children) {
        auto value = to_fragment(child);
        if (!value || (object && (!keys.insert(child.key).second || !base::is_utf8(child.key))))
          return std::nullopt;
        if (object) {
          out.members.push_back({child.key, std::move(*value)});
        } else {
          out.items.push_back(std::move(*value));
        }
      }
      break;
  }
  return out;
}

Fragment* find_member(Fragment& object, std::string_view name) {
  for (auto& [key, value] : object.members) {
    if (key == name) return &value;
  }
  return nullptr;
}

// The strings of a list that holds nothing else, at least one; nullopt for anything else.
std::optional<Strings> strings_of(const Fragment& list) {
  if (list.kind != Fragment::Kind::kArray || list.items.empty()) return std::nullopt;
  Strings out;
  for (const Fragment& item : list.items) {
    if (item.kind != Fragment::Kind::kScalar || !item.scalar.starts_with('"')) return std::nullopt;
    const auto value = json::parse_document(item.scalar);
    if (!value.ok() || !value->is_string()) return std::nullopt;
    out.push_back(json::to_std(value->get_string()));
  }
  return out;
}

void erase_member(Fragment& object, std::string_view name) {
  std::erase_if(object.members, [&](const Fragment::Member& m) { return m.name == name; });
}

// Takes the strings at a dotted path out of the fragment, with objects that this leaves empty.
std::optional<Strings> take_strings(Fragment& root, std::string_view dotted_path) {
  const size_t dot = dotted_path.find('.');
  const std::string_view head = dotted_path.substr(0, dot);
  Fragment* at = find_member(root, head);
  if (at == nullptr) return std::nullopt;
  auto out = dot == std::string_view::npos ? strings_of(*at) : take_strings(*at, dotted_path.substr(dot + 1));
  if (!out) return std::nullopt;
  if (dot == std::string_view::npos || at->members.empty()) erase_member(root, head);
  return out;
}

// What is left of a pattern once its source is taken away; the source itself, "" for one that is no single
// string (`prefix` is then the prefix it may be).
struct Sourced {
  Fragment rest;
  std::string source;
  std::string prefix;
};

std::optional<Sourced> take_source(const Fragment& pattern) {
  Sourced out{pattern, "", ""};
  if (const auto strings = take_strings(out.rest, "source")) {
    if (strings->size() != 1) return std::nullopt;
    out.source = strings->front();
    return out;
  }
  Fragment* source = find_member(out.rest, "source");
  if (source == nullptr || source->items.size() != 1) return std::nullopt;
  Fragment* prefix = find_member(source->items.front(), "prefix");
  if (prefix == nullptr || prefix->kind != Fragment::Kind::kScalar) return std::nullopt;
  if (prefix->scalar != quoted(std::string(kPartnerSource))) return std::nullopt;
  out.prefix = kPartnerSource;
  erase_member(out.rest, "source");
  return out;
}

void set_where(PatternWords& words, Fragment rest) {
  if (!rest.members.empty()) words.where = std::move(rest);
}

// The words of several patterns are the same but for queue ids.
bool same_words(const PatternWords& a, const PatternWords& b) {
  const auto text = [](const std::optional<Fragment>& f) { return f ? f->to_json() : ""; };
  return a.events == b.events && a.intent == b.intent && text(a.where) == text(b.where) &&
         a.has_queues == b.has_queues;
}

std::optional<PatternWords> as_intent(const Fragment& pattern) {
  auto sourced = take_source(pattern);
  if (!sourced) return std::nullopt;
  Fragment* branches = find_member(sourced->rest, "$or");
  if (branches == nullptr || branches->items.size() != 2) return std::nullopt;
  auto ids = take_strings(branches->items.front(), kBodyQueue);
  if (!ids) return std::nullopt;
  PatternWords out;
  out.intent = "ended";
  out.has_queues = true;
  out.queue_ids = {std::move(*ids)};
  erase_member(sourced->rest, "$or");
  set_where(out, std::move(sourced->rest));
  return out;
}

bool is_source_of(const spec::Family& family, const Sourced& sourced) {
  if (!family.partner) return sourced.source == family.source;
  return sourced.prefix == family.source || sourced.source.starts_with(family.source + "/");
}

// The one place where all of these events carry a queue id; "" when there is none.
std::string common_queue_path(const Strings& events, const spec::Catalogue& catalogue) {
  const std::string path = catalogue.find_event(events.front())->queue_path;
  const bool same = std::all_of(events.begin(), events.end(), [&](const std::string& name) {
    return catalogue.find_event(name)->queue_path == path;
  });
  return same ? path : "";
}

void take_queues(PatternWords& words, Fragment& rest, const std::string& path) {
  if (path.empty()) return;
  auto ids = take_strings(rest, path);
  if (!ids) return;
  words.queue_ids = {std::move(*ids)};
  words.has_queues = true;
}

std::optional<PatternWords> as_events(const Fragment& pattern, const spec::Catalogue& catalogue) {
  auto sourced = take_source(pattern);
  if (!sourced) return std::nullopt;
  auto names = take_strings(sourced->rest, "detail-type");
  if (!names) return std::nullopt;
  const spec::Family* family = nullptr;
  for (const std::string& name : *names) {
    const spec::Event* event = catalogue.find_event(name);
    if (event == nullptr || (family != nullptr && family->name != event->family)) return std::nullopt;
    family = catalogue.find_family(event->family);
  }
  if (family == nullptr || !is_source_of(*family, *sourced)) return std::nullopt;
  PatternWords out;
  out.events = *names;
  take_queues(out, sourced->rest, common_queue_path(*names, catalogue));
  set_where(out, std::move(sourced->rest));
  return out;
}

// Every list of strings in the fragment, by its dotted path, outside alternatives.
void collect_lists(const Fragment& fragment, const std::string& path,
                   std::vector<std::pair<std::string, Strings>>& out) {
  for (const auto& [key, value] : fragment.members) {
    if (key.find('.') != std::string::npos || key.empty()) continue;
    const std::string here = path.empty() ? key : path + "." + key;
    if (value.kind == Fragment::Kind::kObject) collect_lists(value, here, out);
    if (auto strings = strings_of(value)) out.emplace_back(here, std::move(*strings));
  }
}

// Where the queue ids stand: where several patterns differ, or where one names only queues that are known.
std::string seen_queue_path(const std::vector<Fragment>& patterns, const std::set<std::string>& known) {
  std::vector<std::vector<std::pair<std::string, Strings>>> lists;
  for (const Fragment& pattern : patterns) collect_lists(pattern, "", lists.emplace_back());
  for (size_t i = 0; i < lists.front().size(); ++i) {
    const auto& [path, strings] = lists.front()[i];
    if (path == "source" || path == "detail-type") continue;
    const bool differs = std::any_of(lists.begin(), lists.end(), [&](const auto& of_pattern) {
      return of_pattern.size() > i && of_pattern[i].first == path && of_pattern[i].second != strings;
    });
    const bool queues = std::all_of(strings.begin(), strings.end(),
                                    [&](const std::string& id) { return known.contains(id); });
    if (patterns.size() > 1 ? differs : queues) return path;
  }
  return "";
}

std::optional<PatternWords> as_own_family(const Fragment& pattern, const std::string& queue_path,
                                          const spec::Catalogue& catalogue) {
  auto sourced = take_source(pattern);
  if (!sourced || sourced->source.empty() || queue_path.empty()) return std::nullopt;
  auto names = take_strings(sourced->rest, "detail-type");
  if (!names) return std::nullopt;
  const bool taken = std::any_of(names->begin(), names->end(), [&](const std::string& name) {
    const spec::Event* event = catalogue.find_event(name);
    return name.empty() ||
           (event != nullptr && (event->queue_path != queue_path ||
                                 catalogue.find_family(event->family)->source != sourced->source));
  });
  if (taken) return std::nullopt;
  PatternWords out;
  out.events = *names;
  out.family = SeenFamily{sourced->source, queue_path};
  take_queues(out, sourced->rest, queue_path);
  set_where(out, std::move(sourced->rest));
  return out.has_queues ? std::optional(std::move(out)) : std::nullopt;
}

// One way for all patterns, or none.
template <class Read>
void add_way(const std::vector<Fragment>& patterns, std::vector<PatternWords>& out, Read read) {
  std::optional<PatternWords> all;
  for (const Fragment& pattern : patterns) {
    std::optional<PatternWords> one = read(pattern);
    if (!one || (all && !same_words(*all, *one))) return;
    if (!all) {
      all = std::move(one);
    } else {
      all->queue_ids.insert(all->queue_ids.end(), one->queue_ids.begin(), one->queue_ids.end());
    }
  }
  const bool told_apart = patterns.size() == 1 || (all && all->has_queues);
  if (all && told_apart) out.push_back(std::move(*all));
}

}  // namespace

std::vector<std::string> PatternWords::all_queue_ids() const {
  std::set<std::string> ids;
  for (const auto& of_rule : queue_ids) ids.insert(of_rule.begin(), of_rule.end());
  return {ids.begin(), ids.end()};
}

std::optional<Fragment> read_fragment(const std::string& json_text) {
  const json::ReadResult read = json::read(json_text);
  return read.ok() ? to_fragment(read.tree->root) : std::nullopt;
}

std::vector<PatternWords> ways_to_say(const std::vector<std::string>& patterns,
                                      const spec::Catalogue& catalogue,
                                      const std::set<std::string>& known_queues) {
  std::vector<Fragment> fragments;
  for (const std::string& text : patterns) {
    auto fragment = read_fragment(text);
    if (!fragment || fragment->kind != Fragment::Kind::kObject) return {};
    fragments.push_back(std::move(*fragment));
  }
  std::vector<PatternWords> out;
  if (fragments.empty()) return out;
  add_way(fragments, out, as_intent);
  add_way(fragments, out, [&](const Fragment& f) { return as_events(f, catalogue); });
  const std::string path = seen_queue_path(fragments, known_queues);
  add_way(fragments, out, [&](const Fragment& f) { return as_own_family(f, path, catalogue); });
  if (fragments.size() == 1) {
    PatternWords whole;
    whole.pattern = fragments.front();
    out.push_back(std::move(whole));
  }
  return out;
}

}  // namespace sb::interchange
