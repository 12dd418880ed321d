// SPDX-License-Identifier: Apache-2.0
#include "spec/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "spec/read_route.h"
#include "spec/validate.h"
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

void read_family(const std::string& name, const YAML::Node& node, Catalogue& out, const Context& context) {
  YamlMap map(node, fmt::format("family '{}'", name), context);
  Family family;
  family.name = name;
  const std::string source = map.text("source");
  family.source = source.empty() ? name : source;
  if (const std::string bus = map.text("bus"); !bus.empty()) family.bus = bus;
  const std::string subscription = map.choice("subscription", {"event_type", "none"});
  family.subscription = subscription == "event_type" ? Subscription::kEventType : Subscription::kNone;
  const std::string queue_path = map.text("queue_id");
  if (const auto events = map.find("events")) {
    for (const auto& item : *events) {
      if (item.IsScalar()) out.add_event({context.fill_in(item), name, queue_path});
    }
  }
  if (out.find_family(name) == nullptr) out.add_family(std::move(family));
  map.finish();
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
  if (const auto node = map.find("families")) {
    YamlMap families(*node, "families", context);
    for (const std::string& name : families.keys())
      read_family(name, *families.find(name), out.catalogue, context);
  }
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
        out.routes.push_back(read_route(name, *route, context));
      } else {
        context.diagnostics.error("SB0102", position_of(*node), fmt::format("route '{}' is empty", name));
      }
    }
  }
  map.finish();
  if (out.routes.empty()) {
    context.diagnostics.error("SB0108", map.position(), "the file has no routes",
                              "add routes: with at least one");
  }
}

}  // namespace

Loaded load(std::string_view text, std::string file, const Environment& environment) {
  Loaded out{std::nullopt, base::Diagnostics(file)};
  if (text.size() > kFileBytesMax) {
    out.diagnostics.error("SB0100", {}, fmt::format("the file is larger than {} bytes", kFileBytesMax));
    return out;
  }
  if (!check_flow_braces(text, out.diagnostics)) return out;
  Spec spec;
  spec.file = std::move(file);
  spec.catalogue = Catalogue::built_in();
  const Context context{out.diagnostics, environment};
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    read_document(root, spec, context);
  } catch (const YAML::Exception& error) {
    out.diagnostics.error("SB0101", {error.mark.line + 1, error.mark.column + 1},
                          fmt::format("not valid YAML: {}", error.msg));
    return out;
  }
  // A form that could not be read would only make later findings misleading.
  if (!out.diagnostics.has_errors() || !spec.routes.empty()) validate(spec, out.diagnostics);
  if (spec.dead_letter.queue.empty() && spec.dead_letter.none_reason.empty()) {
    spec.dead_letter.queue = cut_name(spec.stack + "-dead-letter", aws::kQueueNameMax);
  }
  if (!out.diagnostics.has_errors()) out.spec = std::move(spec);
  return out;
}

}  // namespace sb::spec
