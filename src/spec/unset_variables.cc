// SPDX-License-Identifier: Apache-2.0
#include "spec/unset_variables.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace sb::spec {
namespace {

constexpr std::string_view kUnset = "SB0110";
constexpr std::string_view kBraces = "SB0103";
constexpr std::string_view kNotText = "SB0109";
constexpr std::string_view kUnknownKey = "SB0104";
constexpr std::string_view kKeyTwice = "SB0105";

}  // namespace

void UnsetVariables::drop_consequences(base::Diagnostics& diagnostics) const {
  static constexpr std::string_view kKept[] = {kUnset, kBraces, kNotText, kUnknownKey, kKeyTwice};
  diagnostics.drop([this](const base::Diagnostic& found) {
    return places_.contains({found.position.line, found.position.column}) &&
           std::find(std::begin(kKept), std::end(kKept), found.code) == std::end(kKept);
  });
}

}  // namespace sb::spec
