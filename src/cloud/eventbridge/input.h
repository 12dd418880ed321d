// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/document.h"
#include "json/reader.h"

namespace sb::cloud::eventbridge {

// What an input transformer may refer to beside the event itself.
struct InputContext {
  std::string rule_arn;
  std::string rule_name;
  std::string ingestion_time;  // ISO 8601
};

// The JSON text at a path ("$.detail.items[0]", "$['detail-type']") of the event; nullopt where there is
// nothing. A path with a wildcard gives a list of all that it leads to, as JSONPath has it; what EventBridge
// gives is not recorded.
std::optional<std::string> select_path(std::string_view event_text, const json::Tree& event,
                                       std::string_view path);

// The code of an error of render_input.
inline constexpr char kInputTooLong[] = "INPUT_TOO_LONG";

// What the target gets: Input, InputPath or InputTransformer of `target` applied, else the event as it is.
// Error: a JSON template gave something that is no JSON, and where; EventBridge then delivers nothing. Or
// kInputTooLong: a template names so much of the event that no target would take it; no more is made of it.
base::Result<std::string> render_input(const json::Object& target, std::string_view event_text,
                                       const json::Tree& event, const InputContext& context);

// EventBridge's words for a target whose input members it would refuse; nullopt when they are good.
std::optional<std::string> check_input(const json::Object& target);

}  // namespace sb::cloud::eventbridge
