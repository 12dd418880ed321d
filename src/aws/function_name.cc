// SPDX-License-Identifier: Apache-2.0
#include "aws/function_name.h"

#include <algorithm>

#include "aws/limits.h"

namespace sb::aws {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_lower(std::string_view text) { return std::all_of(text.begin(), text.end(), is_lower); }

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

bool is_region(std::string_view text) {
  take(text, "eusc-");
  const size_t last = text.rfind('-');
  if (text.size() < 3 || !all_lower(text.substr(0, 2)) || text[2] != '-' || last == 2) return false;
  const std::string_view number = text.substr(last + 1);
  std::string_view middle = text.substr(3, last - 3);
  if (!take(middle, "gov-") && take(middle, "iso") && !take(middle, "-"))
    middle = middle.size() > 2 && is_lower(middle[0]) && middle[1] == '-' ? middle.substr(2) : "";
  return number.size() == 1 && is_digit(number[0]) && !middle.empty() && all_lower(middle);
}

namespace {

// Takes what stands before the first colon where `is_one` holds for it; else "".
std::string take_element(std::string_view& text, bool (*is_one)(std::string_view)) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_one(text.substr(0, colon))) return "";
  std::string out(text.substr(0, colon));
  text.remove_prefix(colon + 1);
  return out;
}

// "arn:PARTITION:lambda:".
void take_head(std::string_view& text) {
  const size_t service = text.find(":lambda:", 4);
  if (!text.starts_with("arn:") || service == std::string_view::npos) return;
  const std::string_view partition = text.substr(4, service - 4);
  if (partition.empty() || (partition.starts_with("aws") && is_made_of(partition, "-")))
    text.remove_prefix(service + 8);
}

}  // namespace

Realm FunctionName::realm(const Realm& caller) const {
  return {account.empty() ? caller.account : account, region.empty() ? caller.region : region};
}

FunctionName parse_function_name(std::string_view text) {
  FunctionName out;
  if (const auto arn = view_arn(text); arn && arn->service == "lambda") {
    out.region = arn->region;
    out.account = arn->account;
    text = arn->resource;
  } else {
    take_head(text);
    out.region = take_element(text, is_region);
    out.account = take_element(text, is_account_id);
  }
  take(text, "function:");
  const size_t colon = text.find(':');
  out.name = text.substr(0, colon);
  if (colon != std::string_view::npos) out.qualifier = text.substr(colon + 1);
  return out;
}

std::string function_arn(const Realm& realm, std::string_view name_and_qualifier) {
  return Arn{partition_of(realm.region), "lambda", realm.region, realm.account,
             "function:" + std::string(name_and_qualifier)}
      .to_text();
}

}  // namespace sb::aws
