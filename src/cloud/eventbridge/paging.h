// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cloud/service/service.h"

namespace sb::cloud::eventbridge {

// One page of a list that is walked in ascending order of its keys. A NextToken holds the last key of the
// page before, so what is made or deleted between two pages shifts nothing.
class Page {
 public:
  // A token that was never handed out makes fault() say so.
  explicit Page(const json::Object& input);

  const std::optional<service::Fault>& fault() const { return fault_; }
  // Takes an item unless it stood on an earlier page. False when the page is full: stop walking.
  template <class Make>
  bool add(std::string_view key, Make make) {
    if (key <= after_) return true;
    if (items_.size() == limit_) return !(more_ = true);
    items_.emplace_back(make());
    last_ = key;
    return true;
  }
  // {"NAME": [...]}, with NextToken when there is more.
  json::Object finish(const char* name);

 private:
  size_t limit_;
  std::string after_;
  std::string last_;
  json::Array items_;
  bool more_ = false;
  std::optional<service::Fault> fault_;
};

}  // namespace sb::cloud::eventbridge
