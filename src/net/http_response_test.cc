// SPDX-License-Identifier: Apache-2.0
#include "net/http_response.h"

#include <gtest/gtest.h>

namespace sb::net {
namespace {

TEST(ResponseHead, StatesStatusHeadersDateAndLength) {
  EXPECT_EQ(response_head({404, {{"X-A", "b"}}, "body"}, "now", true),
            "HTTP/1.1 404 Not Found\r\nX-A: b\r\nDate: now\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(response_head({200, {}, ""}, "", false),
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST(ResponseHead, HasNoLengthWhereThereIsNoBody) {
  EXPECT_EQ(response_head({204, {}, ""}, "", true), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(ResponseHead, LetsNoValueBeginAnotherHeader) {
  EXPECT_EQ(response_head({200, {{"X", "a\r\nSet-Cookie: b"}}, ""}, "", true),
            "HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b\r\nContent-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace sb::net
