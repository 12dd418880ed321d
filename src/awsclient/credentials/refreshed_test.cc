// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/refreshed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "awsclient/credentials/fakes.h"

namespace sb::awsclient::credentials {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

// What the provider gives, and how often it was asked. Outlives the provider.
struct Script {
  std::function<base::Result<Found>(int)> answer;
  std::atomic<int> asked{0};
};

class ScriptedProvider final : public CredentialProvider {
 public:
  ScriptedProvider(std::string name, Script& script) : name_(std::move(name)), script_(script) {}
  std::string name() const override { return name_; }
  base::Result<Found> find() override { return script_.answer(++script_.asked); }

 private:
  const std::string name_;
  Script& script_;
};

class RefreshedCredentialsTest : public testing::Test {
 protected:
  // Keys "1", "2", …, each for `life` from when it is given.
  std::function<base::Result<Found>(int)> fresh_keys(base::Milliseconds life) {
    return [this, life](int number) {
      return Found(Credentials{std::to_string(number), base::Secret("s"), {}, clock.now() + life});
    };
  }
  RefreshedCredentials make() {
    std::vector<ProviderPtr> providers;
    providers.push_back(std::make_unique<ScriptedProvider>("the first", first));
    providers.push_back(std::make_unique<ScriptedProvider>("the second", second));
    return RefreshedCredentials({"AWS credentials", "find some"}, std::move(providers), clock);
  }

  FakeClock clock;
  Script first{[](int) { return Found(Nothing{"it is empty"}); }};
  Script second{[](int) { return Found(Credentials{"lasting", base::Secret("s"), {}}); }};
};

TEST_F(RefreshedCredentialsTest, TheFirstProviderThatHasSomeIsTaken) {
  auto credentials = make();
  EXPECT_EQ(credentials.get()->access_key_id, "lasting");
  clock.pass(std::chrono::hours(1000));
  EXPECT_EQ(credentials.get()->access_key_id, "lasting");
  EXPECT_EQ(second.asked, 1);
}

TEST_F(RefreshedCredentialsTest, WithoutAnyEachProviderIsNamedWithItsReason) {
  second.answer = [](int) { return Found(Nothing{"it is away"}); };
  const auto error = make().get().error();
  EXPECT_EQ(error.code, "NoCredentials");
  EXPECT_EQ(error.message,
            "no AWS credentials; looked in\n  the first: it is empty\n  the second: it is away");
  EXPECT_EQ(error.hint, "find some");
}

TEST_F(RefreshedCredentialsTest, WhatIsBrokenComesWithThePlacesBeforeIt) {
  second.answer = [](int) { return base::Error{"Broken", "the file is broken", ""}; };
  EXPECT_EQ(make().get().error().message,
            "the file is broken; before it nothing was found in\n  the first: it is empty");
}

TEST_F(RefreshedCredentialsTest, AProviderThatIsBrokenEndsTheSearch) {
  first.answer = [](int) { return base::Error{"Broken", "the file is broken", ""}; };
  EXPECT_EQ(make().get().error().code, "Broken");
  EXPECT_EQ(second.asked, 0);
}

TEST_F(RefreshedCredentialsTest, TheyAreKeptUntilFifteenMinutesBeforeTheirEnd) {
  first.answer = fresh_keys(minutes(60));
  auto credentials = make();
  EXPECT_EQ(credentials.get()->access_key_id, "1");
  clock.pass(minutes(44));
  EXPECT_EQ(credentials.get()->access_key_id, "1");
  clock.pass(minutes(2));
  EXPECT_EQ(credentials.get()->access_key_id, "2");
  EXPECT_EQ(credentials.get()->access_key_id, "2");
}

TEST_F(RefreshedCredentialsTest, AnEarlyRenewalThatFailsIsTriedAgainAMinuteLater) {
  first.answer = fresh_keys(minutes(60));
  auto credentials = make();
  (void)credentials.get();
  clock.pass(minutes(46));
  first.answer = [](int) { return base::Error{"Down", "no answer", ""}; };
  EXPECT_EQ(credentials.get()->access_key_id, "1");
  EXPECT_EQ(credentials.get()->access_key_id, "1");
  EXPECT_EQ(first.asked, 2);
  clock.pass(minutes(1));
  first.answer = fresh_keys(minutes(60));
  EXPECT_EQ(credentials.get()->access_key_id, "3");
}

TEST_F(RefreshedCredentialsTest, FromTenMinutesBeforeTheEndAFailureIsAnError) {
  first.answer = fresh_keys(minutes(60));
  auto credentials = make();
  (void)credentials.get();
  clock.pass(minutes(51));
  first.answer = [](int) { return base::Error{"Down", "no answer", ""}; };
  EXPECT_EQ(credentials.get().error().code, "Down");
}

TEST_F(RefreshedCredentialsTest, AFailureStandsForFiveSeconds) {
  first.answer = [](int) { return base::Error{"Down", "no answer", ""}; };
  auto credentials = make();
  EXPECT_EQ(credentials.get().error().code, "Down");
  EXPECT_EQ(credentials.get().error().code, "Down");
  EXPECT_EQ(first.asked, 1);
  clock.pass(seconds(5));
  first.answer = fresh_keys(minutes(60));
  EXPECT_TRUE(credentials.get().ok());
}

TEST_F(RefreshedCredentialsTest, ShortLivedOnesAreNotAskedForAtEveryCall) {
  first.answer = fresh_keys(minutes(6));
  auto credentials = make();
  (void)credentials.get();
  clock.pass(minutes(2));
  EXPECT_EQ(credentials.get()->access_key_id, "1");
  clock.pass(minutes(1) + seconds(1));
  EXPECT_EQ(credentials.get()->access_key_id, "2");
}

TEST_F(RefreshedCredentialsTest, WhatHasEndedWhenItComesIsAnError) {
  first.answer = fresh_keys(seconds(-1));
  const auto error = make().get().error();
  EXPECT_EQ(error.code, "ExpiredCredentials");
  EXPECT_EQ(error.message, "the credentials from the first ended at 2026-03-04T13:59:59Z");
}

TEST_F(RefreshedCredentialsTest, TheProviderOnceChosenStays) {
  second.answer = fresh_keys(minutes(60));
  auto credentials = make();
  EXPECT_EQ(credentials.get()->access_key_id, "1");
  clock.pass(minutes(55));
  first.answer = fresh_keys(minutes(60));
  second.answer = [](int) { return Found(Nothing{"it is gone"}); };
  EXPECT_EQ(credentials.get().error().message,
            "the second had credentials and has none any more: it is gone");
  EXPECT_EQ(first.asked, 1);
}

TEST_F(RefreshedCredentialsTest, ManyThreadsMakeOneRenewalAndAllGetItsKeys) {
  constexpr int kThreads = 8;
  first.answer = [this](int number) -> base::Result<Found> {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return fresh_keys(minutes(60))(number);
  };
  auto credentials = make();
  for (const char* expected : {"1", "2"}) {
    std::latch start(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        EXPECT_EQ(credentials.get()->access_key_id, expected);
      });
    }
    for (std::thread& thread : threads) thread.join();
    clock.pass(minutes(55));
  }
  EXPECT_EQ(first.asked, 2);
}

TEST_F(RefreshedCredentialsTest, WhileOneRenewsEarlyTheOthersGoOnWithTheOldKeys) {
  std::latch renewing(1);
  std::latch others_done(1);
  first.answer = fresh_keys(minutes(60));
  auto credentials = make();
  (void)credentials.get();
  clock.pass(minutes(46));
  first.answer = [&](int number) -> base::Result<Found> {
    renewing.count_down();
    others_done.wait();
    return fresh_keys(minutes(60))(number);
  };
  std::thread renewer([&] { EXPECT_EQ(credentials.get()->access_key_id, "2"); });
  renewing.wait();
  EXPECT_EQ(credentials.get()->access_key_id, "1");
  others_done.count_down();
  renewer.join();
}

}  // namespace
}  // namespace sb::awsclient::credentials
