// SPDX-License-Identifier: Apache-2.0
#include "reconcile/live_parts.h"

#include "base/text.h"
#include "reconcile/ownership.h"
#include "reconcile/route_pattern.h"
#include "spec/validate.h"

namespace sb::reconcile {
namespace {

// The strings of a list at a dotted path; "$or" stands for its first branch.
std::vector<std::string> strings_at(const json::Value& root, const std::string& dotted_path) {
  const json::Value* at = &root;
  for (const std::string_view part : base::split(dotted_path, '.')) {
    const json::Object* object = at->if_object();
    const json::Value* next =
        object == nullptr ? nullptr : object->if_contains(boost::json::string_view(part.data(), part.size()));
    if (next == nullptr) return {};
    const json::Array* branches = part == "$or" ? next->if_array() : nullptr;
    at = branches != nullptr && !branches->empty() ? &branches->front() : next;
  }
  std::vector<std::string> out;
  if (const json::Array* list = at->if_array()) {
    for (const json::Value& item : *list) {
      if (item.is_string()) out.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> queue_ids_in(const std::string& pattern, const std::string& path) {
  const auto document = json::parse_document(pattern);
  return document.ok() ? strings_at(*document, path) : std::vector<std::string>{};
}

std::map<std::string, QueueParts> read_live_parts(const spec::Spec& spec, const Desired& desired,
                                                  const Observed& observed) {
  std::map<std::string, std::vector<const awsclient::Rule*>> by_route;
  for (const auto& [arn, found] : observed.rules) {
    const auto mark = read_mark(found.rule.description);
    if (mark && mark->stack == desired.stack) by_route[mark->route].push_back(&found.rule);
  }
  std::map<std::string, QueueParts> out;
  for (const spec::Route& route : spec.routes) {
    const auto live = by_route.find(route.name);
    if (route.queues.empty() || live == by_route.end()) continue;
    const std::string first = spec::rule_name_of(spec, route);
    const std::string path = queue_path_of(spec, route);
    QueueParts parts;
    for (size_t part = 0; part < spec.aws.rules_per_bus; ++part) {
      const std::string name = part_name(first, part, 0);
      for (const awsclient::Rule* rule : live->second) {
        if (rule->name != name) continue;
        parts.resize(part + 1);
        parts[part] = queue_ids_in(rule->pattern, path);
      }
    }
    if (!parts.empty()) out[route.name] = std::move(parts);
  }
  return out;
}

}  // namespace sb::reconcile
