// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/sso.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "awsclient/credentials/fakes.h"
#include "base/digest.h"
#include "base/file.h"
#include "json/document.h"

namespace sb::awsclient::credentials {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kProfiles[] = R"([profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Read Only
[profile old]
sso_start_url = https://old.awsapps.com/start
sso_region = us-west-2
sso_account_id = 111122223333
sso_role_name = ReadOnly
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
)";

constexpr char kRoleCredentials[] =
    R"({"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"hidden-secret","sessionToken":"hidden-token",)"
    R"("expiration":1772636400000}})";

class SsoTest : public testing::Test {
 protected:
  SsoTest() {
    std::filesystem::remove_all(home);
    std::filesystem::create_directories(home + "/.aws/sso/cache");
    world.variables["HOME"] = home;
    world.set_files(kProfiles);
    world.http.answer = [](const net::ClientRequest&) {
      return net::HttpResponse{200, {}, kRoleCredentials};
    };
  }
  ~SsoTest() override { std::filesystem::remove_all(home); }

  std::string cache(const std::string& name) const {
    return home + "/.aws/sso/cache/" + base::hex(base::sha1(name)) + ".json";
  }
  void sign_in(const std::string& name, const std::string& ends, json::Object more = {}) {
    more["accessToken"] = "hidden-access-token";
    more["expiresAt"] = ends;
    more["startUrl"] = "kept as it is";
    ASSERT_TRUE(base::replace_private_file(cache(name), json::to_text(more)).ok());
  }
  // A sign-in that can be renewed.
  void sign_in_renewably(const std::string& ends) {
    sign_in("corp", ends,
            {{"refreshToken", "hidden-refresh"},
             {"clientId", "client"},
             {"clientSecret", "hidden-client-secret"},
             {"registrationExpiresAt", "2026-06-01T00:00:00Z"}});
  }
  base::Result<Found> find(const std::string& profile) {
    return make_sso_provider(world.surroundings, profile)->find();
  }
  const std::vector<net::ClientRequest>& asked() const { return world.http.asked; }

  const std::string home = testing::TempDir() + "/sso-home";
  FakeWorld world;
};

TEST_F(SsoTest, TheCachedTokenFetchesTheRolesCredentials) {
  sign_in("corp", "2026-03-04T20:00:00Z");
  auto found = std::get<Credentials>(*find("dev"));
  EXPECT_EQ(found.access_key_id, "SSO");
  EXPECT_EQ(found.session_token.reveal(), "hidden-token");
  EXPECT_EQ(found.expires, kStart + std::chrono::hours(1));
  ASSERT_EQ(asked().size(), 1u);
  EXPECT_EQ(asked()[0].method, "GET");
  EXPECT_EQ(asked()[0].url,
            "https://portal.sso.eu-central-1.amazonaws.com/federation/credentials?role_name=Read%20Only&"
            "account_id=111122223333");
  EXPECT_EQ(net::find_header(asked()[0].headers, "x-amz-sso_bearer_token"), "hidden-access-token");
  EXPECT_FALSE(asked()[0].sign.has_value());
}

TEST_F(SsoTest, OfOldTheStartUrlNamesTheCache) {
  sign_in("https://old.awsapps.com/start", "2026-03-04T20:00:00UTC");
  EXPECT_EQ(summary(find("old")), "SSO");
  EXPECT_THAT(asked()[0].url, HasSubstr("https://portal.sso.us-west-2.amazonaws.com/"));
}

TEST_F(SsoTest, WhoIsNotSignedInIsToldHowTo) {
  const auto nobody = find("dev");
  EXPECT_EQ(summary(nobody), "error: nobody is signed in to SSO for the AWS profile 'dev'");
  EXPECT_EQ(nobody.error().hint, "aws sso login --profile dev");
  sign_in("corp", "2026-03-04T13:00:00Z");
  const auto ended = find("dev");
  EXPECT_EQ(summary(ended), "error: the SSO sign-in of the AWS profile 'dev' ended at 2026-03-04T13:00:00Z");
  EXPECT_EQ(ended.error().hint, "aws sso login --profile dev");
  EXPECT_TRUE(asked().empty());
}

TEST_F(SsoTest, ASignInThatIsRefusedIsToldHowToRenew) {
  sign_in("corp", "2026-03-04T20:00:00Z");
  world.http.answer = [](const net::ClientRequest&) {
    return net::HttpResponse{401, {}, R"({"message":"Session token not found or invalid"})"};
  };
  const auto found = find("dev");
  EXPECT_EQ(
      summary(found),
      "error: SSO GetRoleCredentials for Read Only in account 111122223333 answered 401: Session token not "
      "found or invalid");
  EXPECT_EQ(found.error().hint, "aws sso login --profile dev");
}

TEST_F(SsoTest, ARoleThatIsNotAssignedIsToldSo) {
  sign_in("corp", "2026-03-04T20:00:00Z");
  world.http.answer = [](const net::ClientRequest&) {
    return net::HttpResponse{403, {}, R"({"message":"No access"})"};
  };
  EXPECT_THAT(find("dev").error().hint, HasSubstr("assigned"));
}

TEST_F(SsoTest, ATokenNearItsEndIsRenewedAndWrittenBack) {
  sign_in_renewably("2026-03-04T14:10:00Z");
  world.http.answer = [](const net::ClientRequest& request) -> net::HttpResponse {
    if (request.method == "GET") return {200, {}, kRoleCredentials};
    return {
        200, {}, R"({"accessToken":"renewed","expiresIn":28800,"refreshToken":"next","tokenType":"Bearer"})"};
  };
  EXPECT_EQ(summary(find("dev")), "SSO");
  ASSERT_EQ(asked().size(), 2u);
  EXPECT_EQ(asked()[0].url, "https://oidc.eu-central-1.amazonaws.com/token");
  EXPECT_EQ(asked()[0].body,
            R"({"clientId":"client","clientSecret":"hidden-client-secret","grantType":"refresh_token",)"
            R"("refreshToken":"hidden-refresh"})");
  EXPECT_EQ(net::find_header(asked()[1].headers, "x-amz-sso_bearer_token"), "renewed");
  const auto written = json::parse_document(**base::read_file_if_any(cache("corp")))->get_object();
  EXPECT_EQ(json::string_or_empty(written, "accessToken"), "renewed");
  EXPECT_EQ(json::string_or_empty(written, "refreshToken"), "next");
  EXPECT_EQ(json::string_or_empty(written, "expiresAt"), "2026-03-04T22:00:00Z");
  EXPECT_EQ(json::string_or_empty(written, "startUrl"), "kept as it is");
}

TEST_F(SsoTest, ARenewalThatCannotBeWrittenBackIsKeptForTheNext) {
  // A folder so deep that the cache can be read, and no longer name be made beside it.
  const std::string top = testing::TempDir() + "/sso-deep";
  std::string deep = top;
  while (deep.size() < 3830) deep += "/" + std::string(180, 'd');
  deep += "/" + std::string(4030 - deep.size(), 'e');
  std::filesystem::create_directories(deep + "/.aws/sso/cache");
  world.variables["HOME"] = deep;
  std::ofstream(deep + "/.aws/sso/cache/" + base::hex(base::sha1("corp")) + ".json")
      << R"({"accessToken":"a","expiresAt":"2026-03-04T14:10:00Z","refreshToken":"first","clientId":"c",)"
         R"("clientSecret":"s","registrationExpiresAt":"2026-06-01T00:00:00Z"})";
  std::vector<std::string> used;
  world.http.answer = [&](const net::ClientRequest& request) -> net::HttpResponse {
    if (request.method == "GET") return {200, {}, kRoleCredentials};
    const auto asked = json::parse_document(request.body);
    used.push_back(json::string_or_empty(asked->get_object(), "refreshToken"));
    if (used.size() == 3) return {400, {}, R"({"error":"invalid_grant"})"};
    return {200, {}, R"({"accessToken":"renewed","expiresIn":3600,"refreshToken":"next"})"};
  };
  const auto provider = make_sso_provider(world.surroundings, "dev");
  EXPECT_EQ(summary(provider->find()), "SSO");
  world.clock.pass(std::chrono::minutes(50));
  EXPECT_EQ(summary(provider->find()), "SSO");
  world.clock.pass(std::chrono::minutes(70));
  EXPECT_THAT(summary(provider->find()), HasSubstr("it could not be kept: "));
  EXPECT_EQ(used, (std::vector<std::string>{"first", "next", "next"}));
  std::filesystem::remove_all(top);
}

TEST_F(SsoTest, ARenewalThatIsRefusedLeavesTheOldTokenWhileItHolds) {
  sign_in_renewably("2026-03-04T14:10:00Z");
  world.http.answer = [](const net::ClientRequest& request) -> net::HttpResponse {
    if (request.method == "GET") return {200, {}, kRoleCredentials};
    return {400, {}, R"({"error":"invalid_grant","error_description":"Invalid refresh token provided"})"};
  };
  EXPECT_EQ(summary(find("dev")), "SSO");
  world.clock.pass(std::chrono::minutes(11));
  const auto ended = find("dev");
  EXPECT_EQ(summary(ended),
            "error: the SSO sign-in of the AWS profile 'dev' ended at 2026-03-04T14:10:00Z, and could not be "
            "renewed: SSO-OIDC CreateToken answered 400: invalid_grant: Invalid refresh token provided");
  EXPECT_EQ(ended.error().hint, "aws sso login --profile dev");
}

TEST_F(SsoTest, ARegistrationThatHasEndedRenewsNothing) {
  sign_in_renewably("2026-03-04T14:10:00Z");
  world.clock.pass(std::chrono::hours(24 * 120));
  EXPECT_THAT(summary(find("dev")), HasSubstr("ended at"));
  EXPECT_TRUE(asked().empty());
}

TEST_F(SsoTest, AnAnswerWithAPartMissingIsNotShown) {
  sign_in("corp", "2026-03-04T20:00:00Z");
  for (const char* body : {"hidden", R"({"roleCredentials":{"accessKeyId":"a","expiration":1}})",
                           R"({"roleCredentials":{"secretAccessKey":"hidden"}})"}) {
    world.http.answer = [&](const net::ClientRequest&) { return net::HttpResponse{200, {}, body}; };
    EXPECT_THAT(summary(find("dev")), HasSubstr("error: SSO GetRoleCredentials gave")) << body;
    EXPECT_THAT(summary(find("dev")), Not(HasSubstr("hidden"))) << body;
  }
}

TEST_F(SsoTest, WhatAProfileLacksOrContradictsIsNamed) {
  const auto error = [&](const std::string& config) {
    world.set_files(config);
    return summary(find("p"));
  };
  EXPECT_EQ(error("[profile p]\nsso_account_id = 1\n"),
            "error: AWS profile 'p' is for SSO and lacks sso_start_url, sso_region, sso_role_name");
  EXPECT_EQ(error("[profile p]\nsso_account_id = 1\nsso_role_name = r\nsso_session = s\n"),
            "error: AWS profile 'p' names the sso-session 's', which does not exist");
  EXPECT_EQ(error("[profile p]\nsso_account_id = 1\nsso_role_name = r\nsso_session = s\nsso_region = a\n"
                  "[sso-session s]\nsso_region = b\nsso_start_url = u\n"),
            "error: AWS profile 'p' has the sso_region 'a', and its sso-session 'b'");
  EXPECT_EQ(error("[profile p]\nregion = x\n"), "nothing: it has no sso_account_id");
}

}  // namespace
}  // namespace sb::awsclient::credentials
