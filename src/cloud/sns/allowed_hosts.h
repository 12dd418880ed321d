// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sb::cloud::sns {

// The hosts that HTTP subscriptions may reach: those that the user named, no other.
class AllowedHosts {
 public:
  AllowedHosts() = default;
  // Entries are "host" (any port) or "host:port"; IPv6 addresses stand in brackets. Error: the entry that is
  // neither.
  static base::Result<AllowedHosts> parse(const std::vector<std::string>& entries);

  // `url` is one that is_endpoint_url() takes.
  bool allows(std::string_view url) const;
  // What to tell a user whose `url` is not allowed: the host, and the flag that would allow it.
  static std::string refusal(std::string_view url);

 private:
  struct Entry {
    std::string host;  // in lower case
    std::optional<int> port;
  };
  std::vector<Entry> entries_;
};

// True for an absolute http or https address in printable ASCII, without what clients read in different ways
// (backslashes, escapes in the host). A user and a password may stand before the host.
bool is_endpoint_url(std::string_view url);

}  // namespace sb::cloud::sns
