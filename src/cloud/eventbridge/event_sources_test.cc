// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/event_sources.h"

#include <gtest/gtest.h>

namespace sb::cloud::eventbridge {
namespace {

using service::PartnerSourceState;

constexpr char kName[] = "aws.partner/genesys.com/cloud/122be111-0193-43aa-aadd-167d922a59af/prod";
constexpr char kPartner[] = "999999999999";
const aws::Realm kCustomer{"111122223333", "eu-west-1"};

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1000000)); }
};

class EventSourcesTest : public testing::Test {
 protected:
  EventSourcesTest()
      : clock_(fixed_),
        timeline_(loop_, clock_),
        store_(std::move(
            *store::Store::open("", store::Fsync::kAlways, [](std::function<void()> work) { work(); }))),
        sources_(timeline_, *store_) {}

  void pass(base::Milliseconds duration) {
    timeline_.move_clock(clock_.offset() + duration);
    const auto end = loop_.call_after(base::Milliseconds(1), [this] { loop_.stop(); });
    loop_.run();
  }
  // "" where there is no such source.
  std::string state() const {
    const EventSource* source = sources_.find(kCustomer, kName);
    return source == nullptr ? "" : state_text(source->state);
  }
  static std::string code(const std::optional<service::Fault>& fault) { return fault ? fault->code : ""; }
  void offer() { EXPECT_FALSE(sources_.offer(kCustomer, kName, kPartner)); }
  void claim() { EXPECT_FALSE(sources_.claim(kCustomer, kName)); }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_;
  service::Timeline timeline_;
  std::unique_ptr<store::Store> store_;
  EventSources sources_;
};

TEST_F(EventSourcesTest, AnOfferIsPendingUntilTheBusIsMadeAndAgainWhenItGoes) {
  offer();
  EXPECT_EQ(state(), "PENDING");
  claim();
  EXPECT_EQ(state(), "ACTIVE");
  sources_.release(kCustomer, kName);
  EXPECT_EQ(state(), "PENDING");
}

TEST_F(EventSourcesTest, HasAnArnWithoutAnAccountAndIsCreatedByThePartnersName) {
  offer();
  const EventSource* source = sources_.find(kCustomer, kName);
  EXPECT_EQ(source->arn(), std::string("arn:aws:events:eu-west-1::event-source/") + kName);
  EXPECT_EQ(source->created_by(), "genesys.com");
}

TEST_F(EventSourcesTest, OneSourceHasOneBus) {
  offer();
  claim();
  EXPECT_EQ(code(sources_.claim(kCustomer, kName)), "ResourceAlreadyExistsException");
  EXPECT_EQ(code(sources_.offer(kCustomer, kName, kPartner)), "ResourceAlreadyExistsException");
  EXPECT_EQ(code(sources_.claim({"444455556666", "eu-west-1"}, kName)), "ResourceNotFoundException");
}

TEST_F(EventSourcesTest, DeactivatingAndActivatingGoBothWaysFromTheRightStateOnly) {
  offer();
  EXPECT_EQ(code(sources_.deactivate(kCustomer, kName)), "InvalidStateException");
  EXPECT_EQ(code(sources_.activate(kCustomer, kName)), "ResourceNotFoundException");
  claim();
  EXPECT_EQ(code(sources_.activate(kCustomer, kName)), "InvalidStateException");
  EXPECT_EQ(code(sources_.deactivate(kCustomer, kName)), "");
  EXPECT_EQ(state(), "PENDING");
  EXPECT_EQ(code(sources_.activate(kCustomer, kName)), "");
  EXPECT_EQ(state(), "ACTIVE");
}

TEST_F(EventSourcesTest, WhatThePartnerWithdrawsStaysDeletedWhileItHasABus) {
  offer();
  sources_.withdraw(kCustomer, kName);
  EXPECT_EQ(state(), "");
  offer();
  claim();
  sources_.withdraw(kCustomer, kName);
  EXPECT_EQ(state(), "DELETED");
  EXPECT_EQ(code(sources_.activate(kCustomer, kName)), "InvalidStateException");
  sources_.release(kCustomer, kName);
  EXPECT_EQ(state(), "");
}

TEST_F(EventSourcesTest, OfferedAgainWithItsBusItIsActiveAtOnce) {
  offer();
  claim();
  sources_.withdraw(kCustomer, kName);
  offer();
  EXPECT_EQ(state(), "ACTIVE");
}

TEST_F(EventSourcesTest, AnUnclaimedSourceGoesAfterTwoWeeks) {
  offer();
  pass(std::chrono::days(13));
  EXPECT_EQ(state(), "PENDING");
  pass(std::chrono::days(1));
  EXPECT_EQ(state(), "");
}

TEST_F(EventSourcesTest, ADeactivatedSourceIsDeletedAfterTwoWeeksFromThenAndAnActiveOneNever) {
  offer();
  claim();
  pass(std::chrono::days(30));
  EXPECT_EQ(state(), "ACTIVE");
  EXPECT_FALSE(sources_.deactivate(kCustomer, kName));
  pass(std::chrono::days(13));
  EXPECT_EQ(state(), "PENDING");
  pass(std::chrono::days(1));
  EXPECT_EQ(state(), "DELETED");
}

TEST_F(EventSourcesTest, AreListedForEachSideByName) {
  const aws::Realm other{"444455556666", "eu-west-1"};
  EXPECT_FALSE(sources_.offer(other, "aws.partner/genesys.com/b", kPartner));
  EXPECT_FALSE(sources_.offer(kCustomer, "aws.partner/genesys.com/b", kPartner));
  EXPECT_FALSE(sources_.offer(kCustomer, "aws.partner/genesys.com/a", kPartner));
  EXPECT_FALSE(sources_.offer(kCustomer, "aws.partner/other.com/c", "888888888888"));
  std::vector<std::string> seen;
  const auto keep = [&](const EventSource& source) {
    seen.push_back(source.customer.account.substr(0, 4) + source.name.substr(source.name.rfind('/')));
    return true;
  };
  sources_.of_customer(kCustomer, keep);
  EXPECT_EQ(seen, (std::vector<std::string>{"1111/a", "1111/b", "1111/c"}));
  seen.clear();
  sources_.of_partner({kPartner, "eu-west-1"}, keep);
  EXPECT_EQ(seen, (std::vector<std::string>{"1111/a", "1111/b", "4444/b"}));
  EXPECT_TRUE(sources_.is_offered_by_another({"888888888888", "eu-west-1"}, "aws.partner/genesys.com/b"));
  EXPECT_FALSE(sources_.is_offered_by_another({kPartner, "eu-west-1"}, "aws.partner/genesys.com/b"));
}

}  // namespace
}  // namespace sb::cloud::eventbridge
