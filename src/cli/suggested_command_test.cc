// SPDX-License-Identifier: Apache-2.0
#include "cli/suggested_command.h"

#include <gtest/gtest.h>

namespace sb::cli {
namespace {

TEST(SuggestedCommand, IsShortWhereNothingWasChosen) {
  EXPECT_EQ(to_paste({}, {"apply", "", {}}), "switchboard apply");
  EXPECT_EQ(to_paste({}, {"apply", "switchboard.yaml", {}}), "switchboard apply");
}

TEST(SuggestedCommand, NamesTheDefaultSpecToVerbsThatReadNoneByThemselves) {
  EXPECT_EQ(to_paste({}, {"queues", "switchboard.yaml", {}}), "switchboard queues -f switchboard.yaml");
  EXPECT_EQ(to_paste({}, {"apply", "mine.yaml", {}}), "switchboard apply -f mine.yaml");
}

TEST(SuggestedCommand, CarriesEveryFlagThatChoosesATarget) {
  GlobalOptions global;
  global.profile = "dev";
  global.region = "eu-west-1";
  global.endpoint_url = "http://127.0.0.1:1";
  global.genesys_url = "http://127.0.0.1:2";
  EXPECT_EQ(to_paste(global, {"plan", "a.yaml", {"--adopt"}}),
            "switchboard plan -f a.yaml --adopt --profile dev --region eu-west-1 --endpoint-url "
            "http://127.0.0.1:1 --genesys-url http://127.0.0.1:2");
}

TEST(SuggestedCommand, CarriesTheLocalCloudAsItWasNamed) {
  GlobalOptions global;
  global.local = true;
  EXPECT_EQ(to_paste(global, {"verify", "", {}}), "switchboard verify --local");
  global.local_url = "http://127.0.0.1:9";
  EXPECT_EQ(to_paste(global, {"verify", "", {}}), "switchboard verify --local=http://127.0.0.1:9");
}

TEST(SuggestedCommand, QuotesWhatAShellWouldReadOtherwise) {
  EXPECT_EQ(to_paste({}, {"apply", "it's here/$a.yaml", {}}), "switchboard apply -f 'it'\\''s here/$a.yaml'");
  EXPECT_EQ(to_paste({}, {"queues", "", {"*Sup*"}}), "switchboard queues '*Sup*'");
}

}  // namespace
}  // namespace sb::cli
