// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/allowed_hosts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "net/http_message.h"

namespace sb::cloud::sns {
namespace {

bool is_host(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string_view inside = bracketed ? host.substr(1, host.size() - 2) : host;
  const std::string_view others = bracketed ? ":." : ".-_";
  return !inside.empty() && std::all_of(inside.begin(), inside.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool has_port(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  const size_t bracket = authority.rfind(']');
  return colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
}

}  // namespace

base::Result<AllowedHosts> AllowedHosts::parse(const std::vector<std::string>& entries) {
  AllowedHosts out;
  for (const std::string& text : entries) {
    const auto origin = net::parse_origin("http://" + text);
    if (!origin || !is_host(origin->host) || text.find_first_of("/?#@") != std::string::npos) {
      return base::Error{"allow-http", fmt::format("'{}' is not a host", text),
                         "give HOST or HOST:PORT, such as 127.0.0.1:8080 or hooks.example.com"};
    }
    Entry entry{base::to_lower(origin->host), std::nullopt};
    if (has_port(text)) entry.port = origin->port;
    out.entries_.push_back(std::move(entry));
  }
  return out;
}

bool AllowedHosts::allows(std::string_view url) const {
  const auto origin = net::parse_origin(url);
  if (!origin) return false;
  const std::string host = base::to_lower(origin->host);
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.host == host && (!entry.port || *entry.port == origin->port);
  });
}

std::string AllowedHosts::refusal(std::string_view url) {
  const auto origin = net::parse_origin(url);
  const std::string place = origin ? fmt::format("{}:{}", origin->host, origin->port) : "such an address";
  return fmt::format(
      "HTTP subscriptions may reach allowed hosts only. Start the local cloud with --allow-http {} to let "
      "this one in.",
      place);
}

bool is_endpoint_url(std::string_view url) {
  const auto printable = [](char c) { return c > ' ' && c < '\x7f' && c != '\\' && c != '"' && c != '<'; };
  if (!std::all_of(url.begin(), url.end(), printable)) return false;
  const auto origin = net::parse_origin(url);
  return origin && is_host(origin->host);
}

}  // namespace sb::cloud::sns
