// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/chain.h"

#include <gtest/gtest.h>

#include "reconcile/doctor/rights.h"

namespace sb::reconcile::doctor {
namespace {

TEST(Chain, GoesOnAfterWhatHoldsAndWhatCouldNotBeCheckedAndEndsAtWhatIsBroken) {
  Chain chain("r");
  EXPECT_TRUE(chain.good("a", "exists"));
  EXPECT_TRUE(chain.unknown("b", "exists", kAwsOwner, "no right"));
  EXPECT_TRUE(chain.unreadable("c", "exists", kAwsOwner, {"AccessDenied", "refused", "ask"}));
  EXPECT_FALSE(chain.bad("d", "exists", kReceiver, "gone", "make it"));
  chain.leave("the rest");
  const auto findings = std::move(chain).take();
  ASSERT_EQ(findings.size(), 5u);
  EXPECT_EQ(findings[0].owner, "");
  EXPECT_EQ(findings[2].check.fix, "ask");
  EXPECT_EQ(findings[3].owner, kReceiver);
  EXPECT_EQ(findings[4].check.ok, std::nullopt);
  EXPECT_EQ(findings[4].check.detail, "not checked, as the chain is broken at d: the rest");
  for (const Finding& finding : findings) EXPECT_EQ(finding.route, "r");
}

TEST(Chain, ABadLinkOfEveryRouteSaysWhyTheRestIsLeft) {
  Chain chain("r");
  chain.leave("all of it", "signing in fails");
  EXPECT_EQ(chain.findings().front().check.subject, "route r");
  EXPECT_EQ(chain.findings().front().check.detail, "not checked, as signing in fails: all of it");
}

TEST(Refusals, AreKnownByWhatEachServiceCallsThem) {
  EXPECT_TRUE(is_refusal({"AccessDeniedException", "events ListRules: …", ""}));
  EXPECT_TRUE(is_refusal({"AccessDenied", "sqs …", ""}));
  EXPECT_TRUE(is_refusal({"AuthorizationError", "sns …", ""}));
  EXPECT_TRUE(is_refusal({"missing.permissions", "Genesys Cloud answered 403 to GET /x", ""}));
  EXPECT_FALSE(is_refusal({"ResourceNotFoundException", "events …", ""}));
  EXPECT_FALSE(is_refusal({"not.found", "Genesys Cloud answered 404 to GET /x", ""}));
}

TEST(Throttles, AreKnownByWhatEachServiceCallsThem) {
  EXPECT_TRUE(is_throttle({"too.many.requests", "Genesys Cloud answered 429 to GET /x", ""}));
  EXPECT_TRUE(
      is_throttle({"genesys.token", "the token request failed with status 400: rate limit exceeded; …", ""}));
  EXPECT_TRUE(is_throttle({"ThrottlingException", "events …", ""}));
  EXPECT_FALSE(is_throttle({"genesys.invalid_client", "refused", ""}));
}

}  // namespace
}  // namespace sb::reconcile::doctor
