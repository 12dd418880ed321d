// SPDX-License-Identifier: Apache-2.0
// The input members of a target (a JSON object), a line end, an event: refused in words, or rendered; what a
// target gets is JSON where its template is.
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
  const std::string_view event = text.substr(cut + 1);
  const auto tree = json::read(event);
  if (!target.ok() || !target->is_object() || !tree.ok()) return 0;
  const json::Object& members = target->get_object();
  if (const auto refused = cloud::eventbridge::check_input(members)) {
    SB_CHECK(!refused->empty());
    return 0;
  }
  const cloud::eventbridge::InputContext context{"arn:aws:events:us-east-1:1:rule/r", "r",
                                                 "2026-01-01T00:00:00Z"};
  (void)cloud::eventbridge::render_input(members, event, *tree.tree, context);
  return 0;
}
