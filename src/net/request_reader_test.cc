// SPDX-License-Identifier: Apache-2.0
#include "net/request_reader.h"

#include <gtest/gtest.h>

namespace sb::net {
namespace {

// The whole text at once; what the reader leaves over in `rest`.
RequestReader read(std::string_view text, std::string* rest = nullptr, const RequestLimits& limits = {}) {
  RequestReader reader(limits);
  size_t used = 0;
  while (!reader.done() && !reader.fault() && used < text.size()) {
    const size_t some = reader.read(text.substr(used));
    if (some == 0) break;
    used += some;
  }
  if (rest != nullptr) *rest = text.substr(used);
  return reader;
}

// The status that a text is refused with, 0 when it is not.
int refused(std::string_view text, const RequestLimits& limits = {}) {
  const RequestReader reader = read(text, nullptr, limits);
  return reader.fault() ? reader.fault()->status : 0;
}

constexpr char kPost[] = "POST / HTTP/1.1\r\nHost: h\r\n";
std::string post(const std::string& more) { return kPost + more; }

TEST(RequestReader, ReadsMethodTargetHeadersAndBody) {
  std::string rest;
  RequestReader reader =
      read("PUT /a%20b?c=d HTTP/1.1\r\nHost: h:80\r\nX-One:  1 \r\nContent-Length: 4\r\n\r\nbodyGET", &rest);
  ASSERT_TRUE(reader.done());
  EXPECT_TRUE(reader.keep_alive());
  EXPECT_EQ(rest, "GET");
  const HttpRequest request = reader.take();
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/a%20b?c=d");
  EXPECT_EQ(find_header(request.headers, "x-one"), "1");
  EXPECT_EQ(request.body, "body");
}

TEST(RequestReader, ReadsARequestThatComesByteByByte) {
  const std::string text =
      post("Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Amz-Target: evil\r\n\r\n");
  RequestReader reader{RequestLimits{}};
  std::string waiting;
  for (const char c : text) {
    waiting += c;
    waiting.erase(0, reader.read(waiting));
    ASSERT_FALSE(reader.fault()) << reader.fault()->reason;
  }
  ASSERT_TRUE(reader.done());
  const HttpRequest request = reader.take();
  EXPECT_EQ(request.body, "abcde");
  EXPECT_FALSE(find_header(request.headers, "X-Amz-Target")) << "a trailer is no header";
}

TEST(RequestReader, RefusesWhatSaysTwiceHowLongItIs) {
  EXPECT_EQ(refused(post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), 400);
  EXPECT_EQ(refused(post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")), 400);
  EXPECT_EQ(refused(post("Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody!")), 400);
  EXPECT_EQ(refused(post("Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody")), 400);
  EXPECT_EQ(refused(post("Content-Length: 4, 4\r\n\r\nbody")), 400);
  EXPECT_EQ(refused(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), 400);
  EXPECT_EQ(refused(post("Content-Length: 4\r\n\r\nbody")), 0);
}

TEST(RequestReader, RefusesCodingsOtherThanChunked) {
  for (const char* coding : {"gzip", "gzip, chunked", "chunked, gzip", "identity", "xchunked", "chunked,"})
    EXPECT_EQ(refused(post("Transfer-Encoding: " + std::string(coding) + "\r\n\r\n0\r\n\r\n")), 400)
        << coding;
  EXPECT_EQ(refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(refused(post("Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n")), 0);
}

TEST(RequestReader, RefusesLengthsThatAreNone) {
  for (const char* length : {"-1", "+4", "0x4", "4 4", "", "99999999999999999999999", "4;"})
    EXPECT_EQ(refused(post("Content-Length: " + std::string(length) + "\r\n\r\nbody")), 400) << length;
}

TEST(RequestReader, RefusesChunksThatAreNone) {
  for (const char* chunks :
       {"ZZ\r\n", "-1\r\n", "3\r\nabcd\r\n", "3\nabc\n", "11111111111111111\r\n", "\r\n"})
    EXPECT_EQ(refused(post("Transfer-Encoding: chunked\r\n\r\n" + std::string(chunks) + "0\r\n\r\n")), 400)
        << chunks;
  EXPECT_EQ(refused(post("Transfer-Encoding: chunked\r\n\r\n3;" + std::string(10000, 'x'))), 400);
}

TEST(RequestReader, RefusesHalfLineEndsAndFoldedLines) {
  EXPECT_EQ(refused("GET / HTTP/1.1\nHost: h\n\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\r\n\tfolded\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost : h\r\n\r\n"), 400);
  EXPECT_EQ(refused(std::string_view("GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n", 38)), 400);
}

TEST(RequestReader, AFoldedLineIsSeenHoweverTheBytesCome) {
  const std::string text = "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n";
  for (size_t cut = 1; cut < text.size(); ++cut) {
    RequestReader reader{RequestLimits{}};
    std::string waiting = text.substr(0, cut);
    waiting.erase(0, reader.read(waiting));
    waiting += text.substr(cut);
    if (!reader.fault()) reader.read(waiting);
    EXPECT_TRUE(reader.fault()) << cut;
  }
}

TEST(RequestReader, AsksForOneHost) {
  EXPECT_EQ(refused("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.0\r\n\r\n"), 0);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: [::1]:4010\r\n\r\n"), 0);
}

TEST(RequestReader, MakesAnAbsoluteTargetAPath) {
  const auto target = [](const char* given) {
    RequestReader reader = read(std::string("GET ") + given + " HTTP/1.1\r\nHost: h:81\r\n\r\n");
    return reader.done() ? reader.take().target : reader.fault()->reason;
  };
  EXPECT_EQ(target("http://h:81/a?b"), "/a?b");
  EXPECT_EQ(target("http://h:81"), "/");
  EXPECT_EQ(target("http://H:81?b"), "/?b");
  EXPECT_NE(target("http://other/a").find("another host"), std::string::npos);
  EXPECT_NE(target("*").find("neither a path"), std::string::npos);
  EXPECT_NE(target("h:81").find("neither a path"), std::string::npos);
}

TEST(RequestReader, KeepsItsLimits) {
  RequestLimits limits;
  limits.header_bytes_max = 200;
  limits.header_fields_max = 5;
  limits.body_bytes_max = 10;
  EXPECT_EQ(refused(post("X: " + std::string(300, 'x') + "\r\n\r\n"), limits), 431);
  EXPECT_EQ(refused(post("X: " + std::string(300, 'x')), limits), 431) << "also without an end";
  EXPECT_EQ(refused(post("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n"), limits), 0);
  EXPECT_EQ(refused(post("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n\r\n"), limits), 431);
  EXPECT_EQ(refused(post("Content-Length: 11\r\n\r\n"), limits), 413) << "before the body comes";
  EXPECT_EQ(refused(post("Transfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n"), limits),
            413);
}

TEST(RequestReader, KnowsVersionsAndExpectations) {
  EXPECT_EQ(refused("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), 505);
  EXPECT_EQ(refused("GET / HTTP/1.9\r\nHost: h\r\n\r\n"), 505);
  EXPECT_EQ(refused(post("Expect: the-worst\r\n\r\n")), 417);
  const RequestReader asks = read(post("Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
  EXPECT_TRUE(asks.has_header() && asks.expects_continue() && !asks.done());
  EXPECT_EQ(asks.body_bytes_missing(), 4u);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive());
  EXPECT_FALSE(read("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").keep_alive());
}

}  // namespace
}  // namespace sb::net
