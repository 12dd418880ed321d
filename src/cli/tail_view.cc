// SPDX-License-Identifier: Apache-2.0
#include "cli/tail_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/explain_view.h"
#include "json/reader.h"

namespace sb::cli {
namespace {

constexpr size_t kDetailShown = 200;
constexpr size_t kWantedShown = 3;

std::string quoted(const std::string& text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

std::string text_at(const json::Node& event, const char* key) {
  const json::Node* node = event.find(key);
  return node != nullptr && node->kind == json::Kind::kString ? node->text : "";
}

// At most `bytes` of it, never a part of a character.
std::string shortened(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string wanted_by(const switchboard::ExplainedField& field) {
  std::vector<std::string> parts;
  for (const switchboard::ExplainedCondition& condition : field.conditions) {
    if (parts.size() == kWantedShown) break;
    parts.push_back(condition.op == "exact" ? condition.wanted
                                            : fmt::format("{} {}", condition.op, condition.wanted));
  }
  std::string out = base::join(parts, " or ");
  if (field.conditions.size() > parts.size())
    out += fmt::format(" or {} more", field.conditions.size() - parts.size());
  return out;
}

std::string reason_of(const switchboard::ExplainedField& field) {
  std::string out = fmt::format("{} wants {}, ", field.path, wanted_by(field));
  out += field.found.empty() ? "and is not there"
                             : fmt::format("and is {}", shortened(field.found.front().value, kDetailShown));
  if (!field.near_misses.empty()) out += fmt::format(" ({})", field.near_misses.front().text);
  return out;
}

}  // namespace

std::vector<TailedRoute> routes_on(const reconcile::Desired& desired, const std::string& bus) {
  std::vector<TailedRoute> out;
  for (const reconcile::DesiredRule& rule : desired.rules) {
    if (rule.bus != bus) continue;
    auto pattern = switchboard::Pattern::parse(rule.pattern);
    if (!pattern) continue;
    auto at =
        std::find_if(out.begin(), out.end(), [&](const TailedRoute& r) { return r.name == rule.route; });
    if (at == out.end()) at = out.insert(out.end(), {rule.route, {}});
    at->patterns.push_back(std::move(pattern).value());
  }
  return out;
}

std::string closest_reason(const switchboard::Explanation& explanation) {
  const switchboard::ExplainedAlternative* best = nullptr;
  for (const switchboard::ExplainedAlternative& one : explanation.alternatives) {
    if (best == nullptr || one.failed.size() < best->failed.size()) best = &one;
  }
  if (best == nullptr || best->failed.empty()) return "its pattern can never match";
  // The kind of event goes before what is in it.
  size_t shown = best->failed.front();
  for (const size_t failed : best->failed) {
    if (explanation.fields[failed].path == "detail-type" || explanation.fields[failed].path == "source")
      shown = failed;
  }
  const auto& field = explanation.fields[shown];
  if (field.holds && !best->conflicts.empty()) return best->conflicts.front();
  std::string out = reason_of(field);
  if (best->failed.size() > 1) out += fmt::format("; {} more in the way", best->failed.size() - 1);
  return out;
}

RoutesOfEvent explain_routes(const std::vector<TailedRoute>& routes, const std::string& event) {
  RoutesOfEvent out;
  for (const TailedRoute& route : routes) {
    const switchboard::Pattern* closest = nullptr;
    switchboard::Distance least;
    for (const switchboard::Pattern& pattern : route.patterns) {
      const auto distance = switchboard::distance(pattern, event);
      if (!distance) continue;
      if (closest != nullptr && !(distance.value() < least)) continue;
      closest = &pattern;
      least = distance.value();
    }
    if (closest == nullptr) {
      out.others.emplace_back(route.name, "the message is no event");
    } else if (least.failed == 0) {
      out.took.push_back(route.name);
    } else {
      const auto why = switchboard::explain(*closest, event);
      out.others.emplace_back(route.name, why ? closest_reason(why.value()) : why.error().reason);
    }
  }
  return out;
}

std::string TailView::show(const std::string& event) const {
  return console_.json() ? as_json(event) : as_text(event);
}

std::string TailView::as_json(const std::string& event) const {
  // One line: an event comes compact, but nothing promises it.
  std::string line = base::replace_all(base::replace_all(event, "\n", " "), "\r", " ");
  if (!explain_) return line + "\n";
  if (!json::read(line).ok()) line = quoted(line);
  const RoutesOfEvent routes = explain_routes(routes_, event);
  std::string out = fmt::format(R"({{"schema":"switchboard.tail/1","event":{},"routes":[)", line);
  for (size_t i = 0; i < routes.took.size(); ++i) out += (i > 0 ? "," : "") + quoted(routes.took[i]);
  out += R"(],"others":[)";
  for (size_t i = 0; i < routes.others.size(); ++i) {
    const auto& [name, reason] = routes.others[i];
    out += fmt::format(R"({}{{"route":{},"reason":{}}})", i > 0 ? "," : "", quoted(name), quoted(reason));
  }
  return out + "]}\n";
}

std::string TailView::as_text(const std::string& event) const {
  const json::ReadResult read = json::read(event);
  if (!read.ok() || read.tree->root.kind != json::Kind::kObject)
    return fmt::format("not an event: {}\n", shortened(event, kDetailShown));
  const json::Node& root = read.tree->root;
  const json::Node* detail = root.find("detail");
  const std::string_view shown =
      detail == nullptr ? "" : std::string_view(event).substr(detail->begin, detail->end - detail->begin);
  std::string out = fmt::format("{}  {}  {}  {}\n", text_at(root, "time"),
                                console_.paint(text_at(root, "detail-type"), "1"), text_at(root, "source"),
                                base::replace_all(shortened(shown, kDetailShown), "\n", " "));
  if (!explain_) return out;
  const RoutesOfEvent routes = explain_routes(routes_, event);
  for (const std::string& name : routes.took) out += fmt::format("  {} {}\n", mark(true, console_), name);
  for (const auto& [name, reason] : routes.others)
    out += fmt::format("  {} {}: {}\n", mark(false, console_), name, reason);
  return out;
}

}  // namespace sb::cli
