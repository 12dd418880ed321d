// SPDX-License-Identifier: Apache-2.0
#include "aws/policy_condition.h"

#include <gtest/gtest.h>

#include "aws/policy_value.h"

namespace sb::aws {
namespace {

constexpr base::Time kNow{base::Seconds(1772632800)};  // 2026-03-04T14:00:00Z

PolicyRequest caller() {
  PolicyRequest out;
  out.principal_account = "111122223333";
  out.principal_arn = "arn:aws:iam::111122223333:user/team/ann";
  out.action = "sqs:SendMessage";
  out.resource = "arn:aws:sqs:eu-west-1:444455556666:orders";
  out.time = kNow;
  out.context = {{"aws:sourceip", "10.1.2.3"},
                 {"aws:securetransport", "false"},
                 {"aws:sourcearn", "arn:aws:events:eu-west-1:111122223333:rule/stack-a"},
                 {"t:text", "Red"},
                 {"t:number", "7.5"},
                 {"t:bytes", "hi"}};
  return out;
}

Truth ask(const PolicyRequest& request, const char* op, const char* key, std::vector<std::string> values) {
  return holds({op, key, std::move(values)}, request, true);
}

Truth ask(const char* op, const char* key, std::vector<std::string> values) {
  return ask(caller(), op, key, std::move(values));
}

bool yes(const char* op, const char* key, std::vector<std::string> values) {
  return ask(op, key, std::move(values)) == Truth::kYes;
}

bool no(const char* op, const char* key, std::vector<std::string> values) {
  return ask(op, key, std::move(values)) == Truth::kNo;
}

bool unknown(const char* op, const char* key, std::vector<std::string> values) {
  return ask(op, key, std::move(values)) == Truth::kUnknown;
}

TEST(Conditions, Strings) {
  EXPECT_TRUE(yes("StringEquals", "t:text", {"x", "Red"}));
  EXPECT_TRUE(no("StringEquals", "t:text", {"red"}));
  EXPECT_TRUE(no("StringNotEquals", "t:text", {"x", "Red"}));
  EXPECT_TRUE(yes("StringNotEquals", "t:text", {"x", "red"}));
  EXPECT_TRUE(yes("StringEqualsIgnoreCase", "t:text", {"rED"}));
  EXPECT_TRUE(no("StringNotEqualsIgnoreCase", "t:text", {"rED"}));
  EXPECT_TRUE(yes("StringLike", "T:Text", {"R?*"}));
  EXPECT_TRUE(no("StringNotLike", "t:text", {"R*"}));
}

TEST(Conditions, Numbers) {
  EXPECT_TRUE(yes("NumericEquals", "t:number", {"7.50"}));
  EXPECT_TRUE(no("NumericNotEquals", "t:number", {"7.50"}));
  EXPECT_TRUE(yes("NumericLessThan", "t:number", {"7.6"}));
  EXPECT_TRUE(no("NumericLessThan", "t:number", {"7.5"}));
  EXPECT_TRUE(yes("NumericLessThanEquals", "t:number", {"7.5"}));
  EXPECT_TRUE(yes("NumericGreaterThan", "t:number", {"-1e2"}));
  EXPECT_TRUE(no("NumericGreaterThan", "t:number", {"7.5"}));
  EXPECT_TRUE(yes("NumericGreaterThanEquals", "t:number", {"7.5"}));
  EXPECT_TRUE(unknown("NumericEquals", "t:number", {"seven"}));
  EXPECT_TRUE(unknown("NumericNotEquals", "t:text", {"7"}));
}

TEST(Conditions, DatesAreToldByTheTimeOfTheRequest) {
  EXPECT_TRUE(yes("DateEquals", "aws:CurrentTime", {"2026-03-04T15:00:00+01:00"}));
  EXPECT_TRUE(no("DateNotEquals", "aws:CurrentTime", {"2026-03-04T14:00Z"}));
  EXPECT_TRUE(yes("DateGreaterThan", "aws:CurrentTime", {"2020-01-01"}));
  EXPECT_TRUE(no("DateLessThan", "aws:CurrentTime", {"2020-01-01"}));
  EXPECT_TRUE(yes("DateLessThanEquals", "aws:EpochTime", {"1772632800"}));
  EXPECT_TRUE(yes("DateGreaterThanEquals", "aws:EpochTime", {"2026-03-04T14:00:00Z"}));
  EXPECT_TRUE(yes("NumericLessThan", "aws:EpochTime", {"1772632801"}));
  EXPECT_TRUE(unknown("DateLessThan", "aws:CurrentTime", {"tomorrow"}));
}

TEST(Conditions, BoolsAndBytes) {
  EXPECT_TRUE(yes("Bool", "aws:SecureTransport", {"FALSE"}));
  EXPECT_TRUE(no("Bool", "aws:SecureTransport", {"true"}));
  EXPECT_TRUE(yes("BoolIfExists", "aws:MultiFactorAuthPresent", {"true"}));
  EXPECT_TRUE(unknown("Bool", "aws:SecureTransport", {"maybe"}));
  EXPECT_TRUE(yes("BinaryEquals", "t:bytes", {"aGk="}));
  EXPECT_TRUE(no("BinaryEquals", "t:bytes", {"aGo="}));
}

TEST(Conditions, AddressesAreInRanges) {
  EXPECT_TRUE(yes("IpAddress", "aws:SourceIp", {"192.0.2.0/24", "10.0.0.0/8"}));
  EXPECT_TRUE(no("IpAddress", "aws:SourceIp", {"10.1.2.4"}));
  EXPECT_TRUE(no("NotIpAddress", "aws:SourceIp", {"10.1.2.3"}));
  EXPECT_TRUE(yes("NotIpAddress", "aws:SourceIp", {"2001:db8::/32"}));
  EXPECT_TRUE(unknown("NotIpAddress", "aws:SourceIp", {"10.0.0.0/33"}));
}

TEST(Conditions, ArnsAreComparedElementByElement) {
  EXPECT_TRUE(yes("ArnLike", "aws:SourceArn", {"arn:aws:events:*:111122223333:rule/stack-*"}));
  EXPECT_TRUE(yes("ArnEquals", "aws:SourceArn", {"arn:aws:events:*:111122223333:rule/stack-?"}));
  EXPECT_TRUE(no("ArnLike", "aws:SourceArn", {"arn:aws:*:rule/stack-a"}));
  EXPECT_TRUE(no("ArnNotLike", "aws:SourceArn", {"arn:aws:events:*:*:rule/*"}));
  EXPECT_TRUE(yes("ArnNotEquals", "aws:SourceArn", {"arn:aws:sns:*:*:*"}));
}

TEST(Conditions, AnAbsentKey) {
  EXPECT_TRUE(no("StringEquals", "t:none", {"x"}));
  EXPECT_TRUE(yes("StringNotEquals", "t:none", {"x"}));
  EXPECT_TRUE(yes("StringEqualsIfExists", "t:none", {"x"}));
  EXPECT_TRUE(no("StringEqualsIfExists", "t:text", {"x"}));
  EXPECT_TRUE(yes("Null", "t:none", {"true"}));
  EXPECT_TRUE(no("Null", "t:none", {"false"}));
  EXPECT_TRUE(yes("Null", "t:text", {"false"}));
  EXPECT_TRUE(yes("ForAllValues:StringEquals", "t:none", {"x"}));
  EXPECT_TRUE(no("ForAllValues:StringEquals", "t:text", {"x"}));
  EXPECT_TRUE(no("ForAnyValue:StringEquals", "t:none", {"x"}));
  EXPECT_TRUE(no("ForAnyValue:StringNotEquals", "t:none", {"x"}));
  EXPECT_TRUE(yes("ForAnyValue:StringLike", "t:text", {"R*"}));
}

TEST(Conditions, WhatFollowsFromCallerAndResource) {
  EXPECT_TRUE(yes("ArnEquals", "aws:PrincipalArn", {"arn:aws:iam::111122223333:user/team/ann"}));
  EXPECT_TRUE(yes("StringEquals", "aws:PrincipalAccount", {"111122223333"}));
  EXPECT_TRUE(yes("StringEquals", "aws:PrincipalType", {"User"}));
  EXPECT_TRUE(yes("Bool", "aws:PrincipalIsAWSService", {"false"}));
  EXPECT_TRUE(yes("StringEquals", "aws:ResourceAccount", {"444455556666"}));
  EXPECT_TRUE(yes("StringEquals", "aws:RequestedRegion", {"eu-west-1"}));
  PolicyRequest session = caller();
  session.principal_arn = "arn:aws:sts::111122223333:assumed-role/reader/ann";
  EXPECT_EQ(ask(session, "ArnEquals", "aws:PrincipalArn", {"arn:aws:iam::111122223333:role/reader"}),
            Truth::kYes);
  PolicyRequest service;
  service.principal_service = "events.amazonaws.com";
  EXPECT_EQ(ask(service, "Bool", "aws:PrincipalIsAWSService", {"true"}), Truth::kYes);
  EXPECT_EQ(ask(service, "StringEquals", "aws:PrincipalServiceName", {"events.amazonaws.com"}), Truth::kYes);
  EXPECT_EQ(ask(service, "Null", "aws:PrincipalAccount", {"true"}), Truth::kYes);
}

TEST(Conditions, WhatIsLookedUpComesAfterTheContext) {
  PolicyRequest request = caller();
  request.look_up = [](std::string_view key) -> std::optional<std::string> {
    return key == "t:text" || key == "t:more" ? std::optional<std::string>("Blue") : std::nullopt;
  };
  EXPECT_EQ(ask(request, "StringEquals", "t:text", {"Red"}), Truth::kYes);
  EXPECT_EQ(ask(request, "StringEquals", "t:more", {"Blue"}), Truth::kYes);
}

TEST(Conditions, AVariableIsNotDecidedWhereIamWouldReplaceIt) {
  const PolicyCondition condition{"StringEquals", "t:text", {"${aws:username}"}};
  EXPECT_EQ(holds(condition, caller(), true), Truth::kUnknown);
  EXPECT_EQ(holds(condition, caller(), false), Truth::kNo);
}

TEST(Conditions, FromOutsideAKeyThatIsNotToldIsUnknown) {
  PolicyRequest request = caller();
  request.is_complete = false;
  EXPECT_EQ(ask(request, "StringEquals", "aws:SourceVpc", {"x"}), Truth::kUnknown);
  EXPECT_EQ(ask(request, "StringNotEquals", "aws:SourceVpc", {"x"}), Truth::kUnknown);
  EXPECT_EQ(ask(request, "Null", "aws:SourceVpc", {"true"}), Truth::kUnknown);
  EXPECT_EQ(ask(request, "StringEquals", "aws:SourceAccount", {"x"}), Truth::kNo);
  EXPECT_EQ(ask(request, "StringEquals", "t:text", {"Red"}), Truth::kYes);
}

TEST(Conditions, OperatorsAreIamsAndNoOthers) {
  for (const char* good : {"Bool", "stringequals", "ForAllValues:StringLikeIfExists", "NotIpAddressIfExists",
                           "ForAnyValue:ArnNotLike", "Null", "DateGreaterThanEquals", "BinaryEquals"}) {
    EXPECT_TRUE(is_condition_operator(good)) << good;
  }
  for (const char* bad : {"Bogus", "", "IfExists", "NullIfExists", "ForAllValues:",
                          "ForSomeValues:StringLike", "NotBool", "StringNotNotEquals", "IpNotAddress"}) {
    EXPECT_FALSE(is_condition_operator(bad)) << bad;
  }
}

TEST(PolicyValue, DatesInTheFormsOfIso8601) {
  for (const char* text : {"2026-03-04T14:00:00Z", "2026-03-04T14:00Z", "20260304T140000Z", "1772632800",
                           "2026-03-04T14:00:00.000Z", "2026-03-04T09:30:00-04:30"}) {
    EXPECT_EQ(parse_policy_date(text), kNow) << text;
  }
  EXPECT_EQ(parse_policy_date("2026-03-04"), kNow - base::Seconds(14 * 3600));
  for (const char* text : {"", "now", "2026-13-01", "2026-02-30", "2026-03-04T14", "2026-03-04T14:00:00",
                           "2026-03-04T25:00:00Z", "2026-03-04T14:00:00Zx", "2026-03", "9999999999999"}) {
    EXPECT_FALSE(parse_policy_date(text)) << text;
  }
}

TEST(PolicyValue, RangesOfAddresses) {
  const auto holds_all = [](const char* outer, const char* inner) {
    return contains(*parse_ip_range(outer), *parse_ip_range(inner));
  };
  EXPECT_TRUE(holds_all("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(holds_all("10.0.0.0/9", "10.127.255.255"));
  EXPECT_FALSE(holds_all("10.0.0.0/9", "10.128.0.0"));
  EXPECT_TRUE(holds_all("2001:db8::/32", "2001:db8:1::2"));
  EXPECT_FALSE(holds_all("2001:db8::/32", "2001:db9::"));
  EXPECT_FALSE(holds_all("::/0", "10.0.0.1"));
  for (const char* text : {"", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "host"})
    EXPECT_FALSE(parse_ip_range(text)) << text;
}

}  // namespace
}  // namespace sb::aws
