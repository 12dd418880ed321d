// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/auth.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>

#include "base/text.h"
#include "cloud/edge/auth_faults.h"

namespace sb::cloud::edge {

using service::Fault;

namespace {

constexpr size_t kSigningKeysMax = 1024;
constexpr char kNoMatch[] = "The request signature we calculated does not match the signature you provided.";

// The headers that say who calls and what: once each, or not at all.
constexpr std::string_view kSingleHeaders[] = {"Authorization", "X-Amz-Date", "X-Amz-Security-Token",
                                               "X-Amz-Target", "X-Amz-Content-Sha256"};

std::optional<std::string_view> find_repeated(const net::Headers& headers) {
  for (const std::string_view single : kSingleHeaders) {
    const auto count = std::count_if(headers.begin(), headers.end(), [&](const auto& header) {
      return base::equals_ignore_case(header.first, single);
    });
    if (count > 1) return single;
  }
  return std::nullopt;
}

// X-Amz-Date, or Date in either form that HTTP clients give it, as X-Amz-Date; "" when there is none.
std::string find_date(const net::Headers& headers) {
  if (const auto date = net::find_header(headers, "X-Amz-Date")) return std::string(*date);
  const std::string date(net::find_header(headers, "Date").value_or(""));
  std::tm parts{};
  const char* end = ::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return date;
  return base::format_basic(std::chrono::time_point_cast<base::Milliseconds>(
      std::chrono::system_clock::from_time_t(::timegm(&parts))));
}

std::optional<std::string> check_time(base::Time signed_at, base::Time now, base::Seconds past_max,
                                      base::Seconds future_max) {
  const auto minutes = [](base::Seconds time) {
    return time.count() % 60 == 0 ? fmt::format("{} min.", time.count() / 60)
                                  : fmt::format("{} sec.", time.count());
  };
  if (signed_at < now - past_max) {
    return fmt::format("Signature expired: {} is now earlier than {} ({} - {})",
                       base::format_basic(signed_at), base::format_basic(now - past_max),
                       base::format_basic(now), minutes(past_max));
  }
  if (signed_at > now + future_max) {
    return fmt::format("Signature not yet current: {} is still later than {} ({} + {})",
                       base::format_basic(signed_at), base::format_basic(now + future_max),
                       base::format_basic(now), minutes(future_max));
  }
  return std::nullopt;
}

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::optional<std::string> check_signed_headers(const net::Headers& headers,
                                                const std::vector<std::string>& signed_headers) {
  const auto is_signed = [&](std::string_view name) {
    return std::any_of(signed_headers.begin(), signed_headers.end(),
                       [&](const std::string& each) { return base::equals_ignore_case(each, name); });
  };
  if (!is_signed("host")) return "'Host' must be a 'SignedHeader' in the AWS Authorization.";
  for (const std::string& name : signed_headers) {
    if (net::find_header(headers, name)) continue;
    return fmt::format("{} 'SignedHeaders' names '{}', a header that the request does not have.", kNoMatch,
                       name);
  }
  for (const auto& [name, value] : headers) {
    if (base::to_lower(std::string_view(name).substr(0, 6)) == "x-amz-" && !is_signed(name))
      return fmt::format("There were headers present in the request which were not signed: {}.",
                         base::to_lower(name));
  }
  return std::nullopt;
}

}  // namespace

// What a request claims of itself, before anything is believed.
struct Authenticator::Claim {
  aws::Authorization authorization;
  std::string amz_date;
  std::optional<std::string> token;
  base::Seconds past_max{0};
  base::Seconds future_max{0};
};

struct Authenticator::Caller {
  base::Secret secret;
  Identity identity;
};

std::variant<Authenticator::Claim, Fault> Authenticator::read_claim(const net::HttpRequest& request,
                                                                    Protocol protocol) const {
  if (const auto repeated = find_repeated(request.headers))
    return incomplete_signature(protocol, fmt::format("The request has more than one {} header.", *repeated));
  const base::Seconds skew_max = std::chrono::minutes(protocol == Protocol::kQuery ? 15 : 5);
  const auto header = net::find_header(request.headers, "Authorization");
  const auto token = net::find_header(request.headers, "X-Amz-Security-Token");
  if (aws::is_presigned(request.query())) {
    if (header)
      return incomplete_signature(
          protocol,
          "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the "
          "Authorization header should be specified");
    auto presigned = aws::parse_presigned(request.query());
    if (!presigned) return incomplete_signature(protocol, presigned.error().message);
    Claim out{std::move(presigned->authorization), presigned->amz_date, std::nullopt, presigned->expires,
              skew_max};
    if (!presigned->session_token.empty()) out.token = presigned->session_token;
    return out;
  }
  if (!header) return missing_token(protocol);
  auto authorization = aws::parse_authorization(*header);
  if (!authorization) return incomplete_signature(protocol, authorization.error().message);
  return Claim{std::move(*authorization), find_date(request.headers),
               token ? std::optional<std::string>(*token) : std::nullopt, skew_max, skew_max};
}

std::variant<Authenticator::Caller, Fault> Authenticator::find_caller(const Claim& claim,
                                                                      Protocol protocol) const {
  const std::string& id = claim.authorization.access_key_id;
  const std::string& region = claim.authorization.region;
  if (id.starts_with("ASIA")) {
    auto opened = claim.token ? sessions_.open(id, *claim.token) : std::nullopt;
    if (!opened || roles_.find(opened->session.role_arn) == nullptr) return unknown_key(protocol);
    if (opened->session.expires <= cloud_clock_.now()) return expired_token(protocol);
    auto session = std::make_shared<const service::Session>(std::move(opened->session));
    return Caller{opened->secret,
                  {{session->account(), region}, id, session->arn(), session->user_id(), session}};
  }
  const auto key = find_key_(id);
  // A token goes with the key of a session only.
  if (!key || claim.token) return unknown_key(protocol);
  if (!key->user_arn.empty())
    return Caller{
        key->secret,
        {{key->account, region}, id, key->user_arn, service::unique_id("AIDA", key->user_arn), nullptr}};
  return Caller{key->secret,
                {{key->account, region},
                 id,
                 fmt::format("arn:{}:iam::{}:root", aws::partition_of(region), key->account),
                 key->account,
                 nullptr}};
}

bool Authenticator::is_signed(const aws::SignedRequest& request, const Claim& claim,
                              const base::Secret& secret) {
  const aws::Authorization& scope = claim.authorization;
  const std::string name =
      fmt::format("{}/{}/{}/{}", scope.access_key_id, scope.date, scope.region, scope.service);
  if (const auto known = signing_keys_.find(name); known != signing_keys_.end())
    return aws::verify(request, scope, claim.amz_date, known->second);
  aws::SigningKey key = aws::signing_key(secret, scope);
  if (!aws::verify(request, scope, claim.amz_date, key)) return false;
  if (signing_keys_.size() >= kSigningKeysMax) signing_keys_.clear();
  signing_keys_.emplace(name, std::move(key));
  return true;
}

std::variant<Identity, Fault> Authenticator::authenticate(const net::HttpRequest& request, Protocol protocol,
                                                          const std::string& service,
                                                          std::string_view body_sha256) {
  const auto claimed = read_claim(request, protocol);
  if (const Fault* fault = std::get_if<Fault>(&claimed)) return *fault;
  const Claim& claim = std::get<Claim>(claimed);
  const aws::Authorization& scope = claim.authorization;
  auto found = find_caller(claim, protocol);
  if (const Fault* fault = std::get_if<Fault>(&found)) return *fault;
  const auto refuse = [&](std::string text) { return bad_signature(protocol, std::move(text)); };
  const auto signed_at = base::parse_basic(claim.amz_date);
  if (!signed_at)
    return incomplete_signature(
        protocol, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (auto text = check_signed_headers(request.headers, scope.signed_headers))
    return refuse(std::move(*text));
  if (claim.amz_date.substr(0, 8) != scope.date)
    return refuse("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
  if (!is_region(scope.region)) return refuse("Credential should be scoped to a valid region.");
  if (scope.service != service)
    return refuse(fmt::format("Credential should be scoped to correct service: '{}'.", service));
  if (auto text = check_time(*signed_at, real_clock_.now(), claim.past_max, claim.future_max))
    return refuse(std::move(*text));
  Caller& caller = std::get<Caller>(found);
  const aws::SignedRequest what{request.method, request.target, &request.headers, request.body, body_sha256};
  if (is_signed(what, claim, caller.secret)) return std::move(caller.identity);
  if (!aws::states_its_payload(what))
    return refuse("The value of X-Amz-Content-Sha256 is not the hash of the request's body.");
  return refuse(
      fmt::format("{} Check your AWS Secret Access Key and signing method. Consult the service documentation "
                  "for details.",
                  kNoMatch));
}

}  // namespace sb::cloud::edge
