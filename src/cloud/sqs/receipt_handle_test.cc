// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/receipt_handle.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "cloud/service/service.h"

namespace sb::cloud::sqs {
namespace {

const std::string kQueue = service::make_key({"123456789012", "us-east-1", "q"});

TEST(ReceiptHandle, NamesItsMessageAndItsReceive) {
  const std::string text = ReceiptHandle{uint64_t{1} << 57, 3}.to_text(kQueue);
  const auto handle = parse_receipt_handle(text, kQueue);
  ASSERT_TRUE(handle);
  EXPECT_EQ(handle->sequence, uint64_t{1} << 57);
  EXPECT_EQ(handle->receipt, 3u);
}

TEST(ReceiptHandle, IsGoodForItsOwnQueueOnly) {
  const std::string text = ReceiptHandle{1, 1}.to_text(kQueue);
  EXPECT_FALSE(parse_receipt_handle(text, kQueue + "2"));
  EXPECT_FALSE(parse_receipt_handle(text, service::make_key({"123456789012", "eu-west-1", "q"})));
}

TEST(ReceiptHandle, RefusesWhatItNeverWrote) {
  EXPECT_FALSE(parse_receipt_handle("garbage", kQueue));
  EXPECT_FALSE(parse_receipt_handle("", kQueue));
  for (const char* rest : {"", "1",
                           "x\x1f"
                           "1",
                           "1\x1f",
                           "1\x1f"
                           "2\x1f"
                           "3",
                           "0\x1f"
                           "1",
                           "-1\x1f"
                           "1",
                           "1\x1f"
                           "99999999999"}) {
    EXPECT_FALSE(parse_receipt_handle(base::base64_encode(kQueue + '\x1f' + rest), kQueue)) << rest;
  }
}

}  // namespace
}  // namespace sb::cloud::sqs
