// SPDX-License-Identifier: Apache-2.0
#include "interchange/graph.h"

#include "cli/exit_code.h"
#include "cli/live_routes.h"
#include "cli/options.h"
#include "cli/stack.h"

namespace sb::cli {
namespace {

// Offline: the file alone.
std::optional<interchange::Graph> graph_of_file(const GraphOptions& options, const Console& console) {
  const auto spec = read_spec(options.file, console, spec::Checks::kNames);
  if (!spec) return std::nullopt;
  return interchange::make_graph(*spec);
}

// With what is live held against it.
std::optional<interchange::Graph> graph_of_stack(const GlobalOptions& global, const GraphOptions& options,
                                                 const Console& console) {
  StackOptions stack_options;
  stack_options.file = options.file;
  const auto stack = open_stack(global, stack_options, Purpose::kApply, console);
  if (!stack) return std::nullopt;
  for (const base::Error& problem : stack->plan.problems) console.error(problem);
  if (!stack->plan.problems.empty()) return std::nullopt;
  interchange::Graph out = interchange::make_graph(stack->spec);
  interchange::mark_drift(out, stack->desired, stack->plan.plan);
  return out;
}

json::Object as_json(const interchange::Graph& graph, const std::string& format, const std::string& text) {
  return {{"schema", "switchboard.graph/1"}, {"stack", graph.title}, {"format", format}, {"graph", text}};
}

}  // namespace

int run_graph(const GlobalOptions& global, const GraphOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto graph =
      options.live ? graph_of_stack(global, options, console) : graph_of_file(options, console);
  if (!graph) return kExitFailed;
  const std::string text =
      options.format == "dot" ? interchange::to_dot(*graph) : interchange::to_mermaid(*graph);
  console.out(console.json() ? json::to_pretty_text(as_json(*graph, options.format, text)) + "\n" : text);
  return kExitDone;
}

}  // namespace sb::cli
