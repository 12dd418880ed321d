// SPDX-License-Identifier: Apache-2.0
#include "base/form.h"

#include "base/text.h"

namespace sb::base {

Form parse_form(std::string_view text) {
  Form out;
  for (const std::string_view pair : split(text, '&')) {
    if (pair.empty()) continue;
    const size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    out.emplace_back(percent_decode(pair.substr(0, equals), Plus::kSpace),
                     percent_decode(value, Plus::kSpace));
  }
  return out;
}

std::string form_value(const Form& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return "";
}

std::vector<std::string> form_values(const Form& form, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [key, value] : form) {
    if (key == name) out.push_back(value);
  }
  return out;
}

}  // namespace sb::base
