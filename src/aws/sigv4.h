// SPDX-License-Identifier: Apache-2.0
#pragma once

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
};

// The parts of an Authorization header.
struct Authorization {
  std::string access_key_id;
  std::string date;  // YYYYMMDD
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;
  std::string signature;
};

// Error: what is missing or malformed, in words fit for IncompleteSignatureException.
base::Result<Authorization> parse_authorization(std::string_view header);

std::string canonical_request(const SignedRequest& request, const std::vector<std::string>& signed_headers);
std::string string_to_sign(std::string_view amz_date, const Authorization& scope, std::string_view canonical);
// Lower-case hex.
std::string signature(const base::Secret& secret, const Authorization& scope, std::string_view to_sign);

// True when the request carries exactly the signature that `secret` gives. Constant-time in the comparison.
// `amz_date` is the request's X-Amz-Date. A stated X-Amz-Content-Sha256 must be that of the body.
bool verify(const SignedRequest& request, const Authorization& authorization, std::string_view amz_date,
            const base::Secret& secret);

}  // namespace sb::aws
