// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "awsclient/credentials/fakes.h"
#include "awsclient/credentials/run_program.h"

namespace sb::awsclient::credentials {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr base::Milliseconds kPatience{20000};

std::string message_of(const std::vector<std::string>& words, base::Milliseconds patience = kPatience) {
  return run_program(words, patience).error().message;
}

TEST(SplitCommand, PartsWordsAsAShellWould) {
  EXPECT_THAT(*split_command(R"(/opt/my\ tool --a "b  c" 'd "e" \f' g"h"i "" "q\"r\\s\t")"),
              ElementsAre("/opt/my tool", "--a", "b  c", R"(d "e" \f)", "ghi", "", R"(q"r\s\t)"));
  EXPECT_TRUE(split_command("  ")->empty());
  EXPECT_FALSE(split_command("a 'b").ok());
}

TEST(SplitCommand, ExpandsNothing) {
  EXPECT_THAT(*split_command("echo $HOME `id` *;"), ElementsAre("echo", "$HOME", "`id`", "*;"));
}

TEST(RunProgram, GivesWhatIsPrinted) {
  EXPECT_EQ(run_program({"printf", "%s|", "a b", "$c"}, kPatience)->reveal(), "a b|$c|");
}

TEST(RunProgram, AFailureNamesTheProgramAndNotItsArguments) {
  EXPECT_EQ(message_of({"sh", "-c", "echo hidden; exit 3"}), "the credential_process sh exited 3");
  EXPECT_EQ(message_of({"sh", "-c", "kill -9 $$"}), "the credential_process sh was ended by signal 9");
  EXPECT_EQ(message_of({"/no/such/program", "hidden"}),
            "the credential_process /no/such/program cannot be run: No such file or directory");
}

TEST(RunProgram, WhatRunsOnIsEnded) {
  EXPECT_EQ(message_of({"sleep", "600"}, base::Milliseconds(100)),
            "the credential_process sleep did not end within 0.1 s");
  EXPECT_EQ(message_of({"sh", "-c", "exec >&-; exec sleep 600"}, base::Milliseconds(200)),
            "the credential_process sh did not end within 0.2 s");
}

TEST(RunProgram, WhatPrintsWithoutEndIsEnded) {
  EXPECT_EQ(message_of({"yes"}), "the credential_process yes printed more than 65536 bytes");
}

TEST(RunProgram, WhatNobodyCanLearnTheEndOfIsAnErrorAtOnce) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  const std::string message = message_of({"printf", "x"});
  std::signal(SIGCHLD, before);
  EXPECT_EQ(message,
            "the credential_process printf ended, and how was not to be learned: SIGCHLD is ignored");
}

class ProcessTest : public testing::Test {
 protected:
  // What the provider finds when the program prints `text`.
  base::Result<Found> find(const std::string& text) {
    world.set_files("[profile p]\ncredential_process = printf '%s' '" + text + "'\n");
    return make_process_provider(world.surroundings, "p")->find();
  }
  FakeWorld world;
};

TEST_F(ProcessTest, TakesTheKeysThatTheProgramPrints) {
  auto found = std::get<Credentials>(
      *find(R"({"Version":1,"AccessKeyId":"P","SecretAccessKey":"s","SessionToken":"t",)"
            R"("Expiration":"2026-03-04T15:00:00Z"})"));
  EXPECT_EQ(found.access_key_id, "P");
  EXPECT_EQ(found.secret_access_key.reveal(), "s");
  EXPECT_EQ(found.session_token.reveal(), "t");
  EXPECT_EQ(found.expires, kStart + std::chrono::hours(1));
}

TEST_F(ProcessTest, WithoutExpirationTheyLast) {
  auto found = std::get<Credentials>(*find(R"({"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s"})"));
  EXPECT_FALSE(found.expires.has_value());
  EXPECT_TRUE(found.session_token.empty());
}

TEST_F(ProcessTest, AnotherVersionIsRefused) {
  for (const char* version : {R"("Version":2,)", R"("Version":"1",)", ""}) {
    const std::string text = std::string("{") + version + R"("AccessKeyId":"P","SecretAccessKey":"hidden"})";
    EXPECT_EQ(summary(find(text)), "error: the credential_process of profile 'p' did not say \"Version\": 1");
  }
}

TEST_F(ProcessTest, WhatIsNoAnswerIsNotShown) {
  for (const char* text : {"hidden", R"({"Version":1,"AccessKeyId":"hidden"})"}) {
    EXPECT_THAT(summary(find(text)), HasSubstr("error: the credential_process of profile"));
    EXPECT_THAT(summary(find(text)), Not(HasSubstr("hidden")));
  }
}

TEST_F(ProcessTest, ACommandThatCannotBeReadIsAnErrorOfItsProfile) {
  world.set_files("[profile p]\ncredential_process = tool 'hidden\n[profile q]\nregion = x\n");
  EXPECT_EQ(summary(make_process_provider(world.surroundings, "p")->find()),
            "error: the credential_process of profile 'p': a quote has no other end");
  EXPECT_EQ(summary(make_process_provider(world.surroundings, "q")->find()), "nothing: it has none");
}

}  // namespace
}  // namespace sb::awsclient::credentials
