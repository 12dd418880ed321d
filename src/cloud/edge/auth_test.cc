// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/auth.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace sb::cloud::edge {
namespace {

struct FixedClock final : base::Clock {
  base::Time now() const override { return time; }
  base::Time time = *base::parse_iso("2026-03-04T14:00:00Z");
};

constexpr char kRole[] = "arn:aws:iam::123456789012:role/reader";
constexpr char kDate[] = "20260304T140000Z";

class Auth : public testing::Test {
 protected:
  Auth() { roles_.add({kRole, {"*"}, {}}); }

  static std::optional<KnownKey> find_key(const std::string& id) {
    if (id == "AKIAUSER")
      return KnownKey{base::Secret("s"), "123456789012", "arn:aws:iam::123456789012:user/ann"};
    if (id == "local") return KnownKey{base::Secret("s"), "000000000000", ""};
    return std::nullopt;
  }

  net::HttpRequest request() const {
    return {
        "POST", "/", {{"Host", "h:1"}, {"X-Amz-Date", kDate}, {"X-Amz-Target", "AWSEvents.ListRules"}}, "{}"};
  }

  static aws::Authorization scope(const std::string& key) {
    return {key, "20260304", "us-east-1", "events", {"host", "x-amz-date", "x-amz-target"}, ""};
  }

  // Signs what is there with the headers that the scope names.
  static void sign(net::HttpRequest& request, aws::Authorization with, const std::string& secret,
                   const std::string& date = kDate) {
    const aws::SignedRequest what{request.method, request.target, &request.headers, request.body};
    const std::string to_sign =
        aws::string_to_sign(date, with, aws::canonical_request(what, with.signed_headers));
    request.headers.emplace_back("Authorization",
                                 "AWS4-HMAC-SHA256 Credential=" + with.access_key_id + "/" + with.date + "/" +
                                     with.region + "/" + with.service +
                                     "/aws4_request, SignedHeaders=" + base::join(with.signed_headers, ";") +
                                     ", Signature=" + aws::signature(base::Secret(secret), with, to_sign));
  }

  // "arn", or "code: text".
  std::string ask(const net::HttpRequest& request, Protocol protocol = Protocol::kJson11) {
    const auto found = authenticator_.authenticate(request, protocol, "events");
    if (const auto* fault = std::get_if<service::Fault>(&found)) return fault->code + ": " + fault->message;
    const Identity& who = std::get<Identity>(found);
    return who.arn + " " + who.user_id + " in " + who.realm.region;
  }

  FixedClock real_;
  FixedClock cloud_;
  service::Roles roles_;
  service::Sessions sessions_{"a key", [](const std::string&, const std::function<void()>&) {}};
  Authenticator authenticator_{real_, cloud_, find_key, roles_, sessions_};
};

TEST_F(Auth, AKeyIsARootOrAUser) {
  net::HttpRequest root = request();
  sign(root, scope("local"), "s");
  EXPECT_EQ(ask(root), "arn:aws:iam::000000000000:root 000000000000 in us-east-1");
  net::HttpRequest user = request();
  sign(user, scope("AKIAUSER"), "s");
  EXPECT_EQ(ask(user), "arn:aws:iam::123456789012:user/ann " +
                           service::unique_id("AIDA", "arn:aws:iam::123456789012:user/ann") +
                           " in us-east-1");
  EXPECT_EQ(ask(user), ask(user)) << "by a signing key that was kept, too";
}

TEST_F(Auth, EveryAmzHeaderMustBeSigned) {
  net::HttpRequest plain = request();
  aws::Authorization some = scope("local");
  some.signed_headers = {"host", "x-amz-date"};
  sign(plain, some, "s");
  EXPECT_NE(ask(plain).find("not signed: x-amz-target"), std::string::npos) << ask(plain);
  net::HttpRequest no_host = request();
  some.signed_headers = {"x-amz-date", "x-amz-target"};
  sign(no_host, some, "s");
  EXPECT_NE(ask(no_host).find("'Host' must be a 'SignedHeader'"), std::string::npos);
}

TEST_F(Auth, ASignedHeaderThatIsNotThereIsRefusedThoughTheSignatureIsGood) {
  for (const char* absent : {"x-amz-security-token", "content-type", ""}) {
    net::HttpRequest one = request();
    aws::Authorization more = scope("local");
    more.signed_headers.insert(more.signed_headers.begin(), absent);
    sign(one, more, "s");
    EXPECT_TRUE(ask(one).starts_with("InvalidSignatureException: The request signature we calculated"))
        << ask(one);
    EXPECT_NE(ask(one).find(std::string("names '") + absent + "'"), std::string::npos) << ask(one);
  }
}

TEST_F(Auth, HeadersThatSayWhoAndWhatStandOnce) {
  for (const char* name : {"X-Amz-Date", "X-Amz-Target", "X-Amz-Security-Token", "X-Amz-Content-Sha256"}) {
    net::HttpRequest twice = request();
    sign(twice, scope("local"), "s");
    twice.headers.emplace_back(name, "x");
    twice.headers.emplace_back(base::to_lower(name), "x");
    EXPECT_TRUE(ask(twice).starts_with("IncompleteSignatureException: The request has more than one"))
        << name;
  }
  net::HttpRequest twice = request();
  sign(twice, scope("local"), "s");
  sign(twice, scope("local"), "s");
  EXPECT_TRUE(ask(twice).starts_with("IncompleteSignatureException")) << ask(twice);
}

TEST_F(Auth, TheScopeNamesServiceDayAndARegion) {
  const auto with = [&](auto change) {
    net::HttpRequest one = request();
    aws::Authorization other = scope("local");
    change(other);
    sign(one, other, "s");
    return ask(one);
  };
  EXPECT_EQ(with([](auto& s) { s.service = "sqs"; }),
            "InvalidSignatureException: Credential should be scoped to correct service: 'events'.");
  EXPECT_NE(with([](auto& s) { s.date = "20260303"; }).find("Date in Credential scope"), std::string::npos);
  for (const char* region : {"", "US",
                             "a\x1f"
                             "b",
                             "*"})
    EXPECT_NE(with([&](auto& s) { s.region = region; }).find("valid region"), std::string::npos) << region;
}

TEST_F(Auth, APlainDateHeaderDoes) {
  net::HttpRequest dated = request();
  dated.headers[1] = {"Date", "Wed, 04 Mar 2026 14:00:00 GMT"};
  aws::Authorization some = scope("local");
  some.signed_headers = {"date", "host", "x-amz-target"};
  sign(dated, some, "s");
  EXPECT_TRUE(ask(dated).starts_with("arn:")) << ask(dated);
  dated.headers[1].second = "yesterday";
  EXPECT_TRUE(ask(dated).starts_with("IncompleteSignatureException")) << ask(dated);
}

TEST_F(Auth, AStatedPayloadIsTheBodysOrRefused) {
  net::HttpRequest unsigned_payload = request();
  unsigned_payload.headers.emplace_back("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  aws::Authorization all = scope("local");
  all.signed_headers = {"host", "x-amz-content-sha256", "x-amz-date", "x-amz-target"};
  sign(unsigned_payload, all, "s");
  EXPECT_NE(ask(unsigned_payload).find("X-Amz-Content-Sha256 is not the hash"), std::string::npos);
}

class SessionAuth : public Auth {
 protected:
  service::SessionCredentials issue() {
    service::Session session;
    session.role_arn = kRole;
    session.name = "ann";
    session.expires = cloud_.time + base::Seconds(900);
    return sessions_.issue(session);
  }
  net::HttpRequest signed_by(const service::SessionCredentials& credentials, const std::string& token) const {
    net::HttpRequest out = request();
    out.headers.emplace_back("X-Amz-Security-Token", token);
    aws::Authorization all = scope(credentials.access_key_id);
    all.signed_headers = {"host", "x-amz-date", "x-amz-security-token", "x-amz-target"};
    sign(out, all, credentials.secret.reveal());
    return out;
  }
};

TEST_F(SessionAuth, ASessionIsItsRoleUntilItExpiresByTheCloudsClock) {
  const auto credentials = issue();
  const net::HttpRequest good = signed_by(credentials, credentials.token.reveal());
  EXPECT_TRUE(ask(good).starts_with("arn:aws:sts::123456789012:assumed-role/reader/ann AROA")) << ask(good);
  cloud_.time += base::Seconds(899);
  EXPECT_TRUE(ask(good).starts_with("arn:"));
  cloud_.time += base::Seconds(1);
  EXPECT_EQ(ask(good), "ExpiredTokenException: The security token included in the request is expired");
  EXPECT_TRUE(ask(good, Protocol::kQuery).starts_with("ExpiredToken: "));
}

TEST_F(SessionAuth, ASessionNeedsItsOwnTokenAndAPlainKeyNone) {
  const auto credentials = issue();
  const auto other = issue();
  EXPECT_TRUE(ask(signed_by(credentials, other.token.reveal())).starts_with("UnrecognizedClientException"));
  EXPECT_TRUE(ask(signed_by(credentials, "x")).starts_with("UnrecognizedClientException"));
  net::HttpRequest without = request();
  sign(without, scope(credentials.access_key_id), credentials.secret.reveal());
  EXPECT_TRUE(ask(without).starts_with("UnrecognizedClientException"));
  service::SessionCredentials plain{"local", base::Secret("s"), base::Secret("")};
  EXPECT_TRUE(ask(signed_by(plain, credentials.token.reveal())).starts_with("UnrecognizedClientException"));
}

TEST_F(SessionAuth, ASessionOfARoleThatIsGoneIsNobody) {
  const auto credentials = issue();
  service::Roles none;
  Authenticator bare(real_, cloud_, find_key, none, sessions_);
  const auto found =
      bare.authenticate(signed_by(credentials, credentials.token.reveal()), Protocol::kJson11, "events");
  ASSERT_TRUE(std::holds_alternative<service::Fault>(found));
  EXPECT_EQ(std::get<service::Fault>(found).code, "UnrecognizedClientException");
}

}  // namespace
}  // namespace sb::cloud::edge
