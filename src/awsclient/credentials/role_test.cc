// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/role.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "awsclient/credentials/fakes.h"
#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr char kKeys[] = "[base]\naws_access_key_id = BASE\naws_secret_access_key = hidden-secret\n";

// The value of a parameter of a Query call.
std::string parameter(const net::ClientRequest& request, const std::string& name) {
  for (const std::string_view pair : base::split(request.body, '&')) {
    if (pair.starts_with(name + "=")) return base::percent_decode(pair.substr(name.size() + 1));
  }
  return "(none)";
}

class RoleProviderTest : public testing::Test {
 protected:
  RoleProviderTest() {
    world.http.answer = [](const net::ClientRequest& request) {
      const std::string arn = parameter(request, "RoleArn");
      return session_xml("AssumeRole", "ASIA-" + arn.substr(arn.rfind('/') + 1));
    };
  }
  base::Result<Found> find(const std::string& profile) {
    return make_role_provider(world.surroundings, profile)->find();
  }
  const std::vector<net::ClientRequest>& asked() const { return world.http.asked; }

  FakeWorld world;
};

TEST_F(RoleProviderTest, TakesTheRoleWithTheKeysOfTheSourceProfile) {
  world.set_files(
      "[profile prod]\nrole_arn = arn:aws:iam::1:role/Deploy\nsource_profile = base\nexternal_id = x/1\n"
      "role_session_name = me@desk\nduration_seconds = 900\n",
      kKeys);
  auto found = std::get<Credentials>(*find("prod"));
  EXPECT_EQ(found.access_key_id, "ASIA-Deploy");
  EXPECT_EQ(found.secret_access_key.reveal(), "hidden-secret");
  EXPECT_EQ(found.session_token.reveal(), "hidden-token");
  EXPECT_EQ(found.expires, kStart + std::chrono::hours(1));
  ASSERT_EQ(asked().size(), 1u);
  EXPECT_EQ(asked()[0].url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_EQ(asked()[0].sign->access_key_id, "BASE");
  EXPECT_EQ(parameter(asked()[0], "ExternalId"), "x/1");
  EXPECT_EQ(parameter(asked()[0], "RoleSessionName"), "me@desk");
  EXPECT_EQ(parameter(asked()[0], "DurationSeconds"), "900");
}

TEST_F(RoleProviderTest, SendsWhatTheProfileDoesNotSayAsTheDefault) {
  world.set_files("[profile prod]\nrole_arn = arn:aws:iam::1:role/Deploy\nsource_profile = base\n", kKeys);
  EXPECT_EQ(summary(find("prod")), "ASIA-Deploy");
  EXPECT_EQ(parameter(asked()[0], "RoleSessionName"), "switchboard-1772632800");
  EXPECT_EQ(parameter(asked()[0], "ExternalId"), "(none)");
  EXPECT_EQ(parameter(asked()[0], "DurationSeconds"), "(none)");
}

TEST_F(RoleProviderTest, RolesAreTakenOneAfterTheOther) {
  world.set_files(
      "[profile c]\nrole_arn = arn:aws:iam::1:role/C\nsource_profile = b\n"
      "[profile b]\nrole_arn = arn:aws:iam::1:role/B\nsource_profile = base\n",
      kKeys);
  EXPECT_EQ(summary(find("c")), "ASIA-C");
  ASSERT_EQ(asked().size(), 2u);
  EXPECT_EQ(asked()[0].sign->access_key_id, "BASE");
  EXPECT_EQ(asked()[1].sign->access_key_id, "ASIA-B");
  EXPECT_EQ(asked()[1].sign->session_token.reveal(), "hidden-token");
}

TEST_F(RoleProviderTest, ASourceThatStillHoldsIsNotTakenAnew) {
  world.set_files(
      "[profile c]\nrole_arn = arn:aws:iam::1:role/C\nsource_profile = b\n"
      "[profile b]\nrole_arn = arn:aws:iam::1:role/B\nsource_profile = base\n",
      kKeys);
  const auto provider = make_role_provider(world.surroundings, "c");
  (void)provider->find();
  (void)provider->find();
  EXPECT_EQ(asked().size(), 3u);
  world.clock.pass(std::chrono::minutes(55));
  (void)provider->find();
  EXPECT_EQ(asked().size(), 5u);
}

TEST_F(RoleProviderTest, AProfileMayBeItsOwnSourceWhenItHasKeys) {
  world.set_files("[profile base]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = base\n", kKeys);
  EXPECT_EQ(summary(find("base")), "ASIA-R");
  EXPECT_EQ(asked()[0].sign->access_key_id, "BASE");
}

TEST_F(RoleProviderTest, CirclesAreRefused) {
  world.set_files(
      "[profile a]\nrole_arn = x\nsource_profile = b\n[profile b]\nrole_arn = y\nsource_profile = a\n"
      "[profile self]\nrole_arn = x\nsource_profile = self\n");
  EXPECT_EQ(summary(find("a")), "error: AWS profiles go round in a circle: a -> b -> a");
  EXPECT_EQ(summary(find("self")), "error: AWS profiles go round in a circle: self -> self");
  EXPECT_TRUE(asked().empty());
}

TEST_F(RoleProviderTest, TheSourceMayBeTheEnvironmentTheContainerOrTheInstance) {
  world.set_files(
      "[profile env]\nrole_arn = arn:aws:iam::1:role/R\ncredential_source = Environment\n"
      "[profile ecs]\nrole_arn = arn:aws:iam::1:role/R\ncredential_source = EcsContainer\n"
      "[profile ec2]\nrole_arn = arn:aws:iam::1:role/R\ncredential_source = Ec2InstanceMetadata\n");
  world.variables = {{"AWS_ACCESS_KEY_ID", "ENV"},
                     {"AWS_SECRET_ACCESS_KEY", "s"},
                     {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/creds"}};
  world.http.answer = [](const net::ClientRequest& request) -> net::HttpResponse {
    if (request.url == "http://169.254.170.2/creds") return {200, {}, key_json("ECS")};
    if (request.url.ends_with("/security-credentials/")) return {200, {}, "role"};
    if (request.url.ends_with("/security-credentials/role")) return {200, {}, key_json("EC2")};
    if (request.url.ends_with("/api/token")) return {200, {}, "t"};
    return session_xml("AssumeRole", "ASIA");
  };
  for (const auto& [profile, key] : {std::pair{"env", "ENV"}, {"ecs", "ECS"}, {"ec2", "EC2"}}) {
    EXPECT_EQ(summary(find(profile)), "ASIA") << profile;
    EXPECT_EQ(asked().back().sign->access_key_id, key);
  }
}

TEST_F(RoleProviderTest, ASourceWithoutAnythingIsNamed) {
  world.set_files(
      "[profile env]\nrole_arn = r\ncredential_source = Environment\n"
      "[profile p]\nrole_arn = r\nsource_profile = bare\n[profile bare]\nregion = x\n");
  EXPECT_EQ(summary(find("env")),
            "error: no credentials from Environment, the credential_source of profile 'env'; looked in\n"
            "  the environment: AWS_ACCESS_KEY_ID is not set");
  const std::string message = summary(find("p"));
  EXPECT_THAT(message, HasSubstr("no credentials in 'bare', the source_profile of 'p'; looked in\n"));
  EXPECT_THAT(message, HasSubstr("profile 'bare' in the credentials file: there is no such profile"));
}

TEST_F(RoleProviderTest, WhatAProfileCannotSayIsRefusedByName) {
  const auto error = [&](const std::string& settings) {
    world.set_files("[profile p]\nrole_arn = r\n" + settings, kKeys);
    return summary(find("p"));
  };
  EXPECT_EQ(error(""), "error: AWS profile 'p' has a role_arn and nobody to take it as");
  EXPECT_EQ(error("source_profile = base\ncredential_source = Environment\n"),
            "error: AWS profile 'p' has both source_profile and credential_source");
  EXPECT_EQ(error("credential_source = Desk\n"), "error: AWS profile 'p' has the credential_source 'Desk'");
  EXPECT_EQ(error("source_profile = bass\n"),
            "error: AWS profile 'p' has the source_profile 'bass', which does not exist");
  for (const char* duration : {"899", "43201", "1h"}) {
    EXPECT_EQ(error(std::string("source_profile = base\nduration_seconds = ") + duration + "\n"),
              std::string("error: AWS profile 'p' has the duration_seconds '") + duration + "'");
  }
  EXPECT_TRUE(asked().empty());
}

TEST_F(RoleProviderTest, AnMfaDeviceIsRefusedWithWhatToDo) {
  world.set_files("[profile p]\nrole_arn = r\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me\n",
                  kKeys);
  const auto found = find("p");
  ASSERT_FALSE(found.ok());
  EXPECT_THAT(found.error().message, HasSubstr("asks for an MFA code (mfa_serial)"));
  EXPECT_THAT(found.error().hint, HasSubstr("aws configure export-credentials --profile p"));
}

TEST_F(RoleProviderTest, ARefusalNamesProfileAndRoleAndNoSecret) {
  world.set_files("[profile p]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = base\n", kKeys);
  world.http.answer = [](const net::ClientRequest&) { return sts_fault(403, "AccessDenied", "not you"); };
  const auto found = find("p");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, "AccessDenied");
  EXPECT_EQ(found.error().message,
            "profile 'p' cannot take arn:aws:iam::1:role/R: sts AssumeRole: AccessDenied: not you");
  EXPECT_THAT(found.error().hint, HasSubstr("external_id"));
}

TEST_F(RoleProviderTest, AnAnswerWithoutCredentialsIsAnErrorThatDoesNotShowIt) {
  world.set_files("[profile p]\nrole_arn = r\nsource_profile = base\n", kKeys);
  world.http.answer = [](const net::ClientRequest&) {
    auto answer = session_xml("AssumeRole", "");
    return answer;
  };
  EXPECT_THAT(summary(find("p")), EndsWith("sts AssumeRole: the answer holds no credentials"));
  EXPECT_THAT(summary(find("p")), Not(HasSubstr("hidden")));
}

TEST_F(RoleProviderTest, AProfileWithoutARoleIsLeftToOthers) {
  world.set_files("[profile web]\nrole_arn = r\nweb_identity_token_file = f\n[default]\nregion = x\n");
  EXPECT_EQ(summary(find("web")), "nothing: it has no role_arn");
  EXPECT_EQ(summary(find("default")), "nothing: it has no role_arn");
  EXPECT_EQ(summary(find("nobody")), "nothing: there is no such profile");
}

TEST_F(RoleProviderTest, InOlderRegionsTheGlobalStsIsAskedWhereThatIsWanted) {
  world.set_files("[profile p]\nrole_arn = r\nsource_profile = base\n", kKeys);
  world.surroundings.endpoints.sts_legacy = true;
  (void)find("p");
  EXPECT_EQ(asked().back().url, "https://sts.amazonaws.com/");
  EXPECT_EQ(asked().back().sign->region, "us-east-1");
  world.surroundings.endpoints.region = "eu-south-1";
  (void)find("p");
  EXPECT_EQ(asked().back().url, "https://sts.eu-south-1.amazonaws.com/");
  EXPECT_EQ(asked().back().sign->region, "eu-south-1");
}

}  // namespace
}  // namespace sb::awsclient::credentials
