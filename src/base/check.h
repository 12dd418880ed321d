// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

// Ends the program when one of our own invariants is broken. Never for input, never for the world.
#define SB_CHECK(condition)                                                                                \
  do {                                                                                                     \
    if (!(condition)) {                                                                                    \
      std::fprintf(stderr, "switchboard: broken invariant %s at %s:%d\n", #condition, __FILE__, __LINE__); \
      std::abort();                                                                                        \
    }                                                                                                      \
  } while (false)
