// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/integration.h"

#include <gtest/gtest.h>

namespace sb::cloud::genesys {
namespace {

TEST(IntegrationRow, BringsEverythingBack) {
  Integration before;
  before.id = "i";
  before.name = "n";
  before.notes = "[mark]";
  before.version = 7;
  before.properties = {{"eventSourceSuffix", "s"}};
  before.intended = IntendedState::kEnabled;
  before.reported = ReportedState::kError;
  before.problem = "no";
  before.reported_at = base::Time(base::Milliseconds(1234567));
  before.source = PartnerSource{{"111122223333", "us-east-1"}, "aws.partner/x/y"};
  before.offered = true;
  const auto after = integration_of_row(to_row(before));
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->id, before.id);
  EXPECT_EQ(after->name, before.name);
  EXPECT_EQ(after->notes, before.notes);
  EXPECT_EQ(after->version, before.version);
  EXPECT_EQ(after->properties, before.properties);
  EXPECT_EQ(after->intended, before.intended);
  EXPECT_EQ(after->reported, before.reported);
  EXPECT_EQ(after->problem, before.problem);
  EXPECT_EQ(after->reported_at, before.reported_at);
  EXPECT_EQ(after->source, before.source);
  EXPECT_EQ(after->offered, before.offered);
}

TEST(IntegrationRow, WithoutASourceHasNoneAndOneThatIsGoneIsNone) {
  EXPECT_FALSE(integration_of_row(to_row(Integration{}))->source.has_value());
  EXPECT_FALSE(integration_of_row(gone_row()).has_value());
}

}  // namespace
}  // namespace sb::cloud::genesys
