// SPDX-License-Identifier: Apache-2.0
#include "cli/rules_input.h"

#include <optional>
#include <string_view>

#include "aws/limits.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/known_queues.h"
#include "cli/rule_file.h"
#include "json/document.h"
#include "json/unicode.h"
#include "reconcile/route_pattern.h"
#include "spec/load.h"

namespace sb::cli {
namespace {

constexpr char kPartnerFamily[] = "partner";

// Makes the patterns of a spec's routes.
class RouteReader {
 public:
  RouteReader(InputRules& out, std::optional<std::vector<KnownQueue>> queues, const Console& console)
      : out_(out), queues_(std::move(queues)), console_(console) {}

  void run() {
    for (const spec::Route& route : out_.spec.routes) {
      const auto ids = queue_ids_of(route, out_.file, queues_, console_);
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
    auto read = read_known_queues(queues_file);
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
