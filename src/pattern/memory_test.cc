// SPDX-License-Identifier: Apache-2.0
// What is done when memory runs out, and how much of it is taken. Every allocation of this program comes
// through here.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "pattern/outline.h"
#include "pattern/parse.h"
#include "pattern/rule_set.h"
#include "switchboard/matcher.h"

namespace {

// Of this thread.
thread_local int64_t allocations_left = -1;  // none fails
thread_local int64_t bytes_held = 0;
thread_local int64_t bytes_most = 0;

void* count(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  bytes_held += static_cast<int64_t>(malloc_usable_size(block));
  bytes_most = std::max(bytes_most, bytes_held);
  return block;
}

void use_up_one() {
  if (allocations_left == 0) throw std::bad_alloc();
  if (allocations_left > 0) --allocations_left;
}

}  // namespace

// Not inlined: g++ would pair a `new` with the `free` that it sees.
[[gnu::noinline]] void* operator new(size_t size) {
  use_up_one();
  return count(std::malloc(std::max<size_t>(size, 1)));
}

[[gnu::noinline]] void* operator new(size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

[[gnu::noinline]] void* operator new(size_t size, std::align_val_t alignment) {
  use_up_one();
  const auto line = static_cast<size_t>(alignment);
  return count(std::aligned_alloc(line, (std::max<size_t>(size, 1) + line - 1) / line * line));
}

[[gnu::noinline]] void operator delete(void* block) noexcept {
  if (block != nullptr) bytes_held -= static_cast<int64_t>(malloc_usable_size(block));
  std::free(block);
}

[[gnu::noinline]] void operator delete(void* block, size_t) noexcept { operator delete(block); }
[[gnu::noinline]] void operator delete(void* block, std::align_val_t) noexcept { operator delete(block); }
[[gnu::noinline]] void operator delete(void* block, size_t, std::align_val_t) noexcept {
  operator delete(block);
}

namespace switchboard {
namespace {

using Ids = std::vector<std::string>;

// While it lives, so many allocations succeed and no more.
class Allocations {
 public:
  explicit Allocations(int64_t count) { allocations_left = count; }
  Allocations(const Allocations&) = delete;
  Allocations& operator=(const Allocations&) = delete;
  ~Allocations() { allocations_left = -1; }
};

// Calls `work`, which says whether it is done, with ever more memory.
template <class Work>
void with_ever_more_memory(Work work) {
  for (int64_t allocations = 0; !work(allocations); ++allocations) ASSERT_LT(allocations, 10000);
}

TEST(Memory, AMatcherWithoutItIsAsBefore) {
  Matcher matcher;
  ASSERT_TRUE(matcher.add("a", R"({"x":[1]})"));
  with_ever_more_memory([&](int64_t allocations) {
    const auto added = [&] {
      const Allocations few(allocations);
      return matcher.add("b", R"({"y":[{"prefix":"p"}]})");
    }();
    EXPECT_EQ(matcher.size(), added ? 2u : 1u);
    EXPECT_TRUE(added || added.error().reason == "out of memory");
    return added.ok();
  });
  with_ever_more_memory([&](int64_t allocations) {
    const auto removed = [&] {
      const Allocations few(allocations);
      return matcher.remove("a");
    }();
    EXPECT_EQ(matcher.size(), removed ? 1u : 2u);
    return removed.ok();
  });
  EXPECT_EQ(matcher.match(R"({"x":1,"y":"pq"})").value(), Ids{"b"});
}

TEST(Memory, AReaderThatRanOutOfItAnswersTheNextEvent) {
  Matcher matcher;
  ASSERT_TRUE(matcher.add("but", R"({"a":[{"anything-but":"x"}]})"));
  ASSERT_TRUE(matcher.add("q", R"({"b":["q"],"c":["q"],"d":["q"],"e":["q"],"f":["q"]})"));
  with_ever_more_memory([&](int64_t allocations) {
    Reader reader(matcher);
    const bool done = [&] {
      const Allocations few(allocations);
      return reader.match(R"({"a":"x","b":"q","c":"q","d":"q","e":"q","f":"q"})").ok();
    }();
    const auto next = reader.match(R"({"a":"z"})");
    EXPECT_EQ(Ids(next.value().begin(), next.value().end()), Ids{"but"}) << allocations;
    return done;
  });
}

TEST(Memory, PathsInsideOneAnotherAreHeldOnce) {
  std::string text;
  for (int i = 0; i < 900; ++i) text += "{\"" + std::string(1000, 'n') + "\":";
  text += "[1]" + std::string(900, '}');
  bytes_most = bytes_held;
  const int64_t before = bytes_held;
  const sb::pattern::ParseResult parsed = sb::pattern::parse(text);
  EXPECT_TRUE(parsed.ok()) << parsed.error.reason;
  (void)sb::pattern::make_outline(text);
  EXPECT_LT(bytes_most - before, 50 * 1000 * 1000);
}

TEST(Memory, AVersionGoesWhenItsLastReaderMovesOn) {
  sb::pattern::RuleSet set;
  const int64_t before = bytes_held;
  {
    sb::pattern::RuleBatch batch;
    for (int i = 0; i < 1000; ++i) {
      batch.add("rule", *sb::pattern::parse(R"({"a":["value )" + std::to_string(i) + R"("]})").pattern);
    }
    set.change(&batch, {});
  }
  sb::pattern::RuleReader reader(set);
  ASSERT_NE(reader.match("{}", sb::pattern::Validation::kWhole), nullptr);
  const std::vector<std::string> all{"rule"};
  EXPECT_EQ(set.change(nullptr, all), 1000u);
  const int64_t full = bytes_held;
  ASSERT_NE(reader.match("{}", sb::pattern::Validation::kWhole), nullptr);
  EXPECT_LT(bytes_held - before, (full - before) / 2);
}

}  // namespace
}  // namespace switchboard
