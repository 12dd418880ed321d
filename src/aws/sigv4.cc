// SPDX-License-Identifier: Apache-2.0
#include "aws/sigv4.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/text.h"

namespace sb::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

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
    // '+' is the space that it will be read as.
    std::string name = base::percent_encode(base::percent_decode(part.substr(0, equals), base::Plus::kSpace));
    if (name == "X-Amz-Signature") continue;
    pairs.emplace_back(std::move(name),
                       base::percent_encode(base::percent_decode(value, base::Plus::kSpace)));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  return out;
}

std::string scope_text(const Authorization& scope) {
  return fmt::format("{}/{}/{}/aws4_request", scope.date, scope.region, scope.service);
}

bool is_stated(const SignedRequest& request, std::string_view payload_hash) {
  const std::string stated = canonical_header(request, "x-amz-content-sha256");
  return stated.empty() || stated == payload_hash;
}

std::string canonical_text(const SignedRequest& request, const std::vector<std::string>& signed_headers,
                           std::string_view payload_hash) {
  std::string out = fmt::format("{}\n{}\n{}\n", request.method, canonical_path(request.target),
                                canonical_query(request.target));
  for (const std::string& name : signed_headers) {
    out.append(name).append(":").append(canonical_header(request, name)).append("\n");
  }
  return out.append("\n").append(base::join(signed_headers, ";")).append("\n").append(payload_hash);
}

// Each named header goes into the canonical request once, so that its length is that of the header.
base::Status read_names(std::string_view list, std::vector<std::string>& out) {
  for (const std::string_view name : base::split(list, ';')) out.push_back(base::to_lower(name));
  std::vector<std::string> sorted = out;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return base::Error{"", "'SignedHeaders' names a header more than once.", ""};
  return {};
}

base::Status read_credential(std::string_view credential, Authorization& out) {
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
  return {};
}

}  // namespace

base::Result<Authorization> parse_authorization(std::string_view header) {
  if (!header.starts_with(kAlgorithm)) {
    return base::Error{"", "Authorization header requires 'AWS4-HMAC-SHA256' as its algorithm.", ""};
  }
  Authorization out;
  std::string_view credential;
  std::string_view names;
  for (const std::string_view raw : base::split(header.substr(kAlgorithm.size()), ',')) {
    const std::string_view part = base::trim(raw);
    if (part.starts_with("Credential=")) credential = part.substr(11);
    if (part.starts_with("SignedHeaders=")) names = part.substr(14);
    if (part.starts_with("Signature=")) out.signature = std::string(part.substr(10));
  }
  const auto missing = [](const char* name) {
    return base::Error{"", fmt::format("Authorization header requires '{}' parameter.", name), ""};
  };
  if (credential.empty()) return missing("Credential");
  if (out.signature.empty()) return missing("Signature");
  if (names.empty()) return missing("SignedHeaders");
  if (auto status = read_names(names, out.signed_headers); !status) return status.error();
  if (auto status = read_credential(credential, out); !status) return status.error();
  return out;
}

bool is_presigned(std::string_view query) {
  return query.starts_with("X-Amz-Algorithm=") || query.find("&X-Amz-Algorithm=") != std::string_view::npos;
}

base::Result<Presigned> parse_presigned(std::string_view query) {
  std::map<std::string, std::string, std::less<>> found;
  for (const std::string_view part : base::split(query, '&')) {
    if (!part.starts_with("X-Amz-")) continue;
    const size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    found.emplace(part.substr(0, equals), base::percent_decode(value));
  }
  for (const char* name :
       {"X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
    if (found[name].empty())
      return base::Error{
          "",
          fmt::format(
              "AWS query-string parameters must include '{}'. Re-examine the query-string parameters.", name),
          ""};
  }
  if (found["X-Amz-Algorithm"] != kAlgorithm)
    return base::Error{"", "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"", ""};
  const auto seconds = base::parse_int(found["X-Amz-Expires"]);
  if (!seconds) return base::Error{"", "X-Amz-Expires should be a number", ""};
  if (*seconds < 0) return base::Error{"", "X-Amz-Expires must be non-negative", ""};
  if (*seconds > kPresignedMax.count())
    return base::Error{"",
                       "X-Amz-Expires must be less than a week (in seconds); that is, the given "
                       "X-Amz-Expires must be less than 604800 seconds",
                       ""};
  Presigned out;
  out.amz_date = found["X-Amz-Date"];
  out.expires = base::Seconds(*seconds);
  out.session_token = found["X-Amz-Security-Token"];
  out.authorization.signature = found["X-Amz-Signature"];
  if (auto status = read_names(found["X-Amz-SignedHeaders"], out.authorization.signed_headers); !status)
    return status.error();
  if (auto status = read_credential(found["X-Amz-Credential"], out.authorization); !status)
    return status.error();
  return out;
}

namespace {
std::string payload_hash_of(const SignedRequest& request) {
  return request.body_sha256.empty() ? base::hex(base::sha256(request.body))
                                     : std::string(request.body_sha256);
}
}  // namespace

std::string canonical_request(const SignedRequest& request, const std::vector<std::string>& signed_headers) {
  return canonical_text(request, signed_headers, payload_hash_of(request));
}

std::string string_to_sign(std::string_view amz_date, const Authorization& scope,
                           std::string_view canonical) {
  return fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", amz_date, scope_text(scope),
                     base::hex(base::sha256(canonical)));
}

SigningKey signing_key(const base::Secret& secret, const Authorization& scope) {
  const std::string date_key = base::hmac_sha256("AWS4" + secret.reveal(), scope.date);
  const std::string region_key = base::hmac_sha256(date_key, scope.region);
  const std::string service_key = base::hmac_sha256(region_key, scope.service);
  return {base::Secret(base::hmac_sha256(service_key, "aws4_request"))};
}

std::string signature(const SigningKey& key, std::string_view to_sign) {
  return base::hex(base::hmac_sha256(key.bytes.reveal(), to_sign));
}

std::string signature(const base::Secret& secret, const Authorization& scope, std::string_view to_sign) {
  return signature(signing_key(secret, scope), to_sign);
}

bool states_its_payload(const SignedRequest& request) { return is_stated(request, payload_hash_of(request)); }

bool verify(const SignedRequest& request, const Authorization& authorization, std::string_view amz_date,
            const SigningKey& key) {
  const std::string payload_hash = payload_hash_of(request);
  if (!is_stated(request, payload_hash)) return false;
  const std::string canonical = canonical_text(request, authorization.signed_headers, payload_hash);
  const std::string expected = signature(key, string_to_sign(amz_date, authorization, canonical));
  return base::equals_constant_time(expected, authorization.signature);
}

bool verify(const SignedRequest& request, const Authorization& authorization, std::string_view amz_date,
            const base::Secret& secret) {
  return verify(request, authorization, amz_date, signing_key(secret, authorization));
}

}  // namespace sb::aws
