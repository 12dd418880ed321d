// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sb::base {

// Text that never changes and is kept once, however many copies of this object there are. Copies may live and
// go on different threads.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text)
      : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}
  SharedText(std::string_view text) : SharedText(std::string(text)) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}

  std::string_view view() const { return text_ == nullptr ? std::string_view{} : std::string_view(*text_); }
  operator std::string_view() const { return view(); }
  bool empty() const { return text_ == nullptr; }
  size_t size() const { return view().size(); }

  friend bool operator==(const SharedText& a, std::string_view b) { return a.view() == b; }

 private:
  std::shared_ptr<const std::string> text_;  // null for the empty text
};

}  // namespace sb::base
