// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace sb::cloud::store {

// XXH3, 64 bits: by which damage on disk is found. The same bytes with another seed have another checksum.
uint64_t checksum_of(std::string_view bytes, uint64_t seed = 0);

}  // namespace sb::cloud::store
