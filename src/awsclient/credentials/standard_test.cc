// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/standard.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "awsclient/credentials/fakes.h"
#include "base/file.h"

namespace sb::awsclient::credentials {
namespace {

using testing::HasSubstr;
using testing::Not;

class StandardChainTest : public testing::Test {
 protected:
  base::Result<Credentials> get(const std::string& profile, bool chosen_by_flag = false) {
    return make_standard_chain(world.surroundings, profile, chosen_by_flag)->get();
  }
  std::string key(const std::string& profile, bool chosen_by_flag = false) {
    return get(profile, chosen_by_flag)->access_key_id;
  }
  FakeWorld world;
};

// A world in which every provider has something; taken away one by one, the next one comes to the fore.
TEST_F(StandardChainTest, ProvidersAreAskedInOrder) {
  const std::string token = testing::TempDir() + "/chain-token";
  ASSERT_TRUE(base::replace_private_file(token, "a-token").ok());
  const std::string role = "role_arn = arn:aws:iam::1:role/R\ncredential_source = Environment\n";
  const std::string process =
      R"(credential_process = echo '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}')"
      "\n";
  const std::string keys = "aws_access_key_id = {}\naws_secret_access_key = s\n";
  const std::string in_config = fmt::format(fmt::runtime(keys), "CONFIG");
  const std::string in_credentials = "[p]\n" + fmt::format(fmt::runtime(keys), "CREDENTIALS");
  world.http.answer = [](const net::ClientRequest& request) -> net::HttpResponse {
    if (request.body.find("WebIdentity") != std::string::npos)
      return session_xml("AssumeRoleWithWebIdentity", "WEB");
    if (request.url.starts_with("https://sts")) return session_xml("AssumeRole", "ROLE");
    if (request.url.starts_with("http://169.254.170.2/")) return {200, {}, key_json("CONTAINER")};
    if (request.method == "PUT") return {200, {}, "t"};
    return {200, {}, request.url.ends_with('/') ? "role" : key_json("INSTANCE")};
  };
  world.variables = {{"AWS_ACCESS_KEY_ID", "ENV"},
                     {"AWS_SECRET_ACCESS_KEY", "s"},
                     {"AWS_WEB_IDENTITY_TOKEN_FILE", token},
                     {"AWS_ROLE_ARN", "arn:w"},
                     {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"}};
  world.set_files("[profile p]\n" + role + process + in_config, in_credentials);
  EXPECT_EQ(key("p"), "ENV");
  EXPECT_EQ(key("p", true), "ROLE");
  world.variables.erase("AWS_ACCESS_KEY_ID");
  world.variables.erase("AWS_SECRET_ACCESS_KEY");
  world.set_files("[profile p]\n" + process + in_config, in_credentials);
  EXPECT_EQ(key("p"), "WEB");
  EXPECT_EQ(key("p", true), "CREDENTIALS");
  world.variables.erase("AWS_WEB_IDENTITY_TOKEN_FILE");
  EXPECT_EQ(key("p"), "CREDENTIALS");
  world.set_files("[profile p]\n" + process + in_config);
  EXPECT_EQ(key("p"), "PROCESS");
  world.set_files("[profile p]\n" + in_config);
  EXPECT_EQ(key("p"), "CONFIG");
  world.set_files("[profile p]\nregion = x\n");
  EXPECT_EQ(key("p"), "CONTAINER");
  world.variables.clear();
  EXPECT_EQ(key("p"), "INSTANCE");
}

TEST_F(StandardChainTest, WithoutAnyEveryProviderSaysWhy) {
  world.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  const auto error = get("default").error();
  EXPECT_EQ(error.message, R"(no AWS credentials; looked in
  the environment: AWS_ACCESS_KEY_ID is not set
  the role of profile 'default': there is no such profile
  a web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set, and profile 'default' has no web_identity_token_file
  SSO, by profile 'default': it has no sso_account_id
  profile 'default' in the credentials file: there is no such profile
  the credential_process of profile 'default': it has none
  profile 'default' in the config file: there is no such profile
  the container's endpoint: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set
  the EC2 instance's role: AWS_EC2_METADATA_DISABLED is true)");
  EXPECT_THAT(error.hint, HasSubstr("export AWS_ACCESS_KEY_ID"));
}

TEST_F(StandardChainTest, WhereTheMetadataServiceRefusesEveryPlaceIsStillNamedInOrder) {
  world.http.answer = [](const net::ClientRequest&) { return net::HttpResponse{403, {}, ""}; };
  const auto error = get("default").error();
  EXPECT_EQ(error.code, "NoCredentials");
  size_t at = 0;
  for (const char* place : {"the environment:", "the role of profile 'default':", "a web identity:", "SSO,",
                            "in the credentials file:", "the credential_process",
                            "in the config file:", "the container's endpoint:",
                            "the EC2 instance's role: the EC2 metadata service at", "answered 403"}) {
    at = error.message.find(place, at);
    ASSERT_NE(at, std::string::npos) << place << " in " << error.message;
  }
}

TEST_F(StandardChainTest, AProfileChosenByFlagLeavesTheEnvironmentOut) {
  world.variables = {
      {"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_EC2_METADATA_DISABLED", "true"}};
  world.set_files("[profile p]\nregion = x\n");
  const auto error = get("p", true).error();
  EXPECT_EQ(error.code, "NoCredentials");
  EXPECT_THAT(error.message, Not(HasSubstr("the environment")));
  EXPECT_THAT(error.hint, HasSubstr("give the profile"));
}

}  // namespace
}  // namespace sb::awsclient::credentials
