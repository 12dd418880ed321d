// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sb::base {

// The parameters of application/x-www-form-urlencoded, of a body or a URL's query, in order.
using Form = std::vector<std::pair<std::string, std::string>>;

// Names and values decoded ('+' and %20 are spaces).
Form parse_form(std::string_view text);
// The first value of `name`; "" when absent.
std::string form_value(const Form& form, std::string_view name);
// Every value of `name`.
std::vector<std::string> form_values(const Form& form, std::string_view name);

}  // namespace sb::base
