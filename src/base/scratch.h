// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace sb::base {

// Gives memory that has its cache lines to itself. What one thread writes without pause costs the others
// nothing then, whatever they read beside it.
template <class T>
struct OwnCacheLines {
  using value_type = T;

  OwnCacheLines() = default;
  template <class U>
  OwnCacheLines(const OwnCacheLines<U>&) {}

  T* allocate(size_t count) {
    if (count > (size_t{0} - kLine) / sizeof(T)) throw std::bad_array_new_length();
    const size_t bytes = (count * sizeof(T) + kLine - 1) / kLine * kLine;
    return static_cast<T*>(::operator new(bytes, std::align_val_t(kLine)));
  }
  void deallocate(T* memory, size_t) { ::operator delete(memory, std::align_val_t(kLine)); }
  friend bool operator==(const OwnCacheLines&, const OwnCacheLines&) { return true; }

  static constexpr size_t kLine = 128;  // processors fetch two lines of 64 at a time
};

// What a thread fills and clears again from one piece of work to the next.
template <class T>
using Scratch = std::vector<T, OwnCacheLines<T>>;

}  // namespace sb::base
