// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/eventbridge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sb::cloud::eventbridge {
namespace {

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1700000000000)); }
};

class EventBridgeTest : public testing::Test {
 protected:
  EventBridgeTest()
      : clock_(fixed_),
        timeline_(loop_, clock_),
        store_(std::move(*store::Store::open("", store::Fsync::kAlways, [](auto work) { work(); }))),
        dispatcher_(
            timeline_, *store_, [] { return 0.5; }, [](const std::string&) {}),
        events(timeline_, *store_, dispatcher_, roles_) {}

  json::Object call(const std::string& account, const std::string& operation, const json::Object& input) {
    service::Call caller;
    caller.realm = {account, "us-east-1"};
    json::Object out;
    events.handle(caller, operation, input, [&](service::Outcome outcome) {
      EXPECT_FALSE(outcome.fault) << outcome.fault->message;
      out = std::move(outcome.body);
    });
    return out;
  }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_;
  service::Timeline timeline_;
  std::unique_ptr<store::Store> store_;
  delivery::Dispatcher dispatcher_;
  service::Roles roles_;
  EventBridge events;
};

TEST_F(EventBridgeTest, LookingAtEveryAccountMakesNoBusesThatStay) {
  call("111111111111", "PutRule", {{"Name", "r"}, {"EventPattern", R"({"source":["a"]})"}});
  call("222222222222", "UpdateEventBus", {{"Name", "default"}, {"KmsKeyIdentifier", "k"}});
  for (int i = 0; i < 5000; ++i) call(fmt::format("{:012}", i), "ListRules", {});
  EXPECT_LT(events.bus_count(), 1500u);
  EXPECT_EQ(json::string_or_empty(call("111111111111", "DescribeRule", {{"Name", "r"}}), "Name"), "r");
  EXPECT_EQ(json::string_or_empty(call("222222222222", "DescribeEventBus", {}), "KmsKeyIdentifier"), "k");
}

}  // namespace
}  // namespace sb::cloud::eventbridge
