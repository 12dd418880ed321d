// SPDX-License-Identifier: Apache-2.0
#include "pattern/sample_value.h"

#include <array>
#include <cmath>
#include <limits>
#include <variant>
#include <vector>

#include "base/check.h"
#include "json/unicode.h"
#include "pattern/case_folding.h"
#include "pattern/decimal.h"
#include "pattern/evaluate.h"
#include "pattern/json_text.h"

namespace sb::pattern {

namespace {

using Candidates = std::vector<std::string>;

// Each character in the lower case that a pattern accepts in its place.
std::string lower_case(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    out += case_variants(json::decode_code_point(text, at, json::Surrogates::kAccept)).lower;
  }
  return out;
}

std::string join_pieces(const Wildcard& wildcard) {
  std::string out;
  for (const std::string& piece : wildcard.pieces) out += piece;
  return out;
}

std::string address_text(const IpAddress& address) {
  std::string out;
  if (address.family == IpAddress::Family::kV4) {
    for (int i = 0; i < 4; ++i)
      out += (i > 0 ? "." : "") + std::to_string(address.bytes[static_cast<size_t>(i)]);
    return out;
  }
  static constexpr char kHex[] = "0123456789abcdef";
  for (size_t i = 0; i < address.bytes.size(); ++i) {
    if (i > 0 && i % 2 == 0) out.push_back(':');
    out.push_back(kHex[address.bytes[i] >> 4]);
    out.push_back(kHex[address.bytes[i] & 15]);
  }
  return out;
}

std::string number_text(double number) {
  if (std::abs(number) < 1e15 && number == std::trunc(number)) {
    return std::to_string(static_cast<int64_t>(number));
  }
  const Decimal decimal = double_to_decimal(std::abs(number));
  const std::string sign = number < 0 ? "-" : "";
  const std::string& digits = decimal.digits;
  if (decimal.exponent > 0 && static_cast<size_t>(decimal.exponent) < digits.size()) {
    const auto point = static_cast<size_t>(decimal.exponent);
    return sign + digits.substr(0, point) + "." + digits.substr(point);
  }
  if (decimal.exponent == 0) return sign + "0." + digits;
  return sign + "0." + digits + "e" + std::to_string(decimal.exponent);
}

Candidates numbers_in(const NumericRange& range) {
  Candidates out;
  const auto both = [&](double number) { out.push_back(number_text(number)); };
  if (range.lower && range.lower->inclusive) both(range.lower->value);
  if (range.upper && range.upper->inclusive) both(range.upper->value);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (range.lower) {
    both(std::floor(range.lower->value) + 1);
    if (range.upper) both(range.lower->value + (range.upper->value - range.lower->value) / 2);
    both(std::nextafter(range.lower->value, kInfinity));
  }
  if (range.upper) {
    both(std::ceil(range.upper->value) - 1);
    both(std::nextafter(range.upper->value, -kInfinity));
  }
  return out;
}

struct Propose {
  Candidates operator()(const ExactString& exact) const { return {quoted(exact.value)}; }
  Candidates operator()(const ExactAddress& exact) const { return {quoted(address_text(exact.address))}; }
  Candidates operator()(const ExactNumber& exact) const { return {exact.number.spelling}; }
  Candidates operator()(const ExactLiteral& exact) const {
    return {exact.value == Literal::kNull ? "null" : exact.value == Literal::kTrue ? "true" : "false"};
  }
  Candidates operator()(const Prefix& prefix) const {
    return {quoted(prefix.value), quoted(lower_case(prefix.value))};
  }
  Candidates operator()(const Suffix& suffix) const {
    return {quoted(suffix.value), quoted(lower_case(suffix.value))};
  }
  Candidates operator()(const EqualsIgnoreCase& equals) const {
    return {quoted(equals.value), quoted(lower_case(equals.value))};
  }
  Candidates operator()(const WildcardMatch& match) const { return {quoted(join_pieces(match.wildcard))}; }
  Candidates operator()(const AnythingBut&) const { return {"\"other\"", "\"x\"", "\"\"", "1", "true"}; }
  Candidates operator()(const NumericRange& range) const { return numbers_in(range); }
  Candidates operator()(const Cidr& cidr) const { return {quoted(address_text(cidr.network))}; }
  Candidates operator()(const Exists& exists) const {
    return exists.presence == Presence::kPresent ? Candidates{"true"} : Candidates{};
  }
};

}  // namespace

std::optional<std::string> sample_value(const Predicate& predicate) {
  for (std::string& candidate : std::visit(Propose{}, predicate)) {
    if (accepts(predicate, read_value(candidate))) return std::move(candidate);
  }
  return std::nullopt;
}

Value read_value(std::string_view text) {
  const EventResult event = read_event("{\"v\":" + std::string(text) + "}");
  SB_CHECK(event.ok());
  const auto& values = event.event->values({"v", {"v"}});
  SB_CHECK(values.size() == 1);
  return values.front();
}

}  // namespace sb::pattern
