// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "cloud/genesys/router.h"

// The pages in which the platform API lists things, and their envelope.
namespace sb::cloud::genesys {

struct Page {
  int64_t size = 25;
  int64_t number = 1;
  int64_t number_max = INT64_MAX;  // no URI leads further
};

// Reads pageSize and pageNumber of a query; both count from 1.
std::variant<Page, ErrorBody> read_page(const base::Form& query, int64_t size_max, int64_t number_max);
// "asc" (also when absent) is true, "desc" is false; both in any case.
std::variant<bool, ErrorBody> read_ascending(const base::Form& query);
// nullopt inside: absent.
std::variant<std::optional<bool>, ErrorBody> read_flag(const base::Form& query, const std::string& name);

// The values of a parameter that may be repeated, hold a list with commas, or both, as SDKs send it.
std::vector<std::string> read_values(const base::Form& query, const std::string& name);

// The page of `count` things, rendered by index, in the envelope: entities, pageSize, pageNumber, total,
// pageCount, firstUri, lastUri, selfUri, nextUri and previousUri. URIs keep the other parameters of the
// query.
json::Object make_page(const Ask& ask, const Page& page, size_t count,
                       const std::function<json::Object(size_t index)>& render);

}  // namespace sb::cloud::genesys
