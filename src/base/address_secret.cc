// SPDX-License-Identifier: Apache-2.0
#include "base/address_secret.h"

namespace sb::base {
namespace {

constexpr std::string_view kMask = "****";
constexpr std::string_view kScheme = "://";
// What ends the part of an address that names the host; the last of them where a text ends the address.
constexpr std::string_view kEnds = "/?#\\\"<>` \t\r\n";

struct Span {
  size_t begin = 0;
  size_t end = 0;
};

// The first secret from `from` on.
std::optional<Span> find_span(std::string_view text, size_t from) {
  for (size_t at = text.find(kScheme, from); at != std::string_view::npos; at = text.find(kScheme, at)) {
    at += kScheme.size();
    const std::string_view authority = text.substr(at, text.find_first_of(kEnds, at) - at);
    const size_t end = authority.rfind('@');
    if (end == std::string_view::npos) continue;
    const size_t colon = authority.substr(0, end).find(':');
    const size_t begin = colon == std::string_view::npos ? 0 : colon + 1;
    if (begin < end) return Span{at + begin, at + end};
  }
  return std::nullopt;
}

}  // namespace

std::optional<AddressSecret> find_address_secret(std::string_view address) {
  const auto found = find_span(address, 0);
  if (!found) return std::nullopt;
  return AddressSecret{std::string(address.substr(0, found->begin)),
                       std::string(address.substr(found->begin, found->end - found->begin)),
                       std::string(address.substr(found->end))};
}

std::string mask_address_secrets(std::string_view text) {
  std::string out;
  size_t from = 0;
  while (const auto found = find_span(text, from)) {
    out += text.substr(from, found->begin - from);
    out += kMask;
    from = found->end;
  }
  return out.append(text.substr(from));
}

}  // namespace sb::base
