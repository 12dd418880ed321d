// SPDX-License-Identifier: Apache-2.0
#include "cloud/sts/session_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/text.h"
#include "cloud/service/constraints.h"
#include "json/document.h"

namespace sb::cloud::sts {
namespace {

using service::Constraints;
using service::Fault;
using service::Need;
using service::TextRule;

constexpr size_t kPolicyCharactersMax = 2048;
constexpr size_t kPolicyArnsMax = 10;
constexpr size_t kTagsMax = 50;

Fault fault(const char* code, std::string text) { return {code, std::move(text), 400, "", ""}; }

bool is_name(std::string_view text) { return aws::is_made_of(text, "_+=,.@-"); }
bool is_external_id(std::string_view text) { return aws::is_made_of(text, "_+=,.@:/-"); }
bool is_serial_number(std::string_view text) { return aws::is_made_of(text, "_+=/:,.@-"); }

constexpr TextRule kArn{20, 2048, nullptr, nullptr};
constexpr TextRule kName{2, 64, "[\\w+=,.@-]*", is_name};
constexpr TextRule kToken{4, 20000, nullptr, nullptr};
constexpr TextRule kProviderId{4, 2048, nullptr, nullptr};
constexpr TextRule kPolicy{1, kPolicyCharactersMax, nullptr, nullptr};
constexpr TextRule kExternalId{2, 1224, "[\\w+=,.@:\\/-]*", is_external_id};
constexpr TextRule kSerialNumber{9, 256, "[\\w+=/:,.@-]*", is_serial_number};
constexpr TextRule kTokenCode{6, 6, nullptr, nullptr};
constexpr TextRule kTagKey{1, 128, nullptr, nullptr};
constexpr TextRule kTagValue{0, 256, nullptr, nullptr};

// An empty list is an empty text in the Query protocol, and no list.
void check_list(const json::Object& input, const char* key, size_t most, Constraints& constraints) {
  if (const json::Array* list = json::find_array(input, key))
    constraints.list(input, key, 0, most, json::to_text(*list));
}

void check_tags(const json::Object& input, Constraints& constraints) {
  check_list(input, "Tags", kTagsMax, constraints);
  check_list(input, "TransitiveTagKeys", kTagsMax, constraints);
  const json::Array* tags = json::find_array(input, "Tags");
  for (size_t i = 0; tags != nullptr && i < std::min(tags->size(), kTagsMax); ++i) {
    const json::Object none;
    const json::Object* object = (*tags)[i].if_object();
    const json::Object& tag = object == nullptr ? none : *object;
    const std::string path = fmt::format("tags.{}.member.", i + 1);
    constraints.text(tag, "Key", kTagKey, Need::kRequired, path);
    constraints.text(tag, "Value", kTagValue, Need::kRequired, path);
  }
}

std::optional<Fault> check_members(const json::Object& input, bool with_token) {
  Constraints constraints;
  constraints.text(input, "RoleArn", kArn, Need::kRequired)
      .text(input, "RoleSessionName", kName, Need::kRequired);
  if (with_token) constraints.text(input, "WebIdentityToken", kToken, Need::kRequired);
  constraints.text(input, "ProviderId", kProviderId)
      .text(input, "Policy", kPolicy)
      .number(input, "DurationSeconds", 900, 43200);
  check_tags(input, constraints);
  constraints.text(input, "ExternalId", kExternalId)
      .text(input, "SerialNumber", kSerialNumber)
      .text(input, "TokenCode", kTokenCode)
      .text(input, "SourceIdentity", kName);
  check_list(input, "ProvidedContexts", 5, constraints);
  auto out = constraints.fault();
  if (out) out->code = out->code == "ValidationException" ? "ValidationError" : "MalformedInput";
  return out;
}

std::optional<Fault> check_role_arn(const std::string& text) {
  const auto arn = aws::parse_arn(text);
  if (!arn) return fault("ValidationError", fmt::format("{} is invalid", text));
  if (arn->service != "iam" || !arn->region.empty() || !aws::is_account_id(arn->account) ||
      !arn->resource.starts_with("role/") || arn->resource.ends_with('/'))
    return fault("ValidationError", "Request ARN is invalid");
  return std::nullopt;
}

std::optional<Fault> check_policy(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto malformed = [](std::string what) { return fault("MalformedPolicyDocument", std::move(what)); };
  if (const auto document = json::parse_document(text); !document || !document->is_object())
    return malformed("This policy contains invalid Json");
  const auto policy = aws::parse_new_policy(text);
  if (!policy) return malformed(fmt::format("Syntax errors in policy: {}", policy.error().message));
  for (const aws::PolicyStatement& statement : policy->statements) {
    if (!statement.principals.empty()) return malformed("Policy document should not specify a principal.");
    if (statement.resources.empty()) return malformed("Policy statement must contain resources.");
  }
  return std::nullopt;
}

std::optional<Fault> read_policy_arns(const json::Object& input, const service::Roles& roles,
                                      SessionRequest& out) {
  const json::Array* list = json::find_array(input, "PolicyArns");
  if (list == nullptr) return std::nullopt;
  if (list->size() > kPolicyArnsMax)
    return fault("LimitExceeded",
                 fmt::format("Cannot exceed quota for ManagedPoliciesPerSession: {}", kPolicyArnsMax));
  size_t characters = out.policy.size();
  for (const json::Value& item : *list) {
    const json::Object* object = item.if_object();
    std::string arn = object == nullptr ? "" : json::string_or_empty(*object, "arn");
    if (!aws::parse_arn(arn)) return fault("ValidationError", fmt::format("ARN {} is not valid.", arn));
    if (roles.find_policy(arn) == nullptr)
      return fault("MalformedPolicyDocument",
                   fmt::format("Policy {} does not exist or is not attachable.", arn));
    characters += arn.size();
    out.policy_arns.push_back(std::move(arn));
  }
  if (characters > kPolicyCharactersMax)
    return fault("PackedPolicyTooLarge", fmt::format("Policies take {} characters, at most {} are allowed.",
                                                     characters, kPolicyCharactersMax));
  return std::nullopt;
}

service::SessionTag* find_tag(std::vector<service::SessionTag>& tags, std::string_view key) {
  const auto at = std::find_if(tags.begin(), tags.end(), [&](const service::SessionTag& tag) {
    return base::equals_ignore_case(tag.key, key);
  });
  return at == tags.end() ? nullptr : &*at;
}

std::optional<Fault> read_tags(const json::Object& input, SessionRequest& out) {
  const json::Array* tags = json::find_array(input, "Tags");
  for (size_t i = 0; tags != nullptr && i < tags->size(); ++i) {
    const json::Object& tag = (*tags)[i].get_object();
    std::string key = json::string_or_empty(tag, "Key");
    if (base::to_lower(key).starts_with("aws:"))
      return fault("InvalidParameterValue", fmt::format("The tag key {} must not begin with aws:.", key));
    if (find_tag(out.tags, key) != nullptr)
      return fault("InvalidParameterValue",
                   "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    out.tags.push_back({std::move(key), json::string_or_empty(tag, "Value"), false});
  }
  const json::Array* transitive = json::find_array(input, "TransitiveTagKeys");
  for (size_t i = 0; transitive != nullptr && i < transitive->size(); ++i) {
    const json::Value& key = (*transitive)[i];
    service::SessionTag* tag = key.is_string() ? find_tag(out.tags, json::view(key.get_string())) : nullptr;
    if (tag == nullptr)
      return fault("InvalidParameterValue",
                   "The specified transitive tag key must be included in the requested tags.");
    tag->transitive = true;
  }
  return std::nullopt;
}

// Nobody has a device for one-time codes here, and no context provider is known.
std::optional<Fault> check_unserved(const json::Object& input) {
  const bool serial = input.contains("SerialNumber");
  const bool code = input.contains("TokenCode");
  if (serial && code)
    return Fault{"AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
                 403, "", ""};
  if (serial || code)
    return Fault{
        "AccessDenied",
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.", 403,
        "", ""};
  const json::Array* contexts = json::find_array(input, "ProvidedContexts");
  if (contexts != nullptr && !contexts->empty())
    return fault("ValidationError", "ProvidedContexts are not served by this endpoint.");
  return std::nullopt;
}

}  // namespace

int64_t SessionRequest::packed_percent() const {
  size_t bytes = policy.size();
  for (const std::string& arn : policy_arns) bytes += arn.size();
  for (const service::SessionTag& tag : tags) bytes += tag.key.size() + tag.value.size() + 2;
  return static_cast<int64_t>((bytes * 100 + kPackedBytesMax - 1) / kPackedBytesMax);
}

std::optional<Fault> read_request(const json::Object& input, bool with_token, const service::Roles& roles,
                                  SessionRequest& out) {
  if (auto bad = check_members(input, with_token)) return bad;
  out.role_arn = json::string_or_empty(input, "RoleArn");
  out.session_name = json::string_or_empty(input, "RoleSessionName");
  out.duration = base::Seconds(json::find_int(input, "DurationSeconds").value_or(3600));
  out.policy = json::string_or_empty(input, "Policy");
  if (!with_token) out.source_identity = json::string_or_empty(input, "SourceIdentity");
  out.external_id = json::string_or_empty(input, "ExternalId");
  out.token = json::string_or_empty(input, "WebIdentityToken");
  if (auto bad = check_role_arn(out.role_arn)) return bad;
  if (auto bad = check_policy(out.policy)) return bad;
  if (auto bad = read_policy_arns(input, roles, out)) return bad;
  if (with_token) return std::nullopt;
  if (auto bad = read_tags(input, out)) return bad;
  return check_unserved(input);
}

std::optional<Fault> inherit_tags(const service::Session& from, SessionRequest& request) {
  for (const service::SessionTag& tag : from.tags) {
    if (!tag.transitive) continue;
    if (find_tag(request.tags, tag.key) != nullptr)
      return fault(
          "InvalidParameterValue",
          "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag "
          "key from the calling session.");
    request.tags.push_back(tag);
  }
  return std::nullopt;
}

}  // namespace sb::cloud::sts
