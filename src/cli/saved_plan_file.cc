// SPDX-License-Identifier: Apache-2.0
#include "cli/saved_plan_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/file.h"
#include "cli/environment.h"
#include "cli/suggested_command.h"
#include "reconcile/saved_plan.h"

namespace sb::cli {
namespace {

// More differences than these are counted only.
constexpr size_t kDifferencesShown = 20;

// "" where Genesys Cloud does not let the client see its organisation.
base::Result<std::string> organization_of(Stack& stack) {
  genesys::Client* const genesys = stack.connection->genesys();
  if (genesys == nullptr) return std::string();
  const auto organization = genesys->organization();
  if (organization) return organization->id;
  if (organization.error().code == "missing.permissions" || organization.error().code == "not.found")
    return std::string();
  return organization.error();
}

base::Result<reconcile::SavedPlan> to_save(Stack& stack, const StackOptions& options) {
  auto organization = organization_of(stack);
  if (!organization) return organization.error();
  const auto& variables = stack.source.variables;
  const auto& secrets = stack.source.secrets;
  return reconcile::SavedPlan{SB_VERSION,
                              stack.source.file,
                              stack.source.text,
                              variables,
                              secrets,
                              options.adopt,
                              options.discard_messages,
                              options.only,
                              stack.desired.stack,
                              stack.desired.realm,
                              std::move(*organization),
                              reconcile::changes_to_save(stack.plan.plan, variables, secrets),
                              reconcile::warnings_to_save(stack.plan.plan, variables, secrets)};
}

// The kept variables; those whose values are kept secret, from the environment.
spec::Environment environment_of(const reconcile::SavedPlan& plan) {
  return [variables = plan.variables, withheld = plan.withheld,
          process = process_environment()](std::string_view name) -> std::optional<std::string> {
    if (withheld.contains(std::string(name))) return process(name);
    const auto at = variables.find(std::string(name));
    return at == variables.end() ? std::nullopt : at->second;
  };
}

void say_differences(const std::string& path, const std::string& save,
                     const std::vector<std::string>& differences, const Console& console) {
  std::string words = fmt::format("{} is not carried out: it is not what has to be done any more", path);
  for (size_t i = 0; i < std::min(differences.size(), kDifferencesShown); ++i)
    words += "\n  - " + differences[i];
  if (differences.size() > kDifferencesShown)
    words += fmt::format("\n  and {} more", differences.size() - kDifferencesShown);
  console.error({"SB0342", words, "save a plan of what has to be done now: " + save});
}

// What saves a plan of the same spec in the same file.
std::string save_again(const GlobalOptions& global, const reconcile::SavedPlan& saved,
                       const std::string& path) {
  std::vector<std::string> words{"--out", path};
  if (saved.adopt) words.emplace_back("--adopt");
  if (saved.discard_messages) words.emplace_back("--discard-messages");
  for (const std::string& route : saved.only) words.insert(words.end(), {"--only", route});
  return to_paste(global, {"plan", saved.file, std::move(words)});
}

}  // namespace

base::Status save_plan(Stack& stack, const StackOptions& options) {
  if (auto plain = base::check_plain_file_if_any(options.out); !plain) return plain;
  const auto there = base::read_file_if_any(options.out);
  if (!there) return there.error();
  if (*there && !(*there)->empty() && !reconcile::seems_saved_plan(**there)) {
    return base::Error{"SB0341",
                       fmt::format("{} is there and is no saved plan; it stays as it is", options.out),
                       "give --out another name, or remove it"};
  }
  const auto plan = to_save(stack, options);
  if (!plan) return plan.error();
  return base::replace_private_file(options.out, reconcile::write_saved_plan(*plan));
}

std::optional<Stack> open_saved_plan(const GlobalOptions& global, const StackOptions& options,
                                     const Console& console) {
  const reconcile::SavedPlanCommands commands{
      to_paste(global, {"plan", "", {"--out", options.saved_plan}}),
      to_paste(global, {"plan", options.saved_plan, {"--out", options.saved_plan + ".plan"}}),
      to_paste(global, {"apply", options.saved_plan, {}})};
  const auto text = read_file(options.saved_plan);
  const auto saved = text ? reconcile::read_saved_plan(*text, options.saved_plan, commands)
                          : base::Result<reconcile::SavedPlan>(text.error());
  if (!saved) {
    console.error(saved.error());
    return std::nullopt;
  }
  StackOptions as_saved = options;
  as_saved.adopt = saved->adopt;
  as_saved.discard_messages = saved->discard_messages;
  as_saved.only = saved->only;
  auto stack = open_text(global, {saved->file, saved->text, {}}, environment_of(*saved), as_saved,
                         Purpose::kApply, console);
  if (!stack) return std::nullopt;
  const auto live = to_save(*stack, as_saved);
  if (!live) {
    console.error(live.error());
    return std::nullopt;
  }
  const std::vector<std::string> differences = reconcile::differences(*saved, *live);
  if (differences.empty()) return stack;
  say_differences(options.saved_plan, save_again(global, *saved, options.saved_plan), differences, console);
  return std::nullopt;
}

}  // namespace sb::cli
