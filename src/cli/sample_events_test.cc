// SPDX-License-Identifier: Apache-2.0
#include "cli/sample_events.h"

#include <gtest/gtest.h>

#include <set>

#include "switchboard/pattern.h"

namespace sb::cli {
namespace {

const base::Time kNow = base::Time(base::Seconds(1772632800));  // 2026-03-04T14:00:00Z

reconcile::Desired desired(const std::vector<std::string>& patterns) {
  reconcile::Desired out;
  out.realm = {"123456789012", "eu-west-1"};
  for (const std::string& pattern : patterns) {
    reconcile::DesiredRule rule;
    rule.route = "r";
    rule.bus = "orders";
    rule.pattern = pattern;
    out.rules.push_back(rule);
  }
  return out;
}

// The event as EventBridge would deliver it.
std::string envelope_of(const SampleEvent& event) {
  const json::Array resources(event.entry.resources.begin(), event.entry.resources.end());
  json::Object out{{"version", "0"},
                   {"id", "x"},
                   {"detail-type", event.entry.detail_type},
                   {"source", event.entry.source},
                   {"account", "123456789012"},
                   {"time", base::format_iso_seconds(*event.entry.time)},
                   {"region", "eu-west-1"},
                   {"resources", resources},
                   {"detail", *json::parse_document(event.entry.detail)}};
  return json::to_text(out);
}

TEST(MakeRouteEvents, MakesNoneThatEventBridgeWouldChangeSoThatItNoLongerMatches) {
  for (const char* pattern :
       {R"({"source":["a"],"account":["999999999999"]})", R"({"source":["a"],"id":["i"]})",
        R"({"source":["a"],"region":["mars-1"]})", R"({"source":["a"],"version":["1"]})",
        R"({"source":["a"],"resources":[{"exists":true}],"detail-type":[{"exists":false}]})"}) {
    const auto events = make_route_events(desired({pattern}), "r", 1, kNow);
    ASSERT_FALSE(events.ok()) << pattern;
    EXPECT_NE(events.error().message.find(pattern), std::string::npos);
  }
}

TEST(MakeRouteEvents, MakesEventsThatThePatternMatchesWhateverItAsksFor) {
  static constexpr const char* kPatterns[] = {
      R"({"source":["a"],"detail-type":["t","u"],"detail":{"queue":{"id":["1","2","3"]}}})",
      R"({"source":["a"],"detail-type":["t"],"$or":[{"detail":{"x":[1]}},{"detail":{"y":[{"exists":true}]}}]})",
      R"({"source":["a"],"detail-type":["t"],"detail":{"n":[{"numeric":[">",5,"<=",9]}],"s":[{"anything-but":{"suffix":"Z"}}]}})",
      R"({"source":["a"],"detail-type":["t"],"detail":{"conversationId":[{"exists":false}],"w":[{"wildcard":"a*b"}]}})",
      R"({"source":["a"],"detail-type":["t"],"detail":{"conversationId":["fixed"]}})",
      R"({"source":["a"]})",
      R"({"detail":{"x":[1]},"account":["123456789012"]})",
      R"({"source":["a"],"resources":[{"prefix":"arn:aws:ec2"}]})"};
  for (const char* pattern : kPatterns) {
    const auto events = make_route_events(desired({pattern}), "r", 5, kNow);
    ASSERT_TRUE(events.ok()) << pattern;
    for (const SampleEvent& event : *events) {
      EXPECT_TRUE(switchboard::Pattern::parse(pattern).value().matches(envelope_of(event)).value())
          << pattern << "\n"
          << envelope_of(event);
      EXPECT_EQ(event.entry.bus, "orders");
    }
  }
}

TEST(MakeRouteEvents, TakesTheChoicesOfAPatternByTurns) {
  const auto events = make_route_events(
      desired({R"({"source":["a"],"detail-type":["t"],"detail":{"q":["1","2","3"]}})"}), "r", 6, kNow);
  std::multiset<std::string> chosen;
  std::set<std::string> conversations;
  for (const SampleEvent& event : *events) {
    const auto detail = json::parse_document(event.entry.detail);
    chosen.insert(json::string_or_empty(detail->get_object(), "q"));
    conversations.insert(json::string_or_empty(detail->get_object(), "conversationId"));
  }
  EXPECT_EQ(chosen, (std::multiset<std::string>{"1", "1", "2", "2", "3", "3"}));
  EXPECT_EQ(conversations.size(), 6U);
}

TEST(MakeRouteEvents, GoesThroughTheRulesOfARouteAndEndsNow) {
  const auto events = make_route_events(
      desired({R"({"source":["a"],"detail-type":["t"]})", R"({"source":["b"],"detail-type":["t"]})"}), "r", 4,
      kNow);
  EXPECT_EQ((*events)[0].entry.source, "a");
  EXPECT_EQ((*events)[1].entry.source, "b");
  EXPECT_EQ((*events)[3].entry.time, kNow);
  EXPECT_EQ((*events)[0].entry.time, kNow - base::Seconds(3));
}

TEST(MakeNamedEvents, PutsTheQueueWhereTheCatalogueSaysItIs) {
  const spec::Catalogue catalogue = spec::Catalogue::built_in();
  size_t with_queue = 0;
  for (const spec::Event& event : catalogue.events()) {
    const spec::Family& family = *catalogue.find_family(event.family);
    const auto made = make_named_events(event, family, SampleQueue{"the-id", "The Queue"}, 1, kNow);
    const std::string& detail = made.front().entry.detail;
    EXPECT_EQ(detail.find("the-id") != std::string::npos, !event.queue_path.empty()) << event.name << detail;
    EXPECT_EQ(made.front().entry.source.empty(), family.partner) << "a partner's is its integration's";
    with_queue += event.queue_path.empty() ? 0 : 1;
  }
  EXPECT_GT(with_queue, 10U);
}

}  // namespace
}  // namespace sb::cli
