// SPDX-License-Identifier: Apache-2.0
#include "base/web_address.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sb::base {
namespace {

constexpr std::string_view kRefused = " \"<>\\";
constexpr int64_t kPortMax = 65535;

bool has_refused_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || kRefused.find(c) != std::string_view::npos;
  });
}

// "host", "host:port", "[::1]:port".
struct Place {
  std::string_view host;
  std::optional<std::string_view> port;
};

Place place_of(std::string_view text) {
  const size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  const size_t colon = bracket == std::string_view::npos ? bracket : text.find(':', bracket);
  if (colon == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool is_port(std::string_view text) {
  const auto number = parse_int(text);
  return number && *number >= 0 && *number <= kPortMax && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

bool is_web_address(std::string_view text, std::string_view scheme) {
  if (!text.starts_with(scheme) || !text.substr(scheme.size()).starts_with("://")) return false;
  const std::string_view rest = text.substr(scheme.size() + 3);
  if (has_refused_character(rest)) return false;
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto signs = std::count(authority.begin(), authority.end(), '@');
  if (signs > 1) return false;
  const Place place = place_of(signs == 0 ? authority : authority.substr(authority.find('@') + 1));
  if (place.host.empty() || (place.port && !is_port(*place.port))) return false;
  const bool sign_behind = rest.find('@', authority.size()) != std::string_view::npos;
  return !sign_behind || (signs == 0 && !place.port);
}

}  // namespace sb::base
