// SPDX-License-Identifier: Apache-2.0
#include "aws/limits.h"

#include <algorithm>

namespace sb::aws {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

bool is_made_of(std::string_view text, std::string_view extra) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_alphanumeric(c) || extra.find(c) != std::string_view::npos; });
}

bool is_rule_name(std::string_view name) {
  return !name.empty() && name.size() <= kRuleNameMax && is_made_of(name, ".-_");
}

bool is_topic_name(std::string_view name) {
  return !name.empty() && name.size() <= kTopicNameMax && is_made_of(name, "-_");
}

bool is_queue_name(std::string_view name) {
  if (name.size() > kQueueNameMax) return false;
  if (name.ends_with(".fifo")) name.remove_suffix(5);
  return !name.empty() && is_made_of(name, "-_");
}

bool is_bus_name(std::string_view name) {
  return !name.empty() && name.size() <= kBusNameMax && is_made_of(name, "./-_");
}

bool is_function_name(std::string_view name) {
  const size_t colon = name.find(':');
  const std::string_view base = name.substr(0, colon);
  if (base.empty() || base.size() > kFunctionNameMax || !is_made_of(base, "-_")) return false;
  return colon == std::string_view::npos ||
         (colon + 1 < name.size() && is_made_of(name.substr(colon + 1), "-_$"));
}

bool is_partner_bus_name(std::string_view name) {
  static constexpr std::string_view kPrefix = "aws.partner/";
  if (!name.starts_with(kPrefix) || name.size() > kBusNameMax || name.ends_with('/')) return false;
  name.remove_prefix(kPrefix.size());
  return name.find('/') != std::string_view::npos && name.find("//") == std::string_view::npos &&
         !name.starts_with('/') && is_made_of(name, "./-_");
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace sb::aws
