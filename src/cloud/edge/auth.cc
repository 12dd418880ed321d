// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/auth.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/sigv4.h"
#include "base/text.h"

namespace sb::cloud::edge {
namespace {

using service::Fault;

bool is_query(Protocol protocol) { return protocol == Protocol::kQuery; }

Fault unknown_key(Protocol protocol) {
  const std::string text = "The security token included in the request is invalid.";
  return is_query(protocol) ? Fault{"InvalidClientTokenId", text, 403, "", ""}
                            : Fault{"UnrecognizedClientException", text, 400, "", ""};
}

Fault bad_signature(Protocol protocol, std::string text) {
  return is_query(protocol) ? Fault{"SignatureDoesNotMatch", std::move(text), 403, "", ""}
                            : Fault{"InvalidSignatureException", std::move(text), 400, "", ""};
}

Fault missing_token(Protocol protocol) {
  return {is_query(protocol) ? "MissingAuthenticationToken" : "MissingAuthenticationTokenException",
          is_query(protocol) ? "Request is missing Authentication Token" : "Missing Authentication Token",
          is_query(protocol) ? 403 : 400, "", ""};
}

Fault incomplete(Protocol protocol, std::string text) {
  return {is_query(protocol) ? "IncompleteSignature" : "IncompleteSignatureException", std::move(text), 400,
          "", ""};
}

std::optional<Fault> check_skew(base::Time signed_at, base::Time now, Protocol protocol) {
  const int minutes = is_query(protocol) ? 15 : 5;
  const base::Milliseconds skew_max = std::chrono::minutes(minutes);
  if (signed_at < now - skew_max) {
    return bad_signature(protocol,
                         fmt::format("Signature expired: {} is now earlier than {} ({} - {} min.)",
                                     base::format_basic(signed_at), base::format_basic(now - skew_max),
                                     base::format_basic(now), minutes));
  }
  if (signed_at > now + skew_max) {
    return bad_signature(protocol,
                         fmt::format("Signature not yet current: {} is still later than {} ({} + {} min.)",
                                     base::format_basic(signed_at), base::format_basic(now + skew_max),
                                     base::format_basic(now), minutes));
  }
  return std::nullopt;
}

bool signs(const aws::Authorization& authorization, std::string_view header) {
  return std::any_of(authorization.signed_headers.begin(), authorization.signed_headers.end(),
                     [&](const std::string& name) { return base::equals_ignore_case(name, header); });
}

}  // namespace

std::variant<Identity, Fault> Authenticator::authenticate(const net::HttpRequest& request,
                                                          Protocol protocol) const {
  const auto header = net::find_header(request.headers, "Authorization");
  if (!header) return missing_token(protocol);
  const auto authorization = aws::parse_authorization(*header);
  if (!authorization) return incomplete(protocol, authorization.error().message);
  const auto key = find_key_(authorization->access_key_id);
  if (!key) return unknown_key(protocol);
  // No session was ever issued, so any session token is an unknown one.
  if (net::find_header(request.headers, "X-Amz-Security-Token")) return unknown_key(protocol);
  const std::string amz_date(net::find_header(request.headers, "X-Amz-Date").value_or(""));
  const auto signed_at = base::parse_basic(amz_date);
  if (!signed_at)
    return incomplete(protocol,
                      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (!signs(*authorization, "host"))
    return bad_signature(protocol, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  if (amz_date.substr(0, 8) != authorization->date)
    return bad_signature(
        protocol, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
  if (auto fault = check_skew(*signed_at, clock_.now(), protocol)) return *fault;
  const aws::SignedRequest signed_request{request.method, request.target, &request.headers, request.body};
  if (!aws::verify(signed_request, *authorization, amz_date, key->secret)) {
    return bad_signature(
        protocol,
        "The request signature we calculated does not match the signature you provided. Check your AWS "
        "Secret Access Key and signing method. Consult the service documentation for details.");
  }
  return Identity{
      {key->account, authorization->region}, authorization->access_key_id, authorization->service};
}

}  // namespace sb::cloud::edge
