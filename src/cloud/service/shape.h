// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "cloud/service/constraints.h"

// Nested members of a service's model as tables: what a request's structures may hold, and what of them is
// kept. Tables are constants that live as long as the program.
namespace sb::cloud::service {

struct Shape;

// What one value is. Members that are not of the kind are as they stand below.
struct Type {
  enum class Kind { kText, kInteger, kBoolean, kStructure, kList, kMap };

  Kind kind = Kind::kText;
  const TextRule* rule = nullptr;                       // of a text; null: any
  std::span<const char* const> values = {};             // of a text: all there are; empty: any
  int64_t least = std::numeric_limits<int32_t>::min();  // an integer's value, a list's or a map's length
  int64_t most = std::numeric_limits<int32_t>::max();
  const Shape* shape = nullptr;        // of a structure
  const Type* element = nullptr;       // of a list; of a map: its values
  const TextRule* key_rule = nullptr;  // of a map's keys
};

struct Member {
  const char* name;
  Type type;
  Need need = Need::kOptional;
};

struct Shape {
  std::span<const Member> members;
};

constexpr Type text_type(const TextRule* rule = nullptr) { return {.rule = rule}; }
constexpr Type enum_type(std::span<const char* const> values) { return {.values = values}; }
constexpr Type integer_type(int64_t least = std::numeric_limits<int32_t>::min(),
                            int64_t most = std::numeric_limits<int32_t>::max()) {
  return {.kind = Type::Kind::kInteger, .least = least, .most = most};
}
constexpr Type boolean_type() { return {.kind = Type::Kind::kBoolean}; }
constexpr Type structure_type(const Shape& shape) {
  return {.kind = Type::Kind::kStructure, .shape = &shape};
}
constexpr Type list_type(const Type& element, int64_t least = 0,
                         int64_t most = std::numeric_limits<int32_t>::max()) {
  return {.kind = Type::Kind::kList, .least = least, .most = most, .element = &element};
}
constexpr Type map_type(const TextRule* key_rule, const Type& values,
                        int64_t most = std::numeric_limits<int32_t>::max()) {
  return {.kind = Type::Kind::kMap, .least = 0, .most = most, .element = &values, .key_rule = key_rule};
}

// Finds what is wrong with the members of `object`, in the shape's order; null is as good as absent. `path`
// is what stands before a member's name ("targets.1.member.").
void check(const json::Object& object, const Shape& shape, const std::string& path, Constraints& out);
// One member of a request: `input[member.name]`.
void check(const json::Object& input, const Member& member, const std::string& path, Constraints& out);

// What a service keeps of `object`, which was checked: the members that the shape knows and that are set, in
// the order in which they were given, integers and booleans as such.
json::Object kept(const json::Object& object, const Shape& shape);

}  // namespace sb::cloud::service
