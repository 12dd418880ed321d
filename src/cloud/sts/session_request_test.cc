// SPDX-License-Identifier: Apache-2.0
#include "cloud/sts/session_request.h"

#include <gtest/gtest.h>

namespace sb::cloud::sts {
namespace {

constexpr char kRole[] = "arn:aws:iam::123456789012:role/reader";
constexpr char kManaged[] = "arn:aws:iam::123456789012:policy/p";

json::Object asking(const json::Object& more = {}) {
  json::Object out{{"RoleArn", kRole}, {"RoleSessionName", "ann"}};
  for (const auto& [key, value] : more) out[key] = value;
  return out;
}

// "code: text", "" where the request is well.
std::string check(const json::Object& input, bool with_token = false) {
  service::Roles roles;
  roles.add_policy(kManaged, {});
  SessionRequest request;
  const auto fault = read_request(input, with_token, roles, request);
  return fault ? fault->code + ": " + fault->message : "";
}

json::Array many(size_t count, const json::Value& item) { return json::Array(count, item); }

TEST(SessionRequest, ReadsWhatIsAsked) {
  service::Roles roles;
  roles.add_policy(kManaged, {});
  SessionRequest request;
  const auto fault = read_request(asking({{"DurationSeconds", "900"},
                                          {"Tags", json::Array{json::Object{{"Key", "a"}, {"Value", ""}}}},
                                          {"TransitiveTagKeys", json::Array{"A"}},
                                          {"PolicyArns", json::Array{json::Object{{"arn", kManaged}}}},
                                          {"SourceIdentity", "ann@x"},
                                          {"ExternalId", "1:2/3"}}),
                                  false, roles, request);
  ASSERT_FALSE(fault) << fault->message;
  EXPECT_EQ(request.duration, base::Seconds(900));
  ASSERT_EQ(request.tags.size(), 1u);
  EXPECT_TRUE(request.tags[0].transitive);
  EXPECT_EQ(request.policy_arns, std::vector<std::string>{kManaged});
  EXPECT_EQ(request.source_identity, "ann@x");
  EXPECT_EQ(request.external_id, "1:2/3");
}

TEST(SessionRequest, MembersAreHeldToTheirConstraints) {
  EXPECT_EQ(
      check({}),
      "ValidationError: 2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: "
      "Member must not be null; Value null at 'roleSessionName' failed to satisfy constraint: Member must "
      "not "
      "be null");
  EXPECT_NE(check(asking(), true).find("'webIdentityToken'"), std::string::npos);
  EXPECT_EQ(check(asking({{"RoleSessionName", "Session1:2"}})),
            "ValidationError: 1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to "
            "satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  EXPECT_NE(check(asking({{"DurationSeconds", 899}})).find("greater than or equal to 900"),
            std::string::npos);
  EXPECT_NE(check(asking({{"DurationSeconds", 43201}})).find("less than or equal to 43200"),
            std::string::npos);
  EXPECT_TRUE(check(asking({{"DurationSeconds", "soon"}})).starts_with("MalformedInput"));
  EXPECT_NE(check(asking({{"ExternalId", "x"}})).find("'externalId'"), std::string::npos);
  EXPECT_NE(check(asking({{"SourceIdentity", "a b"}})).find("'sourceIdentity'"), std::string::npos);
  EXPECT_NE(check(asking({{"Policy", std::string(2049, ' ')}})).find("equal to 2048"), std::string::npos);
  EXPECT_NE(
      check(asking({{"Tags", many(51, json::Object{{"Key", "k"}, {"Value", "v"}})}})).find("equal to 50"),
      std::string::npos);
  EXPECT_NE(check(asking({{"Tags", many(1, json::Object{{"Value", "v"}})}})).find("'tags.1.member.key'"),
            std::string::npos);
}

TEST(SessionRequest, ARoleArnIsOneOfIam) {
  EXPECT_EQ(check(asking({{"RoleArn", "nothing-valid-in-here"}})),
            "ValidationError: nothing-valid-in-here is invalid");
  EXPECT_EQ(check(asking({{"RoleArn", "arn:a:a::aaaaaaaaaa:"}})),
            "ValidationError: arn:a:a::aaaaaaaaaa: is invalid");
  for (const char* other : {"arn:aws:sqs:us-east-1:123456789012:q", "arn:aws:iam::123456789012:user/ann",
                            "arn:aws:iam::12345:role/reader", "arn:aws:iam:us-east-1:123456789012:role/r"})
    EXPECT_EQ(check(asking({{"RoleArn", other}})), "ValidationError: Request ARN is invalid") << other;
}

TEST(SessionRequest, APolicyIsOneOfAnIdentity) {
  const auto with = [](const char* policy) { return check(asking({{"Policy", policy}})); };
  EXPECT_EQ(with(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})"), "");
  EXPECT_EQ(with("{"), "MalformedPolicyDocument: This policy contains invalid Json");
  EXPECT_TRUE(with("{}").starts_with("MalformedPolicyDocument: Syntax errors"));
  EXPECT_NE(with(R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}})")
                .find("principal"),
            std::string::npos);
  EXPECT_NE(with(R"({"Statement":{"Effect":"Allow","Action":"*"}})").find("resources"), std::string::npos);
}

TEST(SessionRequest, ManagedPoliciesAreKnownAndFew) {
  const auto with = [](size_t count, const char* arn) {
    return check(asking({{"PolicyArns", many(count, json::Object{{"arn", arn}})}}));
  };
  EXPECT_EQ(with(10, kManaged), "");
  EXPECT_TRUE(with(11, kManaged).starts_with("LimitExceeded"));
  EXPECT_TRUE(with(1, "arn:aws:iam::123456789012:policy/gone").starts_with("MalformedPolicyDocument"));
  EXPECT_EQ(with(1, "p"), "ValidationError: ARN p is not valid.");
}

TEST(SessionRequest, TagsAreDistinctWhateverTheirCase) {
  const auto tags = [](const char* one, const char* two) {
    return json::Array{json::Object{{"Key", one}, {"Value", "1"}},
                       json::Object{{"Key", two}, {"Value", "2"}}};
  };
  EXPECT_EQ(
      check(asking({{"Tags", tags("a", "A")}})),
      "InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  EXPECT_EQ(
      check(asking({{"Tags", tags("a", "b")}, {"TransitiveTagKeys", json::Array{"c"}}})),
      "InvalidParameterValue: The specified transitive tag key must be included in the requested tags.");
  EXPECT_TRUE(check(asking({{"Tags", tags("aws:x", "b")}})).starts_with("InvalidParameterValue"));
}

TEST(SessionRequest, TransitiveTagsGoOnAndCannotBeReplaced) {
  service::Session from;
  from.tags = {{"team", "red", true}, {"other", "x", false}};
  SessionRequest request;
  EXPECT_FALSE(inherit_tags(from, request));
  ASSERT_EQ(request.tags.size(), 1u);
  EXPECT_TRUE(request.tags[0].transitive);
  SessionRequest again;
  again.tags = {{"TEAM", "blue", false}};
  const auto fault = inherit_tags(from, again);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->code, "InvalidParameterValue");
}

TEST(SessionRequest, NobodyHasADeviceForOneTimeCodes) {
  EXPECT_TRUE(check(asking({{"TokenCode", "123456"}})).starts_with("AccessDenied"));
  EXPECT_TRUE(check(asking({{"TokenCode", "123456"}, {"SerialNumber", "arn:aws:iam::1:mfa/a"}}))
                  .starts_with("AccessDenied"));
  EXPECT_TRUE(
      check(asking({{"ProvidedContexts", json::Array{json::Object{}}}})).starts_with("ValidationError"));
}

TEST(SessionRequest, FullnessIsCountedInPercentRoundedUp) {
  SessionRequest request;
  EXPECT_EQ(request.packed_percent(), 0);
  request.policy = std::string(41, ' ');
  EXPECT_EQ(request.packed_percent(), 2);
  request.tags.assign(50, {std::string(100, 'k'), std::string(100, 'v'), false});
  EXPECT_GT(request.packed_percent(), 100);
}

}  // namespace
}  // namespace sb::cloud::sts
