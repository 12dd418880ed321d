// SPDX-License-Identifier: Apache-2.0
#include "json/structural_index.h"

#include <simdjson.h>

#include <algorithm>
#include <new>

namespace sb::json {

namespace {

constexpr size_t kCapacityMin = 4096;

}  // namespace

StructuralIndex::StructuralIndex() noexcept = default;
StructuralIndex::StructuralIndex(StructuralIndex&&) noexcept = default;
StructuralIndex& StructuralIndex::operator=(StructuralIndex&&) noexcept = default;
StructuralIndex::~StructuralIndex() = default;

bool StructuralIndex::build(std::string_view text) {
  if (text.size() > capacity_ || !parser_) {
    if (text.size() >= simdjson::SIMDJSON_MAXSIZE_BYTES) return false;
    const size_t capacity = std::max(kCapacityMin, text.size() + text.size() / 2);
    const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        std::min<size_t>(capacity, simdjson::SIMDJSON_MAXSIZE_BYTES), 1, parser_);
    if (error != simdjson::SUCCESS) {
      capacity_ = 0;
      throw std::bad_alloc();
    }
    capacity_ = capacity;
  }
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  return parser_->stage1(bytes, text.size(), simdjson::stage1_mode::regular) == simdjson::SUCCESS;
}

const uint32_t* StructuralIndex::begin() const { return parser_->structural_indexes.get(); }

uint32_t StructuralIndex::size() const { return parser_->n_structural_indexes; }

}  // namespace sb::json
