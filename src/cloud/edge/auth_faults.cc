// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/auth_faults.h"

namespace sb::cloud::edge {
namespace {

using service::Fault;

Fault in_family(Protocol protocol, const char* query_code, const char* json_code, std::string text) {
  const bool query = protocol == Protocol::kQuery;
  return {query ? query_code : json_code, std::move(text), query ? 403 : 400, "", ""};
}

}  // namespace

Fault unknown_key(Protocol protocol) {
  return in_family(protocol, "InvalidClientTokenId", "UnrecognizedClientException",
                   "The security token included in the request is invalid.");
}

Fault expired_token(Protocol protocol) {
  return in_family(protocol, "ExpiredToken", "ExpiredTokenException",
                   "The security token included in the request is expired");
}

Fault bad_signature(Protocol protocol, std::string text) {
  return in_family(protocol, "SignatureDoesNotMatch", "InvalidSignatureException", std::move(text));
}

Fault missing_token(Protocol protocol) {
  return in_family(protocol, "MissingAuthenticationToken", "MissingAuthenticationTokenException",
                   protocol == Protocol::kQuery ? "Request is missing Authentication Token"
                                                : "Missing Authentication Token");
}

Fault incomplete_signature(Protocol protocol, std::string text) {
  return {protocol == Protocol::kQuery ? "IncompleteSignature" : "IncompleteSignatureException",
          std::move(text), 400, "", ""};
}

Fault access_denied(const std::string& service, std::string text) {
  if (service == "sns") return {"AuthorizationError", std::move(text), 403, "", ""};
  if (service == "sts") return {"AccessDenied", std::move(text), 403, "", ""};
  if (service == "sqs") return {"AccessDeniedException", std::move(text), 403, "AccessDenied", ""};
  return {"AccessDeniedException", std::move(text), service == "lambda" ? 403 : 400, "", ""};
}

}  // namespace sb::cloud::edge
