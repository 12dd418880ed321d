// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <fmt/format.h>

#include <algorithm>

#include <cstdio>

namespace sb::base {
namespace {

struct Fields {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<Milliseconds> time;
};

Fields split(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss<Milliseconds>{time - day}};
}

std::string render(Time time, const char* date_mark, const char* time_mark) {
  const Fields f = split(time);
  return fmt::format("{:04}{}{:02}{}{:02}T{:02}{}{:02}{}{:02}", static_cast<int>(f.date.year()), date_mark,
                     static_cast<unsigned>(f.date.month()), date_mark, static_cast<unsigned>(f.date.day()),
                     f.time.hours().count(), time_mark, f.time.minutes().count(), time_mark,
                     f.time.seconds().count());
}

Result<Time> assemble(std::string_view text, int y, int mo, int d, int h, int mi, int s, int ms) {
  const std::chrono::year_month_day date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(mo)},
                                         std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok() || h > 23 || mi > 59 || s > 60) {
    return Error{"", fmt::format("'{}' is not a time", text), ""};
  }
  return Time{std::chrono::sys_days{date}} + std::chrono::hours{h} + std::chrono::minutes{mi} + Seconds{s} +
         Milliseconds{ms};
}

int read_fraction(std::string_view rest) {
  int milliseconds = 0;
  int scale = 100;
  for (size_t i = 1; i < rest.size() && rest[i] >= '0' && rest[i] <= '9'; ++i, scale /= 10) {
    milliseconds += (rest[i] - '0') * scale;
  }
  return milliseconds;
}

}  // namespace

Time SystemClock::now() const {
  return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

std::string format_iso_seconds(Time time) { return render(time, "-", ":") + "Z"; }

std::string format_iso_milliseconds(Time time) {
  return render(time, "-", ":") + fmt::format(".{:03}Z", split(time).time.subseconds().count());
}

std::string format_basic(Time time) { return render(time, "", "") + "Z"; }

Result<Time> parse_iso(std::string_view text) {
  const std::string copy(text);
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, used = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &y, &mo, &d, &h, &mi, &s, &used) != 6) {
    return Error{"", fmt::format("'{}' is not an ISO-8601 UTC time", text), ""};
  }
  std::string_view rest = text.substr(static_cast<size_t>(used));
  const int ms = !rest.empty() && rest[0] == '.' ? read_fraction(rest) : 0;
  if (rest.empty() || (rest.back() != 'Z' && !rest.ends_with("+00:00"))) {
    return Error{"", fmt::format("'{}' is not an ISO-8601 UTC time", text), ""};
  }
  return assemble(text, y, mo, d, h, mi, s, ms);
}

Result<Time> parse_basic(std::string_view text) {
  const auto number = [&](size_t at, size_t digits) {
    int value = 0;
    for (const char c : text.substr(at, digits)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  if (text.size() == 16 && text[8] == 'T' && text[15] == 'Z') {
    const int parts[] = {number(0, 4), number(4, 2),  number(6, 2),
                         number(9, 2), number(11, 2), number(13, 2)};
    if (std::all_of(std::begin(parts), std::end(parts), [](int part) { return part >= 0; }))
      return assemble(text, parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], 0);
  }
  return Error{"", fmt::format("'{}' is not a time of the form YYYYMMDDTHHMMSSZ", text), ""};
}

}  // namespace sb::base
