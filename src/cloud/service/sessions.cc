// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/sessions.h"

#include <fmt/format.h>

#include <memory>

#include "aws/arn.h"
#include "base/digest.h"
#include "json/document.h"

namespace sb::cloud::service {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kSealBytes = 32;
constexpr size_t kKeyIdDigits = 16;
constexpr size_t kUniqueIdDigits = 17;

// Upper-case letters and the digits 2 to 7, one of each byte, as IAM's ids are made of.
std::string to_base32(std::string_view bytes, size_t digits) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  for (const char byte : bytes.substr(0, digits)) out += kDigits[static_cast<unsigned char>(byte) % 32];
  return out;
}

json::Array tags_to_json(const std::vector<SessionTag>& tags) {
  json::Array out;
  for (const SessionTag& tag : tags) out.push_back(json::Array{tag.key, tag.value, tag.transitive});
  return out;
}

std::string to_payload(const Session& session) {
  json::Array policies;
  for (const std::string& arn : session.policy_arns) policies.emplace_back(arn);
  return json::to_text(json::Object{{"key", session.access_key_id},
                                    {"role", session.role_arn},
                                    {"name", session.name},
                                    {"expires", session.expires.time_since_epoch().count()},
                                    {"source", session.source_identity},
                                    {"policy", session.policy},
                                    {"policies", std::move(policies)},
                                    {"tags", tags_to_json(session.tags)}});
}

// The payload is one that to_payload() made.
Session read_payload(std::string_view payload) {
  const json::Value document = *json::parse_document(payload);
  const json::Object& object = document.get_object();
  Session out;
  out.access_key_id = json::string_or_empty(object, "key");
  out.role_arn = json::string_or_empty(object, "role");
  out.name = json::string_or_empty(object, "name");
  out.expires = base::Time(base::Milliseconds(*json::find_int(object, "expires")));
  out.source_identity = json::string_or_empty(object, "source");
  out.policy = json::string_or_empty(object, "policy");
  for (const json::Value& arn : *json::find_array(object, "policies"))
    out.policy_arns.push_back(json::to_std(arn.get_string()));
  for (const json::Value& tag : *json::find_array(object, "tags")) {
    const json::Array& parts = tag.get_array();
    out.tags.push_back(
        {json::to_std(parts[0].get_string()), json::to_std(parts[1].get_string()), parts[2].get_bool()});
  }
  return out;
}

}  // namespace

std::string Session::account() const { return aws::parse_arn(role_arn)->account; }

std::string Session::arn() const {
  const aws::Arn role = *aws::parse_arn(role_arn);
  return fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", role.partition, role.account,
                     role.resource.substr(role.resource.rfind('/') + 1), name);
}

std::string Session::user_id() const { return fmt::format("{}:{}", unique_id("AROA", role_arn), name); }

std::string unique_id(std::string_view prefix, std::string_view arn) {
  return fmt::format("{}{}", prefix, to_base32(base::sha256(arn), kUniqueIdDigits));
}

Sessions::Sessions(std::string kept_key, Keep keep)
    : key_(std::move(kept_key)), is_kept_(!key_.empty()), keep_(std::move(keep)) {}

SessionCredentials Sessions::issue(Session session) {
  if (key_.empty()) key_ = base::Secret(base::random_bytes(kKeyBytes));
  if (!is_kept_) keep_(key_.reveal(), [this] { is_kept_ = true; });
  session.access_key_id = "ASIA" + to_base32(base::random_bytes(kKeyIdDigits), kKeyIdDigits);
  const std::string payload = to_payload(session);
  return {session.access_key_id, secret_of(payload),
          base::Secret(base::base64_encode(seal_of(payload) + payload))};
}

std::optional<Sessions::Opened> Sessions::open(std::string_view access_key_id, std::string_view token) const {
  const auto sealed = base::base64_decode(token);
  if (key_.empty() || !sealed || sealed->size() <= kSealBytes) return std::nullopt;
  const std::string_view payload = std::string_view(*sealed).substr(kSealBytes);
  if (!base::equals_constant_time(seal_of(payload), std::string_view(*sealed).substr(0, kSealBytes)))
    return std::nullopt;
  Session session = read_payload(payload);
  if (session.access_key_id != access_key_id) return std::nullopt;
  return Opened{std::move(session), secret_of(payload)};
}

// 40 characters, as AWS's are.
base::Secret Sessions::secret_of(std::string_view payload) const {
  const std::string bytes = base::hmac_sha256(key_.reveal(), fmt::format("secret {}", payload));
  return base::Secret(base::base64_encode(bytes.substr(0, 30)));
}

std::string Sessions::seal_of(std::string_view payload) const {
  return base::hmac_sha256(key_.reveal(), fmt::format("token {}", payload));
}

}  // namespace sb::cloud::service
