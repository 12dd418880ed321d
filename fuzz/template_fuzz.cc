// SPDX-License-Identifier: Apache-2.0
// A target's members on the first line, an event behind it: what is accepted as a target's input is rendered
// or not delivered, and a template that is JSON gives JSON.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "cloud/eventbridge/input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sb;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t cut = text.find('\n');
  if (cut == std::string_view::npos) return 0;
  const auto target = json::parse_document(text.substr(0, cut));
  const std::string_view event_text = text.substr(cut + 1);
  const auto event = json::read(event_text);
  if (!target.ok() || !target->is_object() || !event.ok()) return 0;
  if (cloud::eventbridge::check_input(target->get_object())) return 0;
  const auto body = cloud::eventbridge::render_input(target->get_object(), event_text, *event.tree,
                                                     {"arn:rule", "rule", "2026-01-01T00:00:00Z"});
  const json::Object* transformer = json::find_object(target->get_object(), "InputTransformer");
  const std::string words =
      transformer == nullptr ? "" : json::string_or_empty(*transformer, "InputTemplate");
  if (body && words.starts_with('{')) SB_CHECK(json::read(*body).ok());
  return 0;
}
