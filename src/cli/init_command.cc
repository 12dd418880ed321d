// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "cli/embedded_examples.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/suggested_command.h"
#include "spec/schema.h"

namespace sb::cli {
namespace {

constexpr char kSchemaFile[] = "switchboard.schema.json";

std::string_view text_of(const std::string& template_name) {
  if (template_name == "partner") return kPartnerExample;
  return template_name == "queue-filter" ? kQueueFilterExample : kFanoutExample;
}

// The line by which editors with a YAML language server find the schema, beside the spec.
std::string editor_line() { return fmt::format("# yaml-language-server: $schema={}\n", kSchemaFile); }

std::filesystem::path schema_path(const std::string& spec) {
  return std::filesystem::path(spec).parent_path() / kSchemaFile;
}

// An editor that is led to a file that is not there, or is another schema, marks the spec as wrong.
bool stands_schema_beside(const std::string& spec) {
  const auto text = read_file(schema_path(spec).string());
  if (!text) return false;
  const auto found = json::parse_document(*text);
  return found.ok() && *found == spec::json_schema();
}

// Two of the templates are the jobs of tutorials, whose events Genesys Cloud itself does not send.
void say_partner(const InitOptions& options, const Console& console) {
  if (options.template_name == "partner") return;
  console.say(
      "for the topics that Genesys Cloud itself sends: switchboard init --template partner -f partner.yaml");
}

void say_schema(const std::string& spec, const Console& console) {
  console.say(fmt::format("to have an editor check it: {} > {}, and as its first line: {}",
                          to_paste({}, {"schema", "", {}}), quote_for_shell(schema_path(spec).string()),
                          base::trim(editor_line())));
}

}  // namespace

int run_init(const GlobalOptions& global, const InitOptions& options) {
  const Console console(global.format(), !global.no_color);
  std::error_code unreadable;  // what cannot be looked at cannot be written either
  if (std::filesystem::exists(options.file, unreadable)) {
    console.error({"", fmt::format("{} exists already", options.file), "name another file with -f"});
    return kExitFailed;
  }
  // The examples speak of themselves by their own names.
  const std::string own_name = options.template_name + ".yaml";
  const std::string text =
      base::replace_all(std::string(text_of(options.template_name)), own_name, options.file);
  const bool has_schema = stands_schema_beside(options.file);
  std::ofstream out(options.file, std::ios::binary);
  out << (has_schema ? editor_line() : "") << text;
  out.close();
  if (!out) {
    console.error({"", fmt::format("cannot write {}", options.file), ""});
    return kExitFailed;
  }
  if (console.json()) {
    console.out(
        json::to_pretty_text(json::Object{
            {"schema", "switchboard.init/1"}, {"file", options.file}, {"template", options.template_name}}) +
        "\n");
  }
  say_partner(options, console);
  if (!has_schema) say_schema(options.file, console);
  console.say(fmt::format("wrote {}; next: {}", options.file, to_paste(global, {"plan", options.file, {}})));
  return kExitDone;
}

}  // namespace sb::cli
