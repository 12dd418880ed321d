// SPDX-License-Identifier: Apache-2.0
#include "request.h"

#include <fmt/format.h>

#include "aws/sigv4.h"
#include "base/clock.h"
#include "base/text.h"
#include "json/document.h"

namespace sb::bench {

std::string make_request(const Caller& caller, const std::string& host, const std::string& target,
                         const std::string& body) {
  const bool is_sqs = target.starts_with("AmazonSQS.");
  static const base::SystemClock kClock;
  const std::string date = base::format_basic(kClock.now());
  std::vector<std::pair<std::string, std::string>> headers{
      {"Host", host},
      {"Content-Type", is_sqs ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"},
      {"X-Amz-Date", date},
      {"X-Amz-Target", target}};
  aws::Authorization scope;
  scope.access_key_id = caller.access_key_id;
  scope.date = date.substr(0, 8);
  scope.region = caller.region;
  scope.service = is_sqs ? "sqs" : "events";
  scope.signed_headers = {"content-type", "host", "x-amz-date", "x-amz-target"};
  const std::string canonical = aws::canonical_request({"POST", "/", &headers, body}, scope.signed_headers);
  const std::string signature =
      aws::signature(base::Secret(caller.secret), scope, aws::string_to_sign(date, scope, canonical));
  std::string out = "POST / HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) out += fmt::format("{}: {}\r\n", name, value);
  out += fmt::format(
      "Authorization: AWS4-HMAC-SHA256 Credential={}/{}/{}/{}/aws4_request, SignedHeaders={}, "
      "Signature={}\r\n"
      "Content-Length: {}\r\n\r\n",
      scope.access_key_id, scope.date, scope.region, scope.service, base::join(scope.signed_headers, ";"),
      signature, body.size());
  return out + body;
}

std::vector<std::string> make_put_events_bodies(const std::string& ndjson, size_t entries) {
  std::vector<std::string> out;
  json::Array batch;
  for (const std::string_view line : base::split(ndjson, '\n')) {
    const auto event = json::parse_document(line);
    if (!event.ok() || !event->is_object()) continue;
    const json::Object& object = event->get_object();
    std::string source = json::string_or_empty(object, "source");
    if (source.starts_with("aws.")) source = "genesys.cloud";
    batch.push_back(json::Object{{"Source", source},
                                 {"DetailType", json::string_or_empty(object, "detail-type")},
                                 {"Detail", json::to_text(object.at("detail"))}});
    if (batch.size() < entries) continue;
    out.push_back(json::to_text(json::Object{{"Entries", std::move(batch)}}));
    batch = {};
  }
  return out;
}

}  // namespace sb::bench
