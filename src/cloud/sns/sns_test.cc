// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/sns.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <vector>

namespace sb::cloud::sns {
namespace {

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1700000000000)); }
};

// Takes everything and keeps it.
class OpenSink final : public delivery::Sink {
 public:
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override {
    got.push_back(delivery);
    done({});
  }
  std::vector<delivery::Delivery> got;
};

// A topic with a raw queue as its only subscriber, and nothing around it but the dispatcher.
class SnsTest : public testing::Test {
 protected:
  SnsTest()
      : clock_(fixed_),
        timeline_(loop_, clock_),
        store_(std::move(*store::Store::open("", store::Fsync::kAlways, [](auto work) { work(); }))),
        dispatcher_(
            timeline_, *store_, [] { return 0.5; }, [](const std::string&) {}),
        sns(timeline_, *store_, dispatcher_, {}) {
    dispatcher_.add_sink("sqs", queue);
    dispatcher_.add_sink("sns", sns);
    sns.set_origin("http://127.0.0.1:4010");
    topic = call("CreateTopic", {{"Name", "t"}});
    subscribe("q", {{"RawMessageDelivery", "true"}});
  }

  std::string call(const std::string& operation, const json::Object& input) {
    service::Call caller;
    caller.realm = {"000000000000", "us-east-1"};
    caller.caller_arn = "arn:aws:iam::000000000000:root";
    std::string out;
    sns.handle(caller, operation, input, [&](service::Outcome outcome) {
      EXPECT_FALSE(outcome.fault) << outcome.fault->message;
      out = json::string_or_empty(outcome.body, "TopicArn");
    });
    return out;
  }
  void subscribe(const char* queue_name, const json::Object& attributes) {
    call("Subscribe", {{"TopicArn", topic},
                       {"Protocol", "sqs"},
                       {"Endpoint", std::string("arn:aws:sqs:us-east-1:000000000000:") + queue_name},
                       {"Attributes", attributes}});
  }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_;
  service::Timeline timeline_;
  std::unique_ptr<store::Store> store_;
  delivery::Dispatcher dispatcher_;
  OpenSink queue;
  Sns sns;
  std::string topic;
};

TEST_F(SnsTest, TakesAMessageGroupAlongToQueues) {
  call("Publish", {{"TopicArn", topic}, {"Message", "m"}, {"MessageGroupId", "tenant-7"}});
  ASSERT_EQ(queue.got.size(), 1u);
  EXPECT_EQ(queue.got[0].group_id, "tenant-7");
  EXPECT_EQ(queue.got[0].body, "m");
}

TEST_F(SnsTest, SendsToQueuesAsTheTopicOnTheScheduleForManagedEndpoints) {
  call("Publish", {{"TopicArn", topic}, {"Message", "m"}});
  ASSERT_EQ(queue.got.size(), 1u);
  EXPECT_EQ(queue.got[0].principal, "sns.amazonaws.com");
  EXPECT_EQ(queue.got[0].source_arn, topic);
  EXPECT_EQ(queue.got[0].retry.retries_max, 100015);
}

TEST_F(SnsTest, MakesNoKeyAndWritesNothingForRawMessages) {
  const uint64_t before = store_->writes();
  call("Publish", {{"TopicArn", topic}, {"Message", "m"}});
  EXPECT_EQ(store_->writes(), before);
  EXPECT_FALSE(sns.certificate_at("/SimpleNotificationService-.pem"));
  subscribe("wrapped", {});
  const uint64_t subscribed = store_->writes();
  call("Publish", {{"TopicArn", topic}, {"Message", "m"}});
  EXPECT_EQ(store_->writes(), subscribed + 2);
}

TEST_F(SnsTest, GivesAllWhoGetAMessageTheSameSignature) {
  subscribe("a", {});
  subscribe("b", {});
  call("Publish", {{"TopicArn", topic}, {"Message", "m"}});
  ASSERT_EQ(queue.got.size(), 3u);
  std::vector<std::string> signatures;
  for (const delivery::Delivery& delivery : queue.got) {
    const auto body = json::parse_document(delivery.body);
    if (body.ok()) signatures.push_back(json::string_or_empty(body->as_object(), "Signature"));
  }
  ASSERT_EQ(signatures.size(), 2u);
  EXPECT_EQ(signatures[0], signatures[1]);
  EXPECT_FALSE(signatures[0].empty());
}

TEST_F(SnsTest, LetsNobodyInWhoItsPolicyDoesNotName) {
  delivery::Delivery delivery;
  delivery.principal = "events.amazonaws.com";
  delivery.target_arn = topic;
  delivery.body = "{}";
  delivery::Attempt answer;
  sns.deliver(delivery, [&](delivery::Attempt given) { answer = std::move(given); });
  EXPECT_EQ(answer.verdict, delivery::Verdict::kRefused);
  EXPECT_EQ(answer.code, "NO_PERMISSIONS");
  EXPECT_TRUE(queue.got.empty());
}

// A folder with a store in it, opened anew for each step.
class StoredSns : public testing::Test {
 protected:
  StoredSns() {
    std::string name = (std::filesystem::temp_directory_path() / "sb-sns-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~StoredSns() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<store::Store> open() const {
    return std::move(
        *store::Store::open(folder_ + "/cloud.db", store::Fsync::kAlways, [](auto work) { work(); }));
  }
  base::Status load(store::Store& store) {
    delivery::Dispatcher dispatcher(
        timeline_, store, [] { return 0.5; }, [](const std::string&) {});
    Sns sns(timeline_, store, dispatcher, {});
    return sns.load();
  }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_{fixed_};
  service::Timeline timeline_{loop_, clock_};
  std::string folder_;
};

TEST_F(StoredSns, AFilterThatIsNotTakenAnyMoreStopsTheStartAndLetsNothingThrough) {
  const std::string topic = service::make_key({"000000000000", "us-east-1", "t"});
  const auto keep = [&](const char* policy) {
    const auto store = open();
    store->put(store::Table::kTopic, topic, R"({"account":"000000000000","region":"us-east-1","name":"t"})");
    const json::Object row{
        {"protocol", "sqs"}, {"state", "confirmed"}, {"attributes", json::Object{{"FilterPolicy", policy}}}};
    store->put(store::Table::kSubscription, service::make_key({topic, "one"}), json::to_text(row));
    store->drain();
  };
  keep(R"({"a":["b"]})");
  EXPECT_TRUE(load(*open()).ok());
  keep(R"({"a":[12345678901234567]})");
  const base::Status status = load(*open());
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("arn:aws:sns:us-east-1:000000000000:t:one"), std::string::npos);
}

}  // namespace
}  // namespace sb::cloud::sns
