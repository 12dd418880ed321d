// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "awsclient/credentials/answer.h"
#include "awsclient/credentials/environment.h"
#include "awsclient/credentials/fakes.h"
#include "awsclient/credentials/shared_keys.h"

namespace sb::awsclient::credentials {
namespace {

using Kind = SharedFiles::Kind;

TEST(EnvironmentProvider, TakesKeyPairTokenAndEnd) {
  FakeWorld world;
  world.variables = {{"AWS_ACCESS_KEY_ID", "a"},
                     {"AWS_SECRET_ACCESS_KEY", "b"},
                     {"AWS_SECURITY_TOKEN", "old name"},
                     {"AWS_CREDENTIAL_EXPIRATION", "2026-03-04T16:00:00+01:00"}};
  const auto provider = make_environment_provider(world.surroundings);
  auto found = std::get<Credentials>(*provider->find());
  EXPECT_EQ(found.access_key_id, "a");
  EXPECT_EQ(found.secret_access_key.reveal(), "b");
  EXPECT_EQ(found.session_token.reveal(), "old name");
  EXPECT_EQ(found.expires, kStart + std::chrono::hours(1));
  world.variables["AWS_SESSION_TOKEN"] = "c";
  EXPECT_EQ(std::get<Credentials>(*provider->find()).session_token.reveal(), "c");
}

TEST(EnvironmentProvider, HalfAPairIsAnErrorThatNamesTheOtherHalf) {
  FakeWorld world;
  const auto provider = make_environment_provider(world.surroundings);
  EXPECT_EQ(summary(provider->find()), "nothing: AWS_ACCESS_KEY_ID is not set");
  world.variables = {{"AWS_ACCESS_KEY_ID", "a"}};
  EXPECT_EQ(summary(provider->find()), "error: AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not");
  world.variables = {{"AWS_SECRET_ACCESS_KEY", "hidden"}};
  EXPECT_EQ(summary(provider->find()), "error: AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not");
}

TEST(SharedKeysProvider, LooksIntoItsOwnFileOnly) {
  FakeWorld world;
  world.set_files("[profile p]\naws_access_key_id = C\naws_secret_access_key = s\naws_security_token = t\n",
                  "[p]\naws_access_key_id = H\n");
  const auto config = make_shared_keys_provider(world.surroundings, "p", Kind::kConfig);
  auto found = std::get<Credentials>(*config->find());
  EXPECT_EQ(found.access_key_id, "C");
  EXPECT_EQ(found.session_token.reveal(), "t");
  EXPECT_FALSE(found.expires.has_value());
  const auto half = make_shared_keys_provider(world.surroundings, "p", Kind::kCredentials);
  EXPECT_EQ(summary(half->find()), "error: profile 'p' in the credentials file has no aws_secret_access_key");
  EXPECT_EQ(summary(make_shared_keys_provider(world.surroundings, "q", Kind::kConfig)->find()),
            "nothing: there is no such profile");
}

TEST(ReadTime, TakesEveryFormThatProvidersWrite) {
  for (const char* text :
       {"2026-03-04T14:00:00Z", "2026-03-04T14:00:00UTC", "2026-03-04T14:00:00+00:00",
        "2026-03-04T15:30:00+01:30", "2026-03-04T09:00:00.000-05:00", "2026-03-04T15:30:00+0130",
        "2026-03-04T14:00:00+0000", "2026-03-04T09:00:00.000-0500"}) {
    const auto time = read_time(text);
    ASSERT_TRUE(time.ok()) << text;
    EXPECT_EQ(*time, kStart) << text;
  }
  for (const char* text : {"", "soon", "2026-03-04T14:00:00", "2026-03-04T14:00:00+25:00",
                           "2026-03-04T14:00:00+2500", "2026-03-04T14:00:00+00"})
    EXPECT_FALSE(read_time(text).ok()) << text;
}

TEST(ReadCredentials, NamesWhatIsMissingAndNothingElse) {
  const auto error = [](const char* text, Temporary temporary) {
    return read_credentials(*read_object(text, "it"), "Token", temporary, "it").error().message;
  };
  EXPECT_EQ(error(R"({"SecretAccessKey":"hidden"})", Temporary::kMaybe), "it gave no AccessKeyId");
  EXPECT_EQ(error(R"({"AccessKeyId":"a"})", Temporary::kMaybe), "it gave no SecretAccessKey");
  EXPECT_EQ(error(R"({"AccessKeyId":"a","SecretAccessKey":"hidden"})", Temporary::kYes), "it gave no Token");
  EXPECT_EQ(error(R"({"AccessKeyId":"a","SecretAccessKey":"hidden","Token":"t"})", Temporary::kYes),
            "it gave no Expiration");
  EXPECT_EQ(error(R"({"AccessKeyId":"a","SecretAccessKey":"h","Expiration":"soon"})", Temporary::kMaybe),
            "it gave an Expiration that is no time");
  EXPECT_EQ(read_object("hidden", "it").error().message, "it gave something that is no JSON object");
}

}  // namespace
}  // namespace sb::awsclient::credentials
