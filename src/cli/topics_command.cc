// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/genesys_connection.h"
#include "cli/no_match.h"
#include "cli/options.h"
#include "cli/suggested_command.h"
#include "genesys/topics.h"
#include "spec/catalogue.h"

namespace sb::cli {
namespace {

// What Genesys Cloud sends to EventBridge by the program's own list.
std::vector<genesys::Topic> built_in_topics() {
  std::vector<genesys::Topic> out;
  const spec::Catalogue catalogue = spec::Catalogue::built_in();
  for (const spec::Event& event : catalogue.events()) {
    if (catalogue.find_family(event.family)->partner) out.push_back({event.name, {"EventBridge"}});
  }
  return out;
}

}  // namespace

int run_topics(const GlobalOptions& global, const TopicsOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto connection = connect_to_genesys(global, options.file, console);
  if (connection == nullptr) return kExitFailed;
  const auto answer = genesys::available_topics(*connection->genesys());
  if (!answer) {
    console.error(answer.error());
    return kExitFailed;
  }
  const bool asked = answer->has_value();
  if (!asked) {
    console.say(
        "note: this OAuth client may not ask which topics the organisation offers; these are from the "
        "built-in list, which may be out of date");
  }
  json::Array rows;
  std::vector<std::string> names;
  for (const genesys::Topic& topic : asked ? **answer : built_in_topics()) {
    if (!topic.reaches_eventbridge()) continue;
    names.push_back(topic.name);
    if (!options.match.empty() && !base::glob_match(options.match, topic.name)) continue;
    if (!console.json())
      console.out(fmt::format("{:<64}  {}\n", topic.name, base::join(topic.transports, ", ")));
    json::Array transports;
    for (const std::string& transport : topic.transports) transports.emplace_back(transport);
    rows.push_back(json::Object{{"name", topic.name}, {"transports", std::move(transports)}});
  }
  if (console.json()) {
    console.out(json::to_pretty_text(json::Object{{"schema", "switchboard.topics/1"},
                                                  {"from", asked ? "organization" : "built-in list"},
                                                  {"topics", rows}}) +
                "\n");
  }
  if (!rows.empty() || options.match.empty()) return kExitDone;
  say_no_match({"topic", options.match, std::move(names),
                asked ? "the organisation at " + connection->genesys()->domain() : "the built-in list",
                to_paste(global, {"topics", options.file, {}})},
               console);
  return kExitFailed;
}

}  // namespace sb::cli
