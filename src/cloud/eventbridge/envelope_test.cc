// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/envelope.h"

#include <gtest/gtest.h>

#include "cloud/eventbridge/details.h"
#include "json/reader.h"

namespace sb::cloud::eventbridge {
namespace {

const aws::Realm kRealm{"111122223333", "eu-west-1"};
constexpr char kId[] = "5c5c9b3a-0f6c-4a2e-8a3e-111111111111";
constexpr base::Time kNow{base::Milliseconds(1704164645678)};

std::string refusal(std::string_view source, std::string_view type, std::string_view detail) {
  const auto compact = compact_detail(detail);
  const auto refused = check_entry({source, type, detail, "", {}, {}, "", &compact});
  return refused ? json::string_or_empty(*refused, "ErrorCode") : "";
}

std::string written(EnvelopeWriter& writer, EntryView entry, const std::string& id = kId,
                    base::Time now = kNow) {
  const auto compact = compact_detail(entry.detail);
  entry.compact = &compact;
  return writer.write(entry, kRealm, id, now);
}

TEST(Envelope, IsCompactInTheOrderOfEventBridge) {
  EnvelopeWriter writer;
  const EntryView entry{"a \"b\"", "T", R"({ "n" : 1.50 })", "", {"r1", "r\n2"}, {}};
  EXPECT_EQ(
      written(writer, entry),
      R"({"version":"0","id":"5c5c9b3a-0f6c-4a2e-8a3e-111111111111","detail-type":"T","source":"a \"b\"","account":"111122223333","time":"2024-01-02T03:04:05Z","region":"eu-west-1","resources":["r1","r\n2"],"detail":{"n":1.50}})");
}

TEST(Envelope, TheTimeOfTheEntryComesBeforeThatOfTheRequest) {
  EnvelopeWriter writer;
  const EntryView entry{"a", "T", "{}", "", {}, base::Time(base::Seconds(0))};
  EXPECT_NE(written(writer, entry).find(R"("time":"1970-01-01T00:00:00Z")"), std::string::npos);
}

TEST(Envelope, EventsOneAfterTheOtherHaveTheirOwnTimes) {
  EnvelopeWriter writer;
  const EntryView entry{"a", "T", "{}", "", {}, {}};
  const auto time_of = [&](base::Time now) {
    const std::string event = written(writer, entry, kId, now);
    const size_t at = event.find(R"("time":")") + 8;
    return event.substr(at, event.find('"', at) - at);
  };
  EXPECT_EQ(time_of(base::Time{}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(time_of(kNow), "2024-01-02T03:04:05Z");
  EXPECT_EQ(time_of(kNow + base::Milliseconds(321)), "2024-01-02T03:04:05Z");
  EXPECT_EQ(time_of(kNow + base::Milliseconds(322)), "2024-01-02T03:04:06Z");
  EXPECT_EQ(time_of(kNow), "2024-01-02T03:04:05Z");
}

TEST(Envelope, ADetailThatIsNotOneObjectIsRefusedSoThatItCanAddNothingBesideItself) {
  for (const char* detail : {"[]", "\"a\"", "1", "null", "{", "{} {}", R"({},"source":"x")",
                             R"({"a":1},{"b":2})", R"({"a":NaN})", R"({"a":01})", R"({"a":"\x"})",
                             "{\"a\":\"\x01\"}", R"({"a":})", "{\"a\":\"\xFF\"}", R"({"a":1)", R"({"a"})"}) {
    EXPECT_EQ(refusal("s", "t", detail), "MalformedDetail") << detail;
  }
  EXPECT_EQ(refusal("s", "t", "{}"), "");
  EXPECT_EQ(refusal("s", "t", " {\"a\":[1,{\"b\":null}]} "), "");
}

TEST(Envelope, ADetailAsDeepAsIsAcceptedCanBeReadInItsEnvelope) {
  EnvelopeWriter writer;
  const auto nested = [](int depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  int deepest = 1;
  while (refusal("s", "t", nested(deepest + 1)).empty() && deepest < 2000) ++deepest;
  EXPECT_LT(deepest, 2000);
  const std::string deepest_detail = nested(deepest);
  EXPECT_TRUE(json::read(written(writer, {"s", "t", deepest_detail, "", {}, {}})).ok());
}

TEST(Envelope, TheThreeTextsAreNeededAndEmptyOnesAreMissing) {
  EXPECT_EQ(refusal("", "t", "{}"), "InvalidArgument");
  EXPECT_EQ(refusal("s", "", "{}"), "InvalidArgument");
  EXPECT_EQ(refusal("s", "t", ""), "InvalidArgument");
  EXPECT_EQ(refusal("s", std::string(129, 't'), "{}"), "InvalidArgument");
  EXPECT_EQ(refusal("s", std::string(128, 't'), "{}"), "");
}

TEST(Envelope, TimesAreSecondsOrIsoTexts) {
  const auto read = [](const json::Value& time) { return read_entry({{"Time", time}}).time; };
  EXPECT_EQ(read(1704164645), base::Time(base::Milliseconds(1704164645000)));
  EXPECT_EQ(read(1704164645.678), kNow);
  EXPECT_EQ(read("1704164645"), base::Time(base::Milliseconds(1704164645000)));
  EXPECT_EQ(read("2024-01-02T03:04:05.678Z"), kNow);
  EXPECT_TRUE(has_bad_time({{"Time", "yesterday"}}));
  EXPECT_TRUE(has_bad_time({{"Time", true}}));
  EXPECT_TRUE(has_bad_time({{"Time", 1e300}}));
  EXPECT_FALSE(has_bad_time({{"Time", 0}}));
  EXPECT_FALSE(has_bad_time(json::Object{}));
}

TEST(Envelope, CountsATimeAsFourteenBytes) {
  EXPECT_EQ((EntryView{"ab", "c", "{}", "bus", {"rr", "r"}, {}}).bytes(), 8u);
  EXPECT_EQ((EntryView{"ab", "c", "{}", "bus", {}, kNow}).bytes(), 19u);
}

TEST(WithId, ChangesTheIdAndNothingElse) {
  EnvelopeWriter writer;
  const EntryView entry{"a", "T", "{}", "", {}, {}};
  const std::string other = "00000000-0000-4000-8000-000000000000";
  EXPECT_EQ(with_id(written(writer, entry), other), written(writer, entry, other));
  EXPECT_EQ(with_id("[]", other), "[]");
}

}  // namespace
}  // namespace sb::cloud::eventbridge
