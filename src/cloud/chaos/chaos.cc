// SPDX-License-Identifier: Apache-2.0
#include "cloud/chaos/chaos.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/text.h"

namespace sb::cloud::chaos {
namespace {

// Late deliveries come up to so much later.
constexpr int64_t kHeldBackMillisecondsMax = 5000;
constexpr int64_t kLatencyMillisecondsMax = 60000;

base::Error bad(std::string_view part, std::string_view wanted) {
  return {
      "", fmt::format("chaos: '{}' is not {}", part, wanted),
      "for example --chaos latency=50ms,throttle=10%,error=1%,reset=1%,duplicate=1%,late=1%,stale=1%,seed=7"};
}

std::optional<double> parse_share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  const std::string digits(text.substr(0, text.size() - 1));
  if (digits.empty() || digits.find_first_not_of("0123456789.") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double percent = std::strtod(digits.c_str(), &end);
  if (*end != '\0' || percent > 100) return std::nullopt;
  return percent / 100;
}

std::optional<base::Milliseconds> parse_latency(std::string_view text) {
  const bool milliseconds = text.ends_with("ms");
  if (!milliseconds && !text.ends_with('s')) return std::nullopt;
  const auto number = base::parse_int(text.substr(0, text.size() - (milliseconds ? 2 : 1)));
  if (!number || *number < 0 || *number > kLatencyMillisecondsMax) return std::nullopt;
  const int64_t whole = milliseconds ? *number : *number * 1000;
  if (whole > kLatencyMillisecondsMax) return std::nullopt;
  return base::Milliseconds(whole);
}

double* share_named(Measure& measure, std::string_view name) {
  if (name == "throttle") return &measure.throttle;
  if (name == "error") return &measure.error;
  if (name == "reset") return &measure.reset;
  if (name == "duplicate") return &measure.duplicate;
  if (name == "late") return &measure.late;
  if (name == "stale") return &measure.stale;
  return nullptr;
}

base::Status read_part(std::string_view part, Measure& out) {
  const size_t equals = part.find('=');
  const std::string_view name = part.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "" : part.substr(equals + 1);
  if (double* share = share_named(out, name)) {
    const auto found = parse_share(value);
    if (!found) return bad(part, "a share from 0% to 100%");
    *share = *found;
    return {};
  }
  if (name == "latency") {
    const auto found = parse_latency(value);
    if (!found) return bad(part, "a time up to 60s, as latency=50ms");
    out.latency = *found;
    return {};
  }
  if (name == "seed") {
    const auto found = base::parse_int(value);
    if (!found || *found < 0) return bad(part, "a whole number, as seed=7");
    out.seed = static_cast<uint64_t>(*found);
    return {};
  }
  return bad(part, "one of latency, throttle, error, reset, duplicate, late, stale, seed");
}

// A number in [0, 1), the same on every machine.
double unit(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

}  // namespace

base::Result<Measure> parse_measure(std::string_view text) {
  Measure out;
  for (const std::string_view part : base::split(text, ',')) {
    if (auto status = read_part(base::trim(part), out); !status) return status.error();
  }
  if (out.throttle + out.error + out.reset > 1)
    return base::Error{"", "chaos: throttle, error and reset together are over 100%", "lower one of them"};
  return out;
}

Chaos::Chaos(const Measure& measure)
    : measure_(measure),
      calls_(measure.seed),
      reads_(measure.seed ^ 0xC2B2AE3D27D4EB4F),
      deliveries_(measure.seed ^ 0x9E3779B97F4A7C15) {}

Trouble Chaos::next_call() {
  double drawn = unit(calls_);
  if (drawn < measure_.throttle) return Trouble::kThrottle;
  drawn -= measure_.throttle;
  if (drawn < measure_.error)
    return drawn < measure_.error / 2 ? Trouble::kErrorBefore : Trouble::kErrorAfter;
  drawn -= measure_.error;
  if (drawn < measure_.reset)
    return drawn < measure_.reset / 2 ? Trouble::kResetBefore : Trouble::kResetAfter;
  return Trouble::kNone;
}

bool Chaos::next_read_is_stale() { return unit(reads_) < measure_.stale; }

Detour Chaos::next_delivery() {
  Detour out;
  out.twice = unit(deliveries_) < measure_.duplicate;
  const double late = unit(deliveries_);
  const double how_late = unit(deliveries_);
  if (late < measure_.late)
    out.held_back = base::Milliseconds(1 + static_cast<int64_t>(how_late * kHeldBackMillisecondsMax));
  return out;
}

}  // namespace sb::cloud::chaos
