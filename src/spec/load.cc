// SPDX-License-Identifier: Apache-2.0
#include "spec/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/encoding.h"
#include "base/text.h"
#include "spec/read_family.h"
#include "spec/read_route.h"
#include "spec/validate.h"
#include "spec/yaml_extent.h"
#include "spec/yaml_map.h"

namespace sb::spec {
namespace {

constexpr size_t kStackNameMax = 40;
constexpr size_t kFileBytesMax = 8 * 1024 * 1024;
constexpr base::Seconds kWaitLeast{1};
constexpr base::Seconds kWaitMost{3600};

void read_genesys(const YAML::Node& node, Genesys& out, const Context& context) {
  YamlMap map(node, "genesys", context);
  out.region = map.text("region");
  if (const std::string auth = map.choice("auth", {"basic", "form"}); !auth.empty()) out.auth = auth;
  if (const auto integration = map.find("integration")) {
    YamlMap inner(*integration, "genesys.integration", context);
    out.integration.position = inner.position();
    out.integration.suffix = inner.text("suffix");
    if (const auto wait = inner.duration("wait", kWaitLeast, kWaitMost)) out.integration.wait = *wait;
    inner.finish();
  }
  out.organization = map.text("organization");
  out.exclusive = map.boolean("exclusive").value_or(false);
  map.finish();
}

void read_aws(const YAML::Node& node, Aws& out, const Context& context) {
  YamlMap map(node, "aws", context);
  out.region = map.text("region");
  out.account = map.text("account");
  if (!out.account.empty() && !aws::is_account_id(out.account)) {
    context.diagnostics.error("SB0106", map.position(),
                              fmt::format("aws.account must be 12 digits, not '{}'", out.account),
                              "quote it: \"123456789012\"");
  }
  if (const auto limits = map.find("limits")) {
    YamlMap inner(*limits, "aws.limits", context);
    if (const auto rules = inner.integer("rules_per_bus", 1, 100000))
      out.rules_per_bus = static_cast<size_t>(*rules);
    if (const auto chars = inner.integer("pattern_chars", 256, aws::kPatternModelMax)) {
      out.pattern_chars = static_cast<size_t>(*chars);
    }
    inner.finish();
  }
  map.finish();
}

void read_families(const YAML::Node& node, Catalogue& out, const Context& context) {
  YamlMap families(node, "families", context);
  for (const std::string& name : families.keys()) {
    if (const auto family = families.find(name)) {
      read_family(name, *family, out, context);
    } else {
      context.diagnostics.error("SB0102", families.position_of_key(name),
                                fmt::format("family '{}' is empty", name));
    }
  }
}

void read_stack(YamlMap& map, Spec& out, const Context& context) {
  out.stack = map.text("stack");
  const bool good = !out.stack.empty() && out.stack.size() <= kStackNameMax &&
                    std::all_of(out.stack.begin(), out.stack.end(), [](char c) {
                      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                             c == '-' || c == '_';
                    });
  if (good) return;
  context.diagnostics.error(
      "SB0107", map.position(),
      out.stack.empty() ? "stack is missing: the name that owns what is made"
                        : fmt::format("'{}' cannot name a stack", out.stack),
      fmt::format("stack: contact-center (1 to {} of letters, digits, '-', '_')", kStackNameMax));
}

void read_document(const YAML::Node& root, Spec& out, const Context& context) {
  YamlMap map(root, "the file", context);
  if (!map.valid()) return;
  read_stack(map, out, context);
  if (const auto node = map.find("genesys")) read_genesys(*node, out.genesys, context);
  if (const auto node = map.find("aws")) read_aws(*node, out.aws, context);
  if (const auto node = map.find("families")) read_families(*node, out.catalogue, context);
  if (const auto node = map.find("defaults")) {
    YamlMap defaults(*node, "defaults", context);
    if (const auto dead_letter = defaults.find("dead_letter"))
      out.dead_letter = read_dead_letter(*dead_letter, context);
    if (const auto retry = defaults.find("retry")) out.retry = read_retry(*retry, context);
    defaults.finish();
  }
  if (const auto node = map.find("routes")) {
    YamlMap routes(*node, "routes", context);
    for (const std::string& name : routes.keys()) {
      if (const auto route = routes.find(name)) {
        out.routes.push_back(read_route(name, routes.position_of_key(name), *route, context));
      } else {
        context.diagnostics.error("SB0102", routes.position_of_key(name),
                                  fmt::format("route '{}' is empty", name));
      }
    }
  }
  map.finish();
  if (out.routes.empty()) {
    context.diagnostics.error("SB0108", map.position(), "the file has no routes",
                              "add routes: with at least one");
  }
}

void refuse_further(const std::vector<YAML::Node>& documents, base::Diagnostics& diagnostics) {
  for (size_t i = 1; i < documents.size(); ++i) {
    if (documents[i].IsNull()) continue;  // a "---" at the end
    diagnostics.error("SB0111", position_of(documents[i]),
                      "a second document begins here, which nobody would read",
                      "give it a file of its own, or take out the line --- before it");
  }
}

// A tab before the first word of the line, or of the one before it, is what YAML stumbles over there.
void report_unreadable(std::string_view text, base::SourcePosition at, const std::string& why,
                       base::Diagnostics& diagnostics) {
  const std::vector<std::string_view> lines = base::split(text, '\n');
  for (int line = at.line; line > 0 && line >= at.line - 1; --line) {
    if (static_cast<size_t>(line) > lines.size()) continue;
    const std::string_view content = lines[static_cast<size_t>(line) - 1];
    const size_t tab = content.find('\t');
    if (tab == std::string_view::npos || content.find_first_not_of(" \t") < tab) continue;
    return diagnostics.error("SB0101", {line, static_cast<int>(tab) + 1},
                             "not valid YAML: a tab cannot indent", "indent with blanks");
  }
  diagnostics.error("SB0101", at, fmt::format("not valid YAML: {}", why));
}

}  // namespace

Loaded load(std::string_view text, std::string file, const Environment& environment, Checks checks) {
  Loaded out{std::nullopt, base::Diagnostics(file)};
  if (text.size() > kFileBytesMax) {
    out.diagnostics.error("SB0100", {}, fmt::format("the file is larger than {} bytes", kFileBytesMax));
    return out;
  }
  if (const auto bad = base::find_bad_encoding(text)) {
    out.diagnostics.error("SB0109", bad->position, bad->reason, bad->hint);
    return out;
  }
  std::string readable(text);
  const bool braces_quoted = hide_flow_braces(readable, out.diagnostics);
  Spec spec;
  spec.file = std::move(file);
  spec.catalogue = Catalogue::built_in();
  UnsetVariables unset;
  const Context context{out.diagnostics, environment, unset};
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(readable);
    if (!check_extent(documents, out.diagnostics)) return out;
    if (!braces_quoted) {
      for (const YAML::Node& document : documents) restore_flow_braces(document);
    }
    read_document(documents.empty() ? YAML::Node() : documents.front(), spec, context);
    refuse_further(documents, out.diagnostics);
  } catch (const YAML::Exception& error) {
    report_unreadable(text, {error.mark.line + 1, error.mark.column + 1}, error.msg, out.diagnostics);
    return out;
  }
  // A form that could not be read would only make later findings misleading.
  if (!out.diagnostics.has_errors() || !spec.routes.empty()) validate(spec, out.diagnostics, checks);
  unset.drop_consequences(out.diagnostics);
  if (spec.dead_letter.queue.empty() && spec.dead_letter.none_reason.empty()) {
    spec.dead_letter.queue = default_dead_letter(spec.stack);
  }
  if (!out.diagnostics.has_errors()) out.spec = std::move(spec);
  return out;
}

}  // namespace sb::spec
