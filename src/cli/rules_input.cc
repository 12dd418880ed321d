// SPDX-License-Identifier: Apache-2.0
#include "cli/rules_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "aws/limits.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/rule_file.h"
#include "json/document.h"
#include "json/unicode.h"
#include "reconcile/route_pattern.h"
#include "spec/load.h"

namespace sb::cli {
namespace {

constexpr char kPartnerFamily[] = "partner";

struct KnownQueue {
  std::string id;
  std::string name;
};

base::Result<std::vector<KnownQueue>> read_queues(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  const auto document = json::parse_document(*text);
  if (!document) return base::Error{"", fmt::format("{}: {}", file, document.error().message), ""};
  const json::Array* list = document->if_array();
  if (const json::Object* object = document->if_object()) list = json::find_array(*object, "queues");
  std::vector<KnownQueue> out;
  for (size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const json::Object* queue = (*list)[i].if_object();
    if (queue == nullptr || !json::find_string(*queue, "id") || !json::find_string(*queue, "name")) {
      list = nullptr;
      break;
    }
    out.push_back({json::string_or_empty(*queue, "id"), json::string_or_empty(*queue, "name")});
  }
  if (list != nullptr) return out;
  return base::Error{"", fmt::format("{}: no list of queues, each with id and name", file),
                     "write one with: switchboard queues --output json"};
}

// Makes the patterns of a spec's routes.
class RouteReader {
 public:
  RouteReader(InputRules& out, std::optional<std::vector<KnownQueue>> queues, const Console& console)
      : out_(out), queues_(std::move(queues)), console_(console) {}

  void run() {
    for (const spec::Route& route : out_.spec.routes) {
      const auto ids = resolve(route);
      if (!ids) {
        out_.good = false;
        continue;
      }
      const base::SourcePosition& position = route.position;
      out_.rules.push_back(
          {route.name, reconcile::make_pattern(out_.spec, route, source_of(route), *ids), position.line, 0});
    }
  }

 private:
  std::string source_of(const spec::Route& route) const {
    const spec::Catalogue& catalogue = out_.spec.catalogue;
    const spec::Event* event = route.events.empty() ? nullptr : catalogue.find_event(route.events.front());
    const spec::Family* family = catalogue.find_family(event == nullptr ? kPartnerFamily : event->family);
    if (family == nullptr) return "\"\"";
    if (!family->partner) return json::to_text(json::Value(family->source));
    if (aws::is_partner_bus_name(route.bus)) return json::to_text(json::Value(route.bus));
    return json::to_text(json::Object{{"prefix", family->source}});
  }

  // nullopt when a name cannot be turned into an id, which is said.
  std::optional<std::vector<std::string>> resolve(const spec::Route& route) const {
    std::vector<std::string> ids;
    bool good = true;
    for (const spec::QueueSelector& selector : route.queues) {
      good = resolve(route, selector, ids) && good;
    }
    if (!good) return std::nullopt;
    if (ids.empty() && !route.queues.empty()) {
      console_.error({"", fmt::format("{}: none of its queues is known", place(route, route.position)), ""});
      return std::nullopt;
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
  }

  bool resolve(const spec::Route& route, const spec::QueueSelector& selector,
               std::vector<std::string>& ids) const {
    if (selector.kind == spec::QueueSelector::Kind::kId) {
      ids.push_back(selector.value);
      return true;
    }
    if (!queues_) {
      console_.error({"",
                      fmt::format("{}: the id of the queue '{}' is not known without asking Genesys Cloud",
                                  place(route, selector.position), selector.value),
                      "give --queues FILE, written by: switchboard queues --output json > FILE"});
      return false;
    }
    const bool glob = selector.kind == spec::QueueSelector::Kind::kMatch;
    size_t found = 0;
    for (const KnownQueue& queue : *queues_) {
      if (glob ? !base::glob_match(selector.value, queue.name) : queue.name != selector.value) continue;
      ids.push_back(queue.id);
      ++found;
    }
    if (glob || found == 1) return true;
    console_.error({"",
                    fmt::format("{}: {} called '{}' in the file of queues", place(route, selector.position),
                                found == 0 ? "no queue is" : "several queues are", selector.value),
                    found == 0 ? "names count to the letter" : "name the one you mean by { id: … }"});
    return false;
  }

  std::string place(const spec::Route& route, const base::SourcePosition& position) const {
    return fmt::format("{}:{}: route '{}'", out_.file, position.line, route.name);
  }

  InputRules& out_;
  const std::optional<std::vector<KnownQueue>> queues_;
  const Console& console_;
};

}  // namespace

InputRules read_rules(const std::string& file, const Console& console) {
  InputRules out;
  out.file = file;
  out.good = read_rules(file, console, [&out](const RuleLine& line) {
    const int column = 1 + static_cast<int>(json::utf16_length(line.before));
    out.rules.push_back({line.id, std::string(line.pattern), static_cast<int>(line.number), column});
    return true;
  });
  return out;
}

InputRules read_routes(const std::string& spec_file, const std::string& queues_file, const Console& console) {
  InputRules out;
  out.file = spec_file;
  out.good = false;
  const auto text = read_file(spec_file);
  if (!text) {
    console.error(text.error());
    return out;
  }
  spec::Loaded loaded = spec::load(*text, spec_file, process_environment());
  if (!loaded.diagnostics.all().empty()) console.say(base::trim(loaded.diagnostics.to_text()));
  if (!loaded.spec) return out;
  std::optional<std::vector<KnownQueue>> queues;
  if (!queues_file.empty()) {
    auto read = read_queues(queues_file);
    if (!read) {
      console.error(read.error());
      return out;
    }
    queues = std::move(*read);
  }
  out.spec = *std::move(loaded.spec);
  out.good = true;
  RouteReader(out, std::move(queues), console).run();
  return out;
}

}  // namespace sb::cli
