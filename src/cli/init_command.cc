// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "cli/embedded_examples.h"
#include "cli/exit_code.h"
#include "cli/options.h"

namespace sb::cli {
namespace {

std::string_view text_of(const std::string& template_name) {
  if (template_name == "partner") return kPartnerExample;
  return template_name == "queue-filter" ? kQueueFilterExample : kFanoutExample;
}

}  // namespace

int run_init(const GlobalOptions& global, const InitOptions& options) {
  const Console console(global.format(), !global.no_color);
  if (std::filesystem::exists(options.file)) {
    console.error({"", fmt::format("{} exists already", options.file), "name another file with -f"});
    return kExitFailed;
  }
  // The examples speak of themselves by their own names.
  const std::string own_name = options.template_name + ".yaml";
  const std::string text =
      base::replace_all(std::string(text_of(options.template_name)), own_name, options.file);
  std::ofstream out(options.file, std::ios::binary);
  out << text;
  out.close();
  if (!out) {
    console.error({"", fmt::format("cannot write {}", options.file), ""});
    return kExitFailed;
  }
  console.say(fmt::format("wrote {}; next: switchboard plan -f {}", options.file, options.file));
  return kExitDone;
}

}  // namespace sb::cli
