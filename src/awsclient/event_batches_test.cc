// SPDX-License-Identifier: Apache-2.0
#include "awsclient/event_batches.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

#include "json/document.h"

namespace sb::awsclient {
namespace {

// EventBridge as far as PutEvents goes: `verdict` says what becomes of an entry, "" for taken.
class Bus final : public net::HttpTransport {
 public:
  base::Result<net::HttpResponse> send(const net::ClientRequest& request) override {
    calls.emplace_back();
    json::Array results;
    const auto body = json::parse_document(request.body);
    for (const json::Value& entry : body->at("Entries").as_array()) {
      const std::string detail = json::string_or_empty(entry.get_object(), "Detail");
      calls.back().push_back(detail);
      const std::string code = verdict ? verdict(detail) : "";
      if (code == "unmentioned") continue;
      if (code == "whole") return net::HttpResponse{400, {}, R"({"__type":"AccessDeniedException"})"};
      results.push_back(code.empty() ? json::Object{{"EventId", "id-" + detail}}
                                     : json::Object{{"ErrorCode", code}, {"ErrorMessage", "why"}});
    }
    return net::HttpResponse{200, {}, json::to_text(json::Object{{"Entries", results}})};
  }
  std::function<std::string(const std::string& detail)> verdict;
  std::vector<std::vector<std::string>> calls;  // the details of each call
};

class NoSleep final : public net::Sleeper {
 public:
  void sleep(base::Milliseconds) override { ++naps; }
  int naps = 0;
};

class PutAll : public testing::Test {
 protected:
  std::vector<PutEventsResult> put(const std::vector<std::string>& details) {
    std::vector<PutEventsEntry> entries;
    for (const std::string& detail : details) entries.push_back({"s", "t", detail, ""});
    return put_all(events, sleeper, entries, options);
  }
  std::vector<std::string> numbered(int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) out.push_back(fmt::format("{}", i));
    return out;
  }

  Bus bus;
  NoSleep sleeper;
  FixedCredentials credentials{{"AKID", base::Secret("verysecret"), {}}};
  Transport transport{bus, sleeper, {"eu-west-1"}, credentials};
  EventBridge events{transport};
  BatchOptions options;
};

TEST_F(PutAll, SendsTenAtATimeAndKeepsTheOrderOfResults) {
  const auto results = put(numbered(23));
  ASSERT_EQ(bus.calls.size(), 3U);
  EXPECT_EQ(bus.calls[0].size(), 10U);
  EXPECT_EQ(bus.calls[2].size(), 3U);
  for (size_t i = 0; i < results.size(); ++i) EXPECT_EQ(results[i].event_id, fmt::format("id-{}", i));
}

TEST_F(PutAll, NeverSendsMoreThanAMebibyteInARequest) {
  const std::string large(600 * 1024, 'x');
  put({large, large, "small"});
  ASSERT_EQ(bus.calls.size(), 2U);
  EXPECT_EQ(bus.calls[0].size(), 1U);
  EXPECT_EQ(bus.calls[1].size(), 2U);
}

TEST_F(PutAll, SendsOnlyWhatFailedForAWhileAgain) {
  int refusals = 2;
  bus.verdict = [&](const std::string& detail) {
    return detail == "3" && refusals-- > 0 ? "ThrottlingException" : detail == "5" ? "MalformedDetail" : "";
  };
  const auto results = put(numbered(8));
  ASSERT_EQ(bus.calls.size(), 3U);
  EXPECT_EQ(bus.calls[1], std::vector<std::string>{"3"});
  EXPECT_EQ(bus.calls[2], std::vector<std::string>{"3"});
  EXPECT_EQ(results[3].event_id, "id-3");
  EXPECT_EQ(results[5].error_code, "MalformedDetail");
  EXPECT_EQ(sleeper.naps, 2);
}

TEST_F(PutAll, GivesAnEntryUpAfterItsTries) {
  bus.verdict = [](const std::string&) { return "InternalFailure"; };
  options.retry.attempts_max = 3;
  const auto results = put({"a"});
  EXPECT_EQ(bus.calls.size(), 3U);
  EXPECT_EQ(results[0].error_code, "InternalFailure");
}

TEST_F(PutAll, DoesNotSendAgainWhatTheAnswerDoesNotMention) {
  bus.verdict = [](const std::string& detail) { return detail == "2" ? "unmentioned" : ""; };
  const auto results = put(numbered(3));
  EXPECT_EQ(bus.calls.size(), 1U);
  EXPECT_TRUE(results[1].ok());
  EXPECT_EQ(results[2].error_code, "BadAnswer");
  EXPECT_NE(results[2].error_message.find("may have been taken"), std::string::npos);
}

TEST_F(PutAll, EndsAtACallThatFailsAsAWhole) {
  bus.verdict = [](const std::string& detail) { return detail == "10" ? "whole" : ""; };
  const auto results = put(numbered(30));
  EXPECT_EQ(bus.calls.size(), 2U);
  EXPECT_TRUE(results[9].ok());
  EXPECT_EQ(results[10].error_code, "AccessDeniedException");
  EXPECT_EQ(results[20].error_code, kNotSent);
}

TEST_F(PutAll, SendsNothingMoreOnceStopped) {
  options.stop = [this] { return bus.calls.size() == 1; };
  const auto results = put(numbered(15));
  EXPECT_EQ(bus.calls.size(), 1U);
  EXPECT_TRUE(results[9].ok());
  EXPECT_EQ(results[10].error_code, kNotSent);
}

TEST(EntryBytes, CountsWhatEventBridgeCounts) {
  PutEventsEntry entry{"abc", "de", "{}", "a-bus-is-free"};
  EXPECT_EQ(entry_bytes(entry), 7U);
  entry.time = base::Time{};
  entry.resources = {"arn:x", "y"};
  entry.trace_header = "free";
  EXPECT_EQ(entry_bytes(entry), 7U + 14U + 6U);
}

}  // namespace
}  // namespace sb::awsclient
