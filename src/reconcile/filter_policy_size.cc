// SPDX-License-Identifier: Apache-2.0
#include "reconcile/filter_policy_size.h"

#include <algorithm>

#include "json/document.h"

namespace sb::reconcile {
namespace {

constexpr size_t kCeiling = 1000000;

size_t combinations(const json::Object& object, size_t depth, size_t so_far) {
  size_t product = so_far;
  for (const auto& [key, value] : object) {
    if (const json::Object* below = value.if_object()) {
      product = combinations(*below, depth + 1, product);
      continue;
    }
    const json::Array* list = value.if_array();
    const size_t length = list == nullptr ? 1 : list->size();
    if (key == "$or" && list != nullptr) {
      size_t sum = 0;
      for (const json::Value& branch : *list)
        sum += branch.is_object() ? combinations(branch.get_object(), depth, product) : 0;
      product = sum;
    } else {
      product *= std::max<size_t>(length, 1) * depth;
    }
    product = std::min(product, kCeiling);
  }
  return product;
}

bool holds_wildcard(const json::Value& value) {
  if (const json::Object* object = value.if_object()) {
    return std::any_of(object->begin(), object->end(), [](const auto& member) {
      return member.key() == "wildcard" || holds_wildcard(member.value());
    });
  }
  const json::Array* list = value.if_array();
  return list != nullptr && std::any_of(list->begin(), list->end(), holds_wildcard);
}

}  // namespace

FilterPolicySize measure_filter_policy(const std::string& policy) {
  const auto document = json::parse_document(policy);
  if (!document || !document->is_object()) return {};
  const json::Object& object = document->get_object();
  return {object.size(), combinations(object, 1, 1)};
}

bool has_wildcard(const std::string& pattern) {
  if (pattern.find("\"wildcard\"") == std::string::npos) return false;
  const auto document = json::parse_document(pattern);
  return document.ok() && holds_wildcard(*document);
}

}  // namespace sb::reconcile
