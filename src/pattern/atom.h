// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "pattern/ast.h"

// Predicates cut into atoms: tests of one value that either hold or do not, of which every predicate is a
// combination. {"anything-but":["a","b"]} says that neither of two atoms holds, {"exists":true} needs none.
// Atoms that mean the same are the same: {"wildcard":"a*"} is the prefix "a", {"numeric":["=",5]} is 5.
namespace sb::pattern {

enum class AtomKind : uint8_t {
  kString,            // bytes: the string
  kAddress,           // an IpAddress
  kNumber,            // a comparable number, by value
  kSpelling,          // any other number, by spelling
  kLiteral,           // a Literal
  kNetwork,           // prefix length and masked IpAddress
  kPrefix,            // bytes: the string
  kSuffix,            //
  kPrefixIgnoreCase,  //
  kSuffixIgnoreCase,  //
  kEqualsIgnoreCase,  //
  kWildcard,          // bytes: the expression as a pattern writes it
  kRange,             // a NumericRange
};

inline constexpr int kAtomKindBits = 4;

// An atom as bytes: equal bytes, equal atom.
struct AtomKey {
  AtomKind kind = AtomKind::kString;
  std::string bytes;
};

AtomKey string_atom(std::string_view text);
AtomKey address_atom(const IpAddress& address);
AtomKey number_atom(double value);
AtomKey spelling_atom(std::string_view spelling);
AtomKey literal_atom(Literal literal);
// Bits of `address` behind the first `prefix_bits` do not matter.
AtomKey network_atom(const IpAddress& address, int prefix_bits);
// The bytes of an address_atom(); they stand in `buffer`.
using KeyBuffer = std::array<char, 17>;
std::string_view address_key(const IpAddress& address, KeyBuffer& buffer);
AtomKey wildcard_atom(const Wildcard& wildcard);
AtomKey range_atom(const NumericRange& range);

// What network_atom(), wildcard_atom() and range_atom() were made from.
Cidr network_of(std::string_view bytes);
Wildcard wildcard_of(std::string_view bytes);
NumericRange range_of(std::string_view bytes);

}  // namespace sb::pattern
