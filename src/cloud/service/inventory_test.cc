// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/inventory.h"

#include <gtest/gtest.h>

namespace sb::cloud::service {
namespace {

TEST(Inventory, IsInTheOrderOfAccountsAndRegions) {
  Inventory inventory;
  inventory.list({"222222222222", "us-east-1"}, "queues").push_back("q");
  inventory.list({"111111111111", "us-east-1"}, "topics").push_back("t");
  inventory.list({"111111111111", "eu-west-1"}, "queues").push_back("a");
  inventory.list({"111111111111", "eu-west-1"}, "queues").push_back("b");
  EXPECT_EQ(
      json::to_text(inventory.to_json()),
      R"([{"account":"111111111111","regions":[{"region":"eu-west-1","queues":["a","b"]},{"region":"us-east-1","topics":["t"]}]},{"account":"222222222222","regions":[{"region":"us-east-1","queues":["q"]}]}])");
}

TEST(Inventory, AnAddressIsShownWithoutItsPassword) {
  EXPECT_EQ(without_password("https://ann:hush@hooks.example.com/x"), "https://hooks.example.com/x");
  EXPECT_EQ(without_password("https://hooks.example.com/a@b"), "https://hooks.example.com/a@b");
  EXPECT_EQ(without_password("https://hooks.example.com"), "https://hooks.example.com");
  EXPECT_EQ(without_password("https://ann:p@ssw0rd@hooks.example.com/x"), "https://hooks.example.com/x");
  EXPECT_EQ(without_password("https://ann:hush@hooks.example.com?mail=a@b"),
            "https://hooks.example.com?mail=a@b");
  EXPECT_EQ(without_password("https://hooks.example.com?mail=a@b"), "https://hooks.example.com?mail=a@b");
  EXPECT_EQ(without_password("no answer from http://ann:hush@h: no a@b"), "no answer from http://h: no a@b");
  EXPECT_EQ(without_password("arn:aws:sqs:us-east-1:123456789012:q"), "arn:aws:sqs:us-east-1:123456789012:q");
}

}  // namespace
}  // namespace sb::cloud::service
