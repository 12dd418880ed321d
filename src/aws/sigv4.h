// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

// AWS Signature Version 4, the verifying side (facts: AWS General Reference, "Signature Version 4"). The
// clients sign with libcurl's own signer, so the two are independent of each other.
namespace sb::aws {

// What a signature was computed over. `target` is the raw request target; header names in any case.
struct SignedRequest {
  std::string_view method;
  std::string_view target;
  const std::vector<std::pair<std::string, std::string>>* headers = nullptr;
  std::string_view body;
  std::string_view body_sha256 = {};  // in lower-case hex, where it is known already; empty: it is computed
};

// What an Authorization header says, or the X-Amz-* parameters of a presigned URL.
struct Authorization {
  std::string access_key_id;
  std::string date;  // YYYYMMDD
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;
  std::string signature;
};

// A presigned URL: all that a header would say, and what other headers would.
struct Presigned {
  Authorization authorization;
  std::string amz_date;
  base::Seconds expires{0};
  std::string session_token;  // may be empty
};

inline constexpr base::Seconds kPresignedMax{604800};

// Error: what is missing or malformed, in words fit for IncompleteSignatureException.
base::Result<Authorization> parse_authorization(std::string_view header);

// True when the query has an X-Amz-Algorithm, as presigned URLs do.
bool is_presigned(std::string_view query);
// Error: as parse_authorization.
base::Result<Presigned> parse_presigned(std::string_view query);

std::string canonical_request(const SignedRequest& request, const std::vector<std::string>& signed_headers);
std::string string_to_sign(std::string_view amz_date, const Authorization& scope, std::string_view canonical);

// The key that signs for one secret, day, region and service; worth keeping, it costs four times a signature.
struct SigningKey {
  base::Secret bytes;
};
SigningKey signing_key(const base::Secret& secret, const Authorization& scope);
// Lower-case hex.
std::string signature(const SigningKey& key, std::string_view to_sign);
std::string signature(const base::Secret& secret, const Authorization& scope, std::string_view to_sign);

// True when X-Amz-Content-Sha256 is absent or the hash of the body. UNSIGNED-PAYLOAD and the STREAMING-…
// forms are not: they belong to S3.
bool states_its_payload(const SignedRequest& request);

// True when the request carries exactly the signature that the key gives, and states its payload.
// Constant-time in the comparison. `amz_date` is the request's X-Amz-Date.
bool verify(const SignedRequest& request, const Authorization& authorization, std::string_view amz_date,
            const SigningKey& key);
bool verify(const SignedRequest& request, const Authorization& authorization, std::string_view amz_date,
            const base::Secret& secret);

}  // namespace sb::aws
