// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials.h"

#include <gtest/gtest.h>

#include <map>

#include "awsclient/shared_files.h"

namespace sb::awsclient {
namespace {

Environment with(std::map<std::string, std::string> values) {
  return [values](std::string_view name) -> std::optional<std::string> {
    const auto at = values.find(std::string(name));
    return at == values.end() ? std::nullopt : std::optional(at->second);
  };
}

constexpr char kConfig[] =
    "[default]\nregion = eu-west-1\n\n[profile prod]\nregion=us-west-2\naws_access_key_id = FROMCONFIG\n"
    "s3 =\n  max_concurrent_requests = 20\n# a comment\n[sso-session x]\nsso_region = eu-west-1\n";
constexpr char kCredentials[] =
    "[default]\naws_access_key_id = AKDEFAULT\naws_secret_access_key = s1 ; not part of it\n"
    "[prod]\naws_access_key_id=AKPROD\naws_secret_access_key=s2\naws_session_token=tok\n[half]\naws_access_"
    "key_id=X\n";

TEST(EnvironmentProvider, TakesAllThreeVariables) {
  auto found =
      make_environment_provider(
          with({{"AWS_ACCESS_KEY_ID", "a"}, {"AWS_SECRET_ACCESS_KEY", "b"}, {"AWS_SESSION_TOKEN", "c"}}))
          ->find();
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->session_token.reveal(), "c");
}

TEST(EnvironmentProvider, HalfAPairIsAnErrorThatNamesTheOtherHalf) {
  const auto found = make_environment_provider(with({{"AWS_ACCESS_KEY_ID", "a"}}))->find();
  ASSERT_FALSE(found.ok());
  EXPECT_NE(found.error().message.find("AWS_SECRET_ACCESS_KEY is not"), std::string::npos);
}

TEST(SharedFiles, AreMergedByProfileAndTheCredentialsFileWins) {
  const auto files = SharedFiles::parse(kConfig, kCredentials);
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files->find("default")->at("region"), "eu-west-1");
  EXPECT_EQ(files->find("default")->at("aws_secret_access_key"), "s1");
  EXPECT_EQ(files->find("prod")->at("aws_access_key_id"), "AKPROD");
  EXPECT_EQ(files->find("prod")->count("max_concurrent_requests"), 0u);
  EXPECT_EQ(files->find("x"), nullptr);
}

TEST(SharedFiles, ALineThatIsNoSettingIsAnErrorWithItsNumber) {
  const auto files = SharedFiles::parse("[default]\nnonsense\n", "");
  ASSERT_FALSE(files.ok());
  EXPECT_NE(files.error().message.find("line 2"), std::string::npos);
}

TEST(ProfileProvider, AProfileAskedForByNameMustExist) {
  const auto files = *SharedFiles::parse(kConfig, kCredentials);
  EXPECT_EQ(make_profile_provider(files, "nope", true)->find().error().code, "ProfileNotFound");
  EXPECT_FALSE(make_profile_provider(files, "nope", false)->find()->has_value());
  EXPECT_EQ(make_profile_provider(files, "half", true)->find().error().code, "PartialCredentials");
}

TEST(ProfileName, IsTheFlagThenTheEnvironmentThenDefault) {
  EXPECT_EQ(profile_name("p", with({{"AWS_PROFILE", "q"}})), "p");
  EXPECT_EQ(profile_name("", with({{"AWS_PROFILE", "q"}})), "q");
  EXPECT_EQ(profile_name("", with({})), "default");
}

TEST(CredentialChain, TakesTheFirstAndNamesAllWhenThereIsNone) {
  const auto files = *SharedFiles::parse(kConfig, kCredentials);
  std::vector<std::unique_ptr<CredentialProvider>> providers;
  providers.push_back(make_environment_provider(with({})));
  providers.push_back(make_profile_provider(files, "prod", true));
  EXPECT_EQ(CredentialChain(std::move(providers)).find()->access_key_id, "AKPROD");
  std::vector<std::unique_ptr<CredentialProvider>> none;
  none.push_back(make_environment_provider(with({})));
  const auto error = CredentialChain(std::move(none)).find().error();
  EXPECT_EQ(error.code, "NoCredentials");
  EXPECT_NE(error.message.find("the environment"), std::string::npos);
}

}  // namespace
}  // namespace sb::awsclient
