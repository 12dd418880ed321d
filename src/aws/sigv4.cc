// SPDX-License-Identifier: Apache-2.0
#include "aws/sigv4.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace sb::aws {
namespace {

// The header's values joined by commas, each trimmed and with inner runs of blanks folded.
std::string canonical_header(const SignedRequest& request, std::string_view name) {
  std::string out;
  bool first = true;
  for (const auto& [key, value] : *request.headers) {
    if (!base::equals_ignore_case(key, name)) continue;
    if (!first) out += ',';
    first = false;
    bool blank = false;
    for (const char c : base::trim(value)) {
      if (c == ' ' && blank) continue;
      blank = c == ' ';
      out += c;
    }
  }
  return out;
}

std::string canonical_path(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  if (path.empty()) return "/";
  std::vector<std::string> segments;
  for (const std::string_view segment : base::split(path, '/'))
    segments.push_back(base::percent_encode(segment));
  return base::join(segments, "/");
}

std::string canonical_query(std::string_view target) {
  const size_t mark = target.find('?');
  if (mark == std::string_view::npos || mark + 1 == target.size()) return "";
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string_view part : base::split(target.substr(mark + 1), '&')) {
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
    std::string name = base::percent_encode(base::percent_decode(part.substr(0, equals)));
    if (name == "X-Amz-Signature") continue;
    pairs.emplace_back(std::move(name), base::percent_encode(base::percent_decode(value)));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  return out;
}

std::string payload_hash(const SignedRequest& request) {
  std::string stated = canonical_header(request, "x-amz-content-sha256");
  return stated.empty() ? base::hex(base::sha256(request.body)) : stated;
}

std::string scope_text(const Authorization& scope) {
  return fmt::format("{}/{}/{}/aws4_request", scope.date, scope.region, scope.service);
}

}  // namespace

base::Result<Authorization> parse_authorization(std::string_view header) {
  static constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
  if (!header.starts_with(kAlgorithm)) {
    return base::Error{"", "Authorization header requires 'AWS4-HMAC-SHA256' as its algorithm.", ""};
  }
  Authorization out;
  std::string_view credential;
  for (const std::string_view raw : base::split(header.substr(kAlgorithm.size()), ',')) {
    const std::string_view part = base::trim(raw);
    if (part.starts_with("Credential=")) credential = part.substr(11);
    if (part.starts_with("SignedHeaders=")) {
      for (const auto name : base::split(part.substr(14), ';')) out.signed_headers.emplace_back(name);
    }
    if (part.starts_with("Signature=")) out.signature = std::string(part.substr(10));
  }
  if (credential.empty()) return base::Error{"", "Authorization header requires 'Credential' parameter.", ""};
  if (out.signature.empty())
    return base::Error{"", "Authorization header requires 'Signature' parameter.", ""};
  if (out.signed_headers.empty()) {
    return base::Error{"", "Authorization header requires 'SignedHeaders' parameter.", ""};
  }
  const auto parts = base::split(credential, '/');
  if (parts.size() != 5 || parts[4] != "aws4_request") {
    return base::Error{"",
                       fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                                   "keyid/date/region/service/term, got '{}'",
                                   credential),
                       ""};
  }
  out.access_key_id = std::string(parts[0]);
  out.date = std::string(parts[1]);
  out.region = std::string(parts[2]);
  out.service = std::string(parts[3]);
  return out;
}

std::string canonical_request(const SignedRequest& request, const std::vector<std::string>& signed_headers) {
  std::string out = fmt::format("{}\n{}\n{}\n", request.method, canonical_path(request.target),
                                canonical_query(request.target));
  for (const std::string& name : signed_headers) {
    out += fmt::format("{}:{}\n", base::to_lower(name), canonical_header(request, name));
  }
  out += fmt::format("\n{}\n{}", base::join(signed_headers, ";"), payload_hash(request));
  return out;
}

std::string string_to_sign(std::string_view amz_date, const Authorization& scope,
                           std::string_view canonical) {
  return fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", amz_date, scope_text(scope),
                     base::hex(base::sha256(canonical)));
}

std::string signature(const base::Secret& secret, const Authorization& scope, std::string_view to_sign) {
  const std::string date_key = base::hmac_sha256("AWS4" + secret.reveal(), scope.date);
  const std::string region_key = base::hmac_sha256(date_key, scope.region);
  const std::string service_key = base::hmac_sha256(region_key, scope.service);
  const std::string signing_key = base::hmac_sha256(service_key, "aws4_request");
  return base::hex(base::hmac_sha256(signing_key, to_sign));
}

bool verify(const SignedRequest& request, const Authorization& authorization, std::string_view amz_date,
            const base::Secret& secret) {
  const std::string stated = canonical_header(request, "x-amz-content-sha256");
  if (!stated.empty() && stated != base::hex(base::sha256(request.body))) return false;
  const std::string canonical = canonical_request(request, authorization.signed_headers);
  const std::string expected =
      signature(secret, authorization, string_to_sign(amz_date, authorization, canonical));
  return base::equals_constant_time(expected, authorization.signature);
}

}  // namespace sb::aws
