// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/details.h"

#include <algorithm>

#include "json/minify.h"
#include "json/tokenizer.h"
#include "pattern/event_scanner.h"

namespace sb::cloud::eventbridge {
namespace {

// Whether a text is one JSON object; reused from text to text.
class ObjectCheck {
 public:
  bool operator()(std::string_view text) {
    return scanner_.scan(text, no_paths_, pattern::Validation::kWhole, scratch_);
  }

 private:
  pattern::EventScanner scanner_;
  const pattern::PathTable no_paths_;
  pattern::FlatEvent scratch_;
};

// In its event a detail stands one level deeper, which matters only where there are brackets enough.
bool may_be_too_deep(std::string_view text) {
  if (text.size() < 2 * json::kDepthMax) return false;
  const auto brackets = std::count_if(text.begin(), text.end(), [](char c) { return c == '{' || c == '['; });
  return static_cast<size_t>(brackets) >= json::kDepthMax;
}

}  // namespace

std::optional<std::string> compact_detail(std::string_view detail) {
  static thread_local ObjectCheck is_object;
  if (!is_object(detail)) return std::nullopt;
  if (may_be_too_deep(detail) && !is_object(R"({"detail":)" + std::string(detail) + "}")) return std::nullopt;
  return json::minify(detail);
}

std::shared_ptr<const Details> read_details(const json::Object& input, size_t count_max) {
  auto out = std::make_shared<Details>();
  const json::Array* entries = json::find_array(input, "Entries");
  if (entries == nullptr) return out;
  for (const json::Value& item : *entries) {
    if (out->of_entries.size() == count_max) break;
    const json::Object* entry = item.if_object();
    const auto detail = entry == nullptr ? std::nullopt : json::find_string(*entry, "Detail");
    out->of_entries.push_back(detail ? compact_detail(*detail) : std::nullopt);
  }
  return out;
}

}  // namespace sb::cloud::eventbridge
