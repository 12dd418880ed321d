// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "json/document.h"

namespace sb::cloud::sns {

// Items in a list's page.
inline constexpr size_t kPageSize = 100;

// The key after which the page that `input` asks for begins: "" for the first page; nullopt for a NextToken
// that end_page() did not make.
std::optional<std::string> page_start(const json::Object& input);
// Gives `page`, which ends with the item of `last_key`, the token that leads on behind it.
void end_page(json::Object& page, const std::string& last_key);

}  // namespace sb::cloud::sns
