// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace sb::base {

// A value that must never reach output, logs or argv. It prints as asterisks; reveal() is for the one
// place that hands it to a signer or a request.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string value_;
};

}  // namespace sb::base

template <>
struct fmt::formatter<sb::base::Secret> : fmt::formatter<std::string_view> {
  auto format(const sb::base::Secret&, fmt::format_context& context) const {
    return fmt::formatter<std::string_view>::format("********", context);
  }
};
