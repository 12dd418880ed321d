// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace sb::json {

// Where the tokens of a JSON text begin, found by simdjson's first stage, which picks the machine's vector
// instructions at run time. Memory: six bytes for each byte of the longest text so far, kept for the next
// one. Not thread-safe.
class StructuralIndex {
 public:
  StructuralIndex() noexcept;
  StructuralIndex(StructuralIndex&&) noexcept;
  StructuralIndex& operator=(StructuralIndex&&) noexcept;
  ~StructuralIndex();

  // False when `text` is ill-formed UTF-8, has a control character inside a string or a string without an
  // end, holds no token at all, or is longer than 4 GB. True says nothing about the grammar. Reads no byte
  // outside `text`. Throws std::bad_alloc.
  bool build(std::string_view text);

  // After build() gave true: the offsets, ascending, of each { } [ ] : , and opening quote outside strings,
  // and of the first byte of every other run of characters. begin()[size()] is the text's size.
  const uint32_t* begin() const;
  uint32_t size() const;

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
  size_t capacity_ = 0;
};

}  // namespace sb::json
