// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/paging.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kPageSize[] = "pageSize";
constexpr char kPageNumber[] = "pageNumber";

std::variant<int64_t, ErrorBody> read_number(const base::Form& query, const char* name, int64_t fallback,
                                             int64_t max) {
  const auto given = base::form_values(query, name);
  if (given.empty()) return fallback;
  const auto number = base::parse_int(given.front());
  if (number && *number >= 1 && *number <= max) return *number;
  return invalid_value(name, fmt::format("The parameter {} must be a whole number from 1 to {}; it is '{}'.",
                                         name, max, given.front()));
}

std::string uri(const Ask& ask, int64_t size, int64_t number) {
  std::string out = fmt::format("{}?{}={}&{}={}", ask.path, kPageSize, size, kPageNumber, number);
  for (const auto& [name, value] : ask.query) {
    if (name != kPageSize && name != kPageNumber)
      out += fmt::format("&{}={}", base::percent_encode(name), base::percent_encode(value));
  }
  return out;
}

}  // namespace

std::variant<Page, ErrorBody> read_page(const base::Form& query, int64_t size_max, int64_t number_max) {
  const auto size = read_number(query, kPageSize, Page{}.size, size_max);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&size)) return *error;
  const auto number = read_number(query, kPageNumber, Page{}.number, number_max);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&number)) return *error;
  return Page{std::get<int64_t>(size), std::get<int64_t>(number), number_max};
}

std::variant<bool, ErrorBody> read_ascending(const base::Form& query) {
  const std::string order = base::to_lower(base::form_value(query, "sortOrder"));
  if (order.empty() || order == "asc") return true;
  if (order == "desc") return false;
  return invalid_value("sortOrder", "The parameter sortOrder must be asc or desc.");
}

std::variant<std::optional<bool>, ErrorBody> read_flag(const base::Form& query, const std::string& name) {
  const std::string text = base::to_lower(base::form_value(query, name));
  if (text.empty()) return std::optional<bool>{};
  if (text == "true" || text == "false") return std::optional<bool>(text == "true");
  return invalid_value(name, fmt::format("The parameter {} must be true or false.", name));
}

std::vector<std::string> read_values(const base::Form& query, const std::string& name) {
  std::vector<std::string> out;
  for (const std::string& value : base::form_values(query, name)) {
    for (const std::string_view part : base::split(value, ',')) {
      if (!part.empty()) out.emplace_back(part);
    }
  }
  return out;
}

json::Object make_page(const Ask& ask, const Page& page, size_t count,
                       const std::function<json::Object(size_t index)>& render) {
  const int64_t total = static_cast<int64_t>(count);
  const int64_t pages = (total + page.size - 1) / page.size;
  const int64_t last = std::clamp<int64_t>(pages, 1, page.number_max);
  json::Array entities;
  if (page.number <= pages) {
    const int64_t first = (page.number - 1) * page.size;
    for (int64_t i = first; i < std::min(total, first + page.size); ++i)
      entities.push_back(render(static_cast<size_t>(i)));
  }
  json::Object out{{"entities", std::move(entities)},
                   {"pageSize", page.size},
                   {"pageNumber", page.number},
                   {"total", total},
                   {"pageCount", pages},
                   {"firstUri", uri(ask, page.size, 1)},
                   {"lastUri", uri(ask, page.size, last)},
                   {"selfUri", uri(ask, page.size, page.number)}};
  if (page.number < last) out["nextUri"] = uri(ask, page.size, page.number + 1);
  if (page.number > 1) out["previousUri"] = uri(ask, page.size, std::min(page.number - 1, last));
  return out;
}

}  // namespace sb::cloud::genesys
