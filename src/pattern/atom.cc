// SPDX-License-Identifier: Apache-2.0
#include "pattern/atom.h"

#include <algorithm>
#include <cstring>
#include <variant>

#include "base/check.h"

namespace sb::pattern {

namespace {

template <class T>
void append(std::string& bytes, const T& value) {
  const size_t size = bytes.size();
  bytes.resize(size + sizeof value);
  std::memcpy(bytes.data() + size, &value, sizeof value);
}

template <class T>
T take(std::string_view& bytes) {
  T value{};
  SB_CHECK(bytes.size() >= sizeof value);
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

double without_negative_zero(double value) { return value == 0 ? 0.0 : value; }

void append(std::string& bytes, const std::optional<Bound>& bound) {
  append(bytes, static_cast<uint8_t>(!bound ? 0 : bound->inclusive ? 2 : 1));
  append(bytes, bound ? without_negative_zero(bound->value) : 0.0);
}

std::optional<Bound> take_bound(std::string_view& bytes) {
  const auto form = take<uint8_t>(bytes);
  const auto value = take<double>(bytes);
  if (form == 0) return std::nullopt;
  return Bound{value, form == 2};
}

std::string expression_of(const Wildcard& wildcard) {
  std::string expression;
  for (size_t i = 0; i < wildcard.pieces.size(); ++i) {
    if (i > 0) expression.push_back('*');
    for (const char c : wildcard.pieces[i]) {
      if (c == '*' || c == '\\') expression.push_back('\\');
      expression.push_back(c);
    }
  }
  return expression;
}

}  // namespace

AtomKey string_atom(std::string_view text) { return {AtomKind::kString, std::string(text)}; }

std::string_view address_key(const IpAddress& address, KeyBuffer& buffer) {
  buffer[0] = static_cast<char>(address.family);
  std::memcpy(buffer.data() + 1, address.bytes.data(), address.bytes.size());
  return {buffer.data(), 1 + address.bytes.size()};
}

AtomKey address_atom(const IpAddress& address) {
  KeyBuffer buffer;
  return {AtomKind::kAddress, std::string(address_key(address, buffer))};
}

AtomKey number_atom(double value) {
  AtomKey key{AtomKind::kNumber, {}};
  append(key.bytes, without_negative_zero(value));
  return key;
}

AtomKey spelling_atom(std::string_view spelling) { return {AtomKind::kSpelling, std::string(spelling)}; }

AtomKey literal_atom(Literal literal) {
  return {AtomKind::kLiteral, std::string(1, static_cast<char>(literal))};
}

AtomKey network_atom(const IpAddress& address, int prefix_bits) {
  AtomKey key{AtomKind::kNetwork, {}};
  append(key.bytes, static_cast<uint8_t>(prefix_bits));
  append(key.bytes, address.family);
  std::array<uint8_t, 16> masked{};
  const auto whole = static_cast<size_t>(prefix_bits / 8);
  std::copy_n(address.bytes.begin(), whole, masked.begin());
  const int left = prefix_bits % 8;
  if (left > 0) masked[whole] = static_cast<uint8_t>(address.bytes[whole] & (0xFF << (8 - left)));
  append(key.bytes, masked);
  return key;
}

Cidr network_of(std::string_view bytes) {
  Cidr cidr;
  cidr.prefix_bits = take<uint8_t>(bytes);
  cidr.network.family = take<IpAddress::Family>(bytes);
  cidr.network.bytes = take<std::array<uint8_t, 16>>(bytes);
  return cidr;
}

AtomKey wildcard_atom(const Wildcard& wildcard) {
  const auto& pieces = wildcard.pieces;
  if (pieces.size() == 1) return string_atom(pieces.front());
  if (pieces.size() == 2 && pieces.back().empty()) return {AtomKind::kPrefix, pieces.front()};
  if (pieces.size() == 2 && pieces.front().empty()) return {AtomKind::kSuffix, pieces.back()};
  return {AtomKind::kWildcard, expression_of(wildcard)};
}

AtomKey range_atom(const NumericRange& range) {
  const bool point = range.lower && range.upper && range.lower->value == range.upper->value;
  if (point) return number_atom(range.lower->value);
  AtomKey key{AtomKind::kRange, {}};
  append(key.bytes, range.lower);
  append(key.bytes, range.upper);
  return key;
}

Wildcard wildcard_of(std::string_view bytes) {
  auto parsed = parse_wildcard(bytes);
  SB_CHECK(std::holds_alternative<Wildcard>(parsed));
  return std::get<Wildcard>(std::move(parsed));
}

NumericRange range_of(std::string_view bytes) {
  NumericRange range;
  range.lower = take_bound(bytes);
  range.upper = take_bound(bytes);
  return range;
}

}  // namespace sb::pattern
