// SPDX-License-Identifier: Apache-2.0
#include <simdjson.h>

#include "json/document.h"

// simdjson reads, Boost.JSON holds. What simdjson refuses or does not read as Boost.JSON would is left to
// Boost.JSON, which also has the reasons.
namespace sb::json {
namespace {

namespace dom = simdjson::dom;

// Smaller ones gain nothing, and larger ones would leave simdjson with as much memory as they took.
constexpr size_t kLeast = 512;
constexpr size_t kMost = 1024 * 1024;

class Builder {
 public:
  explicit Builder(size_t depth_max) : depth_max_(depth_max) {}

  // False: left to Boost.JSON.
  bool build(dom::element element, Value& out, size_t depth) {
    switch (element.type()) {
      case dom::element_type::OBJECT:
        return build_object(dom::object(element), out.emplace_object(), depth + 1);
      case dom::element_type::ARRAY:
        return build_array(dom::array(element), out.emplace_array(), depth + 1);
      case dom::element_type::STRING: {
        const std::string_view text(element);
        out.emplace_string().assign(text.data(), text.size());
        return true;
      }
      case dom::element_type::INT64:
        out.emplace_int64() = int64_t(element);
        return true;
      case dom::element_type::UINT64:
        out.emplace_uint64() = uint64_t(element);
        return true;
      case dom::element_type::DOUBLE:
        out.emplace_double() = double(element);
        return true;
      case dom::element_type::BOOL:
        out.emplace_bool() = bool(element);
        return true;
      case dom::element_type::NULL_VALUE:
        out.emplace_null();
        return true;
    }
    return false;
  }

 private:
  bool build_object(dom::object members, Object& out, size_t depth) {
    if (depth >= depth_max_) return false;
    out.reserve(members.size());
    for (const auto& [key, element] : members) {
      const auto [at, fresh] = out.emplace(boost::json::string_view(key.data(), key.size()), nullptr);
      if (!fresh || !build(element, at->value(), depth)) return false;
    }
    return true;
  }

  bool build_array(dom::array elements, Array& out, size_t depth) {
    if (depth >= depth_max_) return false;
    out.reserve(elements.size());
    for (const dom::element element : elements) {
      out.emplace_back(nullptr);
      if (!build(element, out.back(), depth)) return false;
    }
    return true;
  }

  const size_t depth_max_;
};

}  // namespace

base::Result<Value> parse_message(std::string_view text, size_t depth_max) {
  if (text.size() < kLeast || text.size() > kMost || text.front() != '{')
    return parse_document(text, depth_max);
  static thread_local dom::parser parser;
  dom::element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS)
    return parse_document(text, depth_max);
  Value out;
  if (!Builder(depth_max).build(root, out, 0)) return parse_document(text, depth_max);
  return out;
}

}  // namespace sb::json
