// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sb::cloud::store {

uint64_t checksum_of(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace sb::cloud::store
