// SPDX-License-Identifier: Apache-2.0
// A line that names an operation ("AWSEvents.PutRule", "AmazonSQS.SendMessage", or "form" for the Query
// protocol), and the request's body: signed, and taken by the whole cloud, which keeps what earlier inputs
// made.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "aws/sigv4.h"
#include "base/check.h"
#include "cloud/cloud.h"

namespace {

using namespace sb;

constexpr int kInputsPerCloud = 2000;

std::unique_ptr<cloud::Cloud> start() {
  static const base::SystemClock clock;
  auto started = cloud::Cloud::start(cloud::CloudOptions{}, clock);
  SB_CHECK(started.ok());
  return std::move(*started);
}

const char* service_of(std::string_view operation, std::string_view body) {
  if (operation.starts_with("AWSEvents.")) return "events";
  if (operation.starts_with("AmazonSQS.") || body.find("2012-11-05") != std::string_view::npos) return "sqs";
  return body.find("2011-06-15") == std::string_view::npos ? "sns" : "sts";
}

net::HttpRequest sign(std::string_view operation, std::string_view body) {
  net::HttpRequest out{"POST", "/", {{"Host", "127.0.0.1"}}, std::string(body)};
  const std::string date = base::format_basic(base::SystemClock().now());
  out.headers.emplace_back("X-Amz-Date", date);
  aws::Authorization scope{
      "local", date.substr(0, 8), "us-east-1", service_of(operation, body), {"host", "x-amz-date"}, ""};
  if (operation != "form") {
    out.headers.emplace_back("X-Amz-Target", operation);
    scope.signed_headers.emplace_back("x-amz-target");
  }
  const std::string canonical =
      aws::canonical_request({out.method, out.target, &out.headers, out.body}, scope.signed_headers);
  out.headers.emplace_back(
      "Authorization",
      "AWS4-HMAC-SHA256 Credential=local/" + scope.date + "/us-east-1/" + scope.service +
          "/aws4_request, SignedHeaders=host;x-amz-date" + (operation == "form" ? "" : ";x-amz-target") +
          ", Signature=" +
          aws::signature(base::Secret("local"), scope, aws::string_to_sign(date, scope, canonical)));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static std::unique_ptr<cloud::Cloud> running = start();
  static int inputs = 0;
  if (++inputs % kInputsPerCloud == 0) running = start();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t cut = text.find('\n');
  if (cut == std::string_view::npos) return 0;
  running->handle(sign(text.substr(0, cut), text.substr(cut + 1)), [](const net::HttpResponse& response) {
    SB_CHECK(response.status >= 200 && response.status < 500);
  });
  return 0;
}
