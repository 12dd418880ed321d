// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/sessions.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace sb::cloud::service {
namespace {

Session reader() {
  Session session;
  session.role_arn = "arn:aws:iam::123456789012:role/team/reader";
  session.name = "ann";
  session.expires = base::Time(base::Milliseconds(1'800'000'000'000));
  session.source_identity = "ann@example.com";
  session.policy = R"({"Statement":[]})";
  session.policy_arns = {"arn:aws:iam::123456789012:policy/p"};
  session.tags = {{"team", "a b", true}, {"k", "", false}};
  return session;
}

Sessions::Keep nowhere() {
  return [](const std::string&, const std::function<void()>&) {};
}

TEST(Sessions, ASessionComesBackWholeFromItsToken) {
  Sessions sessions("", nowhere());
  const SessionCredentials given = sessions.issue(reader());
  EXPECT_EQ(given.access_key_id.size(), 20u);
  EXPECT_TRUE(given.access_key_id.starts_with("ASIA"));
  EXPECT_EQ(given.secret.reveal().size(), 40u);
  const auto opened = sessions.open(given.access_key_id, given.token.reveal());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->secret, given.secret);
  EXPECT_EQ(opened->session.role_arn, reader().role_arn);
  EXPECT_EQ(opened->session.name, "ann");
  EXPECT_EQ(opened->session.expires, reader().expires);
  EXPECT_EQ(opened->session.source_identity, reader().source_identity);
  EXPECT_EQ(opened->session.policy, reader().policy);
  EXPECT_EQ(opened->session.policy_arns, reader().policy_arns);
  ASSERT_EQ(opened->session.tags.size(), 2u);
  EXPECT_EQ(opened->session.tags[0].value, "a b");
  EXPECT_TRUE(opened->session.tags[0].transitive);
  EXPECT_FALSE(opened->session.tags[1].transitive);
}

TEST(Sessions, NoTwoSessionsShareAKeyOrASecret) {
  Sessions sessions("", nowhere());
  const SessionCredentials one = sessions.issue(reader());
  const SessionCredentials other = sessions.issue(reader());
  EXPECT_NE(one.access_key_id, other.access_key_id);
  EXPECT_NE(one.secret, other.secret);
  EXPECT_FALSE(sessions.open(one.access_key_id, other.token.reveal()));
}

TEST(Sessions, ATokenChangedAnywhereIsNobodys) {
  Sessions sessions("", nowhere());
  const SessionCredentials given = sessions.issue(reader());
  const std::string bytes = *base::base64_decode(given.token.reveal());
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(sessions.open(given.access_key_id, base::base64_encode(changed))) << i;
  }
  for (const char* garbage : {"", "x", "====", "AAAA"})
    EXPECT_FALSE(sessions.open(given.access_key_id, garbage));
}

TEST(Sessions, TheKeyIsKeptUntilItIsDurableAndBringsTheSessionsBack) {
  std::string kept;
  std::vector<std::function<void()>> waiting;
  Sessions sessions("", [&](const std::string& key, std::function<void()> done) {
    kept = key;
    waiting.push_back(std::move(done));
  });
  EXPECT_TRUE(kept.empty());
  const SessionCredentials given = sessions.issue(reader());
  sessions.issue(reader());
  EXPECT_EQ(waiting.size(), 2u);
  waiting.front()();
  sessions.issue(reader());
  EXPECT_EQ(waiting.size(), 2u);
  const Sessions again(kept, nowhere());
  EXPECT_TRUE(again.open(given.access_key_id, given.token.reveal()));
  EXPECT_FALSE(Sessions("another key", nowhere()).open(given.access_key_id, given.token.reveal()));
  EXPECT_FALSE(Sessions("", nowhere()).open(given.access_key_id, given.token.reveal()));
}

TEST(Session, IsNamedWithoutTheRolesPath) {
  EXPECT_EQ(reader().account(), "123456789012");
  EXPECT_EQ(reader().arn(), "arn:aws:sts::123456789012:assumed-role/reader/ann");
  EXPECT_EQ(reader().user_id(), unique_id("AROA", reader().role_arn) + ":ann");
  EXPECT_EQ(unique_id("AROA", "a").size(), 21u);
}

}  // namespace
}  // namespace sb::cloud::service
