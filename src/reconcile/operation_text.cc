// SPDX-License-Identifier: Apache-2.0
#include "reconcile/operation_text.h"

#include <boost/pfr.hpp>

#include <concepts>

#include "json/document.h"

namespace sb::reconcile {
namespace {

template <class T>
concept List = requires(const T& item) {
  item.begin();
  typename T::value_type;
};
template <class T>
concept Duration = requires(const T& item) { item.count(); };
template <class T>
concept Pair = requires(const T& item) {
  item.first;
  item.second;
};
template <class T>
concept Optional = requires(const T& item) {
  item.has_value();
  *item;
};

// Members of structures by their order, so that a member that is added to an operation is in its text.
template <class T>
json::Value value_of(const T& item) {
  if constexpr (std::same_as<T, std::string> || std::same_as<T, json::Object> ||
                std::same_as<T, json::Array> || std::same_as<T, json::Value> || std::is_arithmetic_v<T>) {
    return json::Value(item);
  } else if constexpr (std::is_enum_v<T>) {
    return json::Value(static_cast<int64_t>(item));
  } else if constexpr (Duration<T>) {
    return json::Value(static_cast<int64_t>(item.count()));
  } else if constexpr (Pair<T>) {
    return json::Array{value_of(item.first), value_of(item.second)};
  } else if constexpr (Optional<T>) {
    return item.has_value() ? json::Array{value_of(*item)} : json::Array{};
  } else if constexpr (List<T>) {
    json::Array out;
    for (const auto& element : item) out.push_back(value_of(element));
    return out;
  } else {
    json::Array out;
    boost::pfr::for_each_field(item, [&](const auto& member) { out.push_back(value_of(member)); });
    return out;
  }
}

}  // namespace

std::string text_of(const std::vector<Operation>& operations) {
  json::Array out;
  for (const Operation& operation : operations) {
    out.push_back(json::Array{operation.index(),
                              std::visit([](const auto& call) { return value_of(call); }, operation)});
  }
  return json::to_text(out);
}

}  // namespace sb::reconcile
