// SPDX-License-Identifier: Apache-2.0
#include "aws/policy_value.h"

#include <arpa/inet.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <string>

#include "base/text.h"

namespace sb::aws {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Reads `text` from its beginning.
class Scan {
 public:
  explicit Scan(std::string_view text) : rest_(text) {}

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly so many digits.
  bool number(size_t digits, int& out) {
    if (!is_digits(rest_.substr(0, digits)) || rest_.size() < digits) return false;
    std::from_chars(rest_.data(), rest_.data() + digits, out);
    rest_.remove_prefix(digits);
    return true;
  }
  // As many digits as there are, at least one.
  std::string_view digits() {
    const std::string_view found = rest_.substr(0, rest_.find_first_not_of("0123456789"));
    rest_.remove_prefix(found.size());
    return found;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool read_fraction(Scan& scan, base::Milliseconds& out) {
  std::string thousandths(scan.digits());
  if (thousandths.empty()) return false;
  thousandths.resize(3, '0');
  out += base::Milliseconds(*base::parse_int(thousandths));
  return true;
}

bool read_zone(Scan& scan, base::Milliseconds& out) {
  if (scan.take('Z')) return true;
  const bool is_east = scan.take('+');
  int hours = 0;
  int minutes = 0;
  if (!is_east && !scan.take('-')) return false;
  if (!scan.number(2, hours)) return false;
  scan.take(':');
  if (!scan.number(2, minutes) || hours > 23 || minutes > 59) return false;
  const base::Milliseconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  out += is_east ? -offset : offset;
  return true;
}

// What follows the T of a date.
bool read_clock(Scan& scan, bool is_extended, base::Milliseconds& out) {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  if (!scan.number(2, hours) || (is_extended && !scan.take(':')) || !scan.number(2, minutes)) return false;
  const bool has_seconds = is_extended ? scan.take(':') : true;
  if (has_seconds && !scan.number(2, seconds)) return false;
  if (hours > 23 || minutes > 59 || seconds > 60) return false;
  out = std::chrono::hours(hours) + std::chrono::minutes(minutes) + base::Seconds(seconds);
  if (has_seconds && scan.take('.') && !read_fraction(scan, out)) return false;
  return read_zone(scan, out);
}

}  // namespace

std::optional<double> parse_policy_number(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(out)) return std::nullopt;
  return out;
}

std::optional<base::Time> parse_policy_date(std::string_view text) {
  static constexpr size_t kSecondsDigitsMax = 12;
  if (is_digits(text)) {
    if (text.size() > kSecondsDigitsMax) return std::nullopt;
    return base::Time(base::Seconds(*base::parse_int(text)));
  }
  Scan scan(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!scan.number(4, year)) return std::nullopt;
  const bool is_extended = scan.take('-');
  if (!scan.number(2, month) || (is_extended && !scan.take('-')) || !scan.number(2, day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  base::Milliseconds clock{0};
  if (!scan.at_end() && (!scan.take('T') || !read_clock(scan, is_extended, clock) || !scan.at_end()))
    return std::nullopt;
  return base::Time(std::chrono::sys_days(date)) + clock;
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  IpRange out;
  out.is_v6 = address.find(':') != std::string::npos;
  if (::inet_pton(out.is_v6 ? AF_INET6 : AF_INET, address.c_str(), out.bytes.data()) != 1)
    return std::nullopt;
  const int bits_max = out.is_v6 ? 128 : 32;
  out.bits = bits_max;
  if (slash == std::string_view::npos) return out;
  const std::string_view bits = text.substr(slash + 1);
  if (!is_digits(bits) || bits.size() > 3) return std::nullopt;
  out.bits = static_cast<int>(*base::parse_int(bits));
  return out.bits <= bits_max ? std::optional(out) : std::nullopt;
}

bool contains(const IpRange& outer, const IpRange& inner) {
  if (outer.is_v6 != inner.is_v6 || inner.bits < outer.bits) return false;
  for (int bit = 0; bit < outer.bits; ++bit) {
    const auto at = static_cast<size_t>(bit) / 8;
    const int mask = 0x80 >> (bit % 8);
    if ((outer.bytes[at] & mask) != (inner.bytes[at] & mask)) return false;
  }
  return true;
}

}  // namespace sb::aws
