// SPDX-License-Identifier: Apache-2.0
#include "awsclient/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace sb::awsclient {
namespace {

using testing::HasSubstr;

constexpr char kConfig[] = R"([default]
region = eu-west-1

[profile prod]
region=us-west-2
aws_access_key_id = FROMCONFIG
s3 =
  max_concurrent_requests = 20
# a comment
credential_process = sh -c 'a ; b # c'
[profile "two words"]
  role_arn = arn:aws:iam::1:role/R   # with a comment
  Source_Profile = prod
[sso-session x]
sso_region = eu-west-1
[services here]
events =
  endpoint_url = http://events
sns =
	endpoint_url = http://sns
region = no
[bare]
region = nowhere
[plugins]
anything = goes
)";
constexpr char kCredentials[] =
    "[default]\naws_access_key_id = AKDEFAULT\naws_secret_access_key = s1 ; not part of it\n"
    "[prod]\naws_access_key_id=AKPROD\n; x\naws_secret_access_key=s2\n";

SharedFiles files() { return *SharedFiles::parse(kConfig, kCredentials); }

Environment with(std::map<std::string, std::string> values) {
  return [values](std::string_view name) -> std::optional<std::string> {
    const auto at = values.find(std::string(name));
    return at == values.end() ? std::nullopt : std::optional(at->second);
  };
}

TEST(SharedFiles, AreMergedByProfileAndTheCredentialsFileWins) {
  const SharedFiles both = files();
  EXPECT_EQ(both.profile("default")->value("region"), "eu-west-1");
  EXPECT_EQ(both.profile("default")->value("aws_secret_access_key"), "s1");
  EXPECT_EQ(both.profile("prod")->value("aws_access_key_id"), "AKPROD");
  EXPECT_EQ(both.profile("prod")->value("region"), "us-west-2");
  using enum SharedFiles::Kind;
  EXPECT_EQ(both.profile("prod", kConfig)->value("aws_access_key_id"), "FROMCONFIG");
  EXPECT_EQ(both.profile("prod", kCredentials)->value("region"), "");
  EXPECT_EQ(both.profile("two words", kCredentials), nullptr);
}

TEST(SharedFiles, SettingsBelowASettingAreNotTheProfilesOwn) {
  const Section prod = *files().profile("prod");
  EXPECT_EQ(prod.value("max_concurrent_requests"), "");
  EXPECT_EQ(prod.nested_value("s3", "max_concurrent_requests"), "20");
}

TEST(SharedFiles, AProfileMayBeIndentedAsAWhole) {
  const Section indented = *files().profile("two words");
  EXPECT_EQ(indented.value("role_arn"), "arn:aws:iam::1:role/R");
  EXPECT_EQ(indented.value("source_profile"), "prod");
}

TEST(SharedFiles, SessionsAndServicesAreNoProfiles) {
  const SharedFiles both = files();
  EXPECT_EQ(both.sso_session("x")->value("sso_region"), "eu-west-1");
  EXPECT_EQ(both.services("here")->nested_value("events", "endpoint_url"), "http://events");
  EXPECT_EQ(both.services("here")->nested_value("sns", "endpoint_url"), "http://sns");
  EXPECT_EQ(both.services("here")->value("region"), "no");
  for (const char* name : {"x", "here", "plugins"}) EXPECT_EQ(both.profile(name), nullptr) << name;
}

TEST(SharedFiles, ACommandIsTakenWhole) {
  EXPECT_EQ(files().profile("prod")->value("credential_process"), "sh -c 'a ; b # c'");
}

TEST(SharedFiles, ALineThatIsNoSettingIsAnErrorWithItsNumber) {
  const auto message = [](const char* config, const char* credentials) {
    return SharedFiles::parse(config, credentials).error().message;
  };
  EXPECT_EQ(message("[default]\nnonsense\n", ""), "the AWS config file, line 2: no '=' in it");
  EXPECT_EQ(message("", "\n[default\n"), "the AWS credentials file, line 2: '[' without ']'");
  EXPECT_EQ(message("region = x\n", ""), "the AWS config file, line 1: a setting before the first [section]");
  EXPECT_EQ(message("[default]\n= x\n", ""), "the AWS config file, line 2: no name before '='");
}

TEST(SharedFiles, AProfileThatIsNotThereIsExplained) {
  EXPECT_EQ(files().no_such_profile("prodd").hint, "did you mean 'prod'?");
  EXPECT_THAT(files().no_such_profile("bare").hint, HasSubstr("[profile bare]"));
  EXPECT_THAT(files().no_such_profile("something-else").hint, HasSubstr("~/.aws/config"));
}

TEST(SharedFiles, AreReadFromWhereTheEnvironmentSays) {
  const std::string folder = testing::TempDir();
  ASSERT_TRUE(base::replace_private_file(folder + "/config", "[profile a]\nregion = r\n").ok());
  const auto read = SharedFiles::read(with({{"HOME", folder}, {"AWS_CONFIG_FILE", "~/config"}}));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->profile("a")->value("region"), "r");
  EXPECT_TRUE(SharedFiles::read(with({})).ok());
  EXPECT_FALSE(SharedFiles::read(with({{"AWS_SHARED_CREDENTIALS_FILE", folder}})).ok());
}

TEST(ProfileName, IsTheFlagThenTheEnvironmentThenDefault) {
  EXPECT_EQ(profile_name("p", with({{"AWS_PROFILE", "q"}})), "p");
  EXPECT_EQ(profile_name("", with({{"AWS_PROFILE", "q"}, {"AWS_DEFAULT_PROFILE", "r"}})), "q");
  EXPECT_EQ(profile_name("", with({{"AWS_PROFILE", ""}, {"AWS_DEFAULT_PROFILE", "r"}})), "r");
  EXPECT_EQ(profile_name("", with({})), "default");
}

}  // namespace
}  // namespace sb::awsclient
