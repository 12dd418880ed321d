// SPDX-License-Identifier: Apache-2.0
#include "net/http_message.h"

#include "base/text.h"

namespace sb::net {

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (base::equals_ignore_case(key, name)) return value;
  }
  return std::nullopt;
}

std::string_view HttpRequest::path() const {
  const std::string_view whole = target;
  return whole.substr(0, whole.find('?'));
}

std::string_view HttpRequest::query() const {
  const size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

std::optional<Origin> parse_origin(std::string_view url) {
  Origin origin;
  const size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  origin.scheme = base::to_lower(url.substr(0, scheme_end));
  if (origin.scheme != "http" && origin.scheme != "https") return std::nullopt;
  std::string_view authority = url.substr(scheme_end + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  const size_t bracket = authority.rfind(']');
  const size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  origin.host = std::string(has_port ? authority.substr(0, colon) : authority);
  if (origin.host.empty()) return std::nullopt;
  origin.port = origin.scheme == "https" ? 443 : 80;
  if (has_port) {
    const auto port = base::parse_int(authority.substr(colon + 1));
    if (!port || *port < 1 || *port > 65535) return std::nullopt;
    origin.port = static_cast<int>(*port);
  }
  return origin;
}

bool is_loopback_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (base::equals_ignore_case(host, "localhost") || host == "::1") return true;
  if (!host.starts_with("127.")) return false;
  const auto parts = base::split(host, '.');
  for (const std::string_view part : parts) {
    const auto number = base::parse_int(part);
    if (!number || *number < 0 || *number > 255) return false;
  }
  return parts.size() == 4;
}

}  // namespace sb::net
