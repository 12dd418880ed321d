// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/web_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "awsclient/credentials/fakes.h"
#include "base/file.h"

namespace sb::awsclient::credentials {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kAction[] = "AssumeRoleWithWebIdentity";

class WebIdentityTest : public testing::Test {
 protected:
  WebIdentityTest() {
    write("hidden-jwt-1\n");
    world.variables = {{"AWS_WEB_IDENTITY_TOKEN_FILE", path}, {"AWS_ROLE_ARN", "arn:aws:iam::1:role/Pod"}};
    world.http.answer = [](const net::ClientRequest&) { return session_xml(kAction, "POD"); };
  }
  void write(const std::string& token) { ASSERT_TRUE(base::replace_private_file(path, token).ok()); }
  ProviderPtr make(const std::string& profile = "default",
                   WebIdentityFrom from = WebIdentityFrom::kEnvironmentAndProfile) {
    return make_web_identity_provider(world.surroundings, profile, from);
  }

  const std::string path = testing::TempDir() + "/web-identity-token";
  FakeWorld world;
};

TEST_F(WebIdentityTest, TheCallBearsTheTokenAndNoSignature) {
  world.variables["AWS_ROLE_SESSION_NAME"] = "pod-7";
  EXPECT_EQ(summary(make()->find()), "POD");
  const net::ClientRequest& request = world.http.asked.at(0);
  EXPECT_FALSE(request.sign.has_value());
  EXPECT_EQ(request.url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_EQ(request.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2FPod&"
            "RoleSessionName=pod-7&WebIdentityToken=hidden-jwt-1");
}

TEST_F(WebIdentityTest, TheFileIsReadAnewEachTime) {
  const auto provider = make();
  (void)provider->find();
  write("hidden-jwt-2");
  (void)provider->find();
  EXPECT_THAT(world.http.asked.at(1).body, HasSubstr("WebIdentityToken=hidden-jwt-2"));
}

TEST_F(WebIdentityTest, MayStandInTheProfileAlone) {
  world.variables = {{"HOME", testing::TempDir()}};
  world.set_files("[profile w]\nrole_arn = arn:r\nweb_identity_token_file = ~/web-identity-token\n");
  EXPECT_EQ(summary(make("w")->find()), "POD");
  EXPECT_THAT(world.http.asked.at(0).body,
              HasSubstr("RoleArn=arn%3Ar&RoleSessionName=switchboard-1772632800"));
}

TEST_F(WebIdentityTest, OfTheProfileAloneLeavesTheEnvironmentAside) {
  EXPECT_EQ(summary(make("default", WebIdentityFrom::kProfile)->find()),
            "nothing: profile 'default' has no web_identity_token_file");
  world.variables.clear();
  EXPECT_EQ(summary(make()->find()),
            "nothing: AWS_WEB_IDENTITY_TOKEN_FILE is not set, and profile 'default' has no "
            "web_identity_token_file");
}

TEST_F(WebIdentityTest, WhatIsMissingIsNamed) {
  world.variables["AWS_ROLE_ARN"] = "";
  EXPECT_EQ(summary(make()->find()), "error: the web identity in " + path + " comes without a role");
  world.variables["AWS_ROLE_ARN"] = "arn:r";
  write("\n");
  EXPECT_EQ(summary(make()->find()),
            "error: the web identity's token: " + path + " holds no token of 4 to 20000 characters");
  world.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = path + "-not-there";
  EXPECT_EQ(summary(make()->find()),
            "error: the web identity's token: there is no file " + path + "-not-there");
}

TEST_F(WebIdentityTest, AnIdentityProviderThatCannotBeReachedIsAskedAgain) {
  std::deque<net::HttpResponse> answers{sts_fault(400, "IDPCommunicationError", "try again"),
                                        session_xml(kAction, "POD")};
  world.http.answer = [&](const net::ClientRequest&) {
    net::HttpResponse next = answers.front();
    answers.pop_front();
    return next;
  };
  EXPECT_EQ(summary(make()->find()), "POD");
}

TEST_F(WebIdentityTest, AsksForTrustOnlyWhereTrustIsMissing) {
  for (const auto& [code, is_trust] : std::map<std::string, bool>{
           {"AccessDenied", true}, {"InvalidIdentityToken", true}, {"ValidationError", false}}) {
    world.http.answer = [code = code](const net::ClientRequest&) { return sts_fault(400, code, "no"); };
    EXPECT_EQ(make()->find().error().hint.find("must trust") != std::string::npos, is_trust) << code;
  }
}

TEST_F(WebIdentityTest, ARefusalShowsNoToken) {
  world.http.answer = [](const net::ClientRequest&) {
    return sts_fault(400, "InvalidIdentityToken", "No OpenIDConnect provider found");
  };
  const std::string message = summary(make()->find());
  EXPECT_THAT(message, HasSubstr("InvalidIdentityToken: No OpenIDConnect provider found"));
  EXPECT_THAT(message, Not(HasSubstr("hidden")));
  EXPECT_EQ(world.http.asked.size(), 1u);
}

}  // namespace
}  // namespace sb::awsclient::credentials
