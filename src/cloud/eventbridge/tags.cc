// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/tags.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/shapes.h"

// Tags on rules and buses.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Fault;
using service::Need;
using service::Outcome;

namespace {

constexpr size_t kTagsMax = 50;

}  // namespace

void check_tags(const json::Object& input, Constraints& out, Need need) {
  service::Member tags = kTagsMember;
  tags.need = need;
  service::check(input, tags, "", out);
}

std::optional<Fault> add_tags(const json::Object& input, std::map<std::string, std::string>& out) {
  const json::Array* tags = json::find_array(input, "Tags");
  if (tags == nullptr) return std::nullopt;
  std::map<std::string, std::string> after = out;
  std::set<std::string> seen;
  for (const json::Value& item : *tags) {
    const std::string key = json::string_or_empty(item.as_object(), "Key");
    if (!seen.insert(key).second) return validation("Invalid parameter: Duplicated keys are not allowed.");
    if (base::to_lower(key).starts_with("aws:"))
      return validation(fmt::format("Tag key {} is not valid: it must not start with aws:.", key));
    after[key] = json::string_or_empty(item.get_object(), "Value");
  }
  if (after.size() > kTagsMax) return limit_exceeded();
  out = std::move(after);
  return std::nullopt;
}

EventBridge::FoundRule EventBridge::find_tagged(const Call& call, const json::Object& input) {
  const std::string text = json::string_or_empty(input, "ResourceARN");
  const auto arn = aws::parse_arn(text);
  const bool is_bus = arn && arn->resource.starts_with("event-bus/");
  const auto name = arn ? aws::parse_rule_arn(*arn) : std::nullopt;
  if (!arn || arn->service != "events" || (!is_bus && !name)) {
    return {nullptr, nullptr,
            validation(fmt::format(
                "Parameter {} is not valid. Reason: Provided Arn is not in correct format.", text))};
  }
  const std::string bus_name = name ? name->bus : aws::bus_name(text);
  Bus* bus = arn->realm() == call.realm ? find_bus(call.realm, bus_name) : nullptr;
  if (bus == nullptr) return {nullptr, nullptr, no_such_bus(bus_name)};
  if (!name) return {bus, nullptr, std::nullopt};
  const auto at = bus->rules.find(name->rule);
  if (at == bus->rules.end()) return {nullptr, nullptr, no_such_rule(name->rule, bus_name)};
  return {bus, &at->second, std::nullopt};
}

Outcome EventBridge::tag_resource(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "ResourceARN", kArn, Need::kRequired);
  check_tags(input, constraints, Need::kRequired);
  if (auto fault = constraints.fault()) return *fault;
  const FoundRule found = find_tagged(call, input);
  if (found.fault) return *found.fault;
  if (found.rule != nullptr && !found.rule->managed_by.empty())
    return managed_rule(found.rule->name, found.rule->managed_by);
  if (auto fault = add_tags(input, found.rule != nullptr ? found.rule->tags : found.bus->tags)) return *fault;
  found.rule != nullptr ? save(*found.bus, *found.rule) : save(*found.bus);
  return json::Object{};
}

Outcome EventBridge::untag_resource(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "ResourceARN", kArn, Need::kRequired);
  service::check(input, kTagKeysMember, "", constraints);
  if (auto fault = constraints.fault()) return *fault;
  const FoundRule found = find_tagged(call, input);
  if (found.fault) return *found.fault;
  if (found.rule != nullptr && !found.rule->managed_by.empty())
    return managed_rule(found.rule->name, found.rule->managed_by);
  auto& tags = found.rule != nullptr ? found.rule->tags : found.bus->tags;
  for (const json::Value& key : *json::find_array(input, "TagKeys"))
    tags.erase(json::to_std(key.get_string()));
  found.rule != nullptr ? save(*found.bus, *found.rule) : save(*found.bus);
  return json::Object{};
}

Outcome EventBridge::list_tags(const Call& call, const json::Object& input) {
  if (auto fault = Constraints().text(input, "ResourceARN", kArn, Need::kRequired).fault()) return *fault;
  const FoundRule found = find_tagged(call, input);
  if (found.fault) return *found.fault;
  json::Array out;
  for (const auto& [key, value] : found.rule != nullptr ? found.rule->tags : found.bus->tags) {
    out.push_back(json::Object{{"Key", key}, {"Value", value}});
  }
  return json::Object{{"Tags", out}};
}

}  // namespace sb::cloud::eventbridge
