// SPDX-License-Identifier: Apache-2.0
#include "aws/policy_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "aws/arn.h"

namespace sb::aws {
namespace {

using Value = std::optional<std::string>;

Value unless_empty(std::string_view text) { return text.empty() ? std::nullopt : Value(std::string(text)); }

// "arn:aws:iam::A:role/R" for "arn:aws:sts::A:assumed-role/R/S".
Value principal_arn(const PolicyRequest& request) {
  static constexpr std::string_view kSession = "assumed-role/";
  const auto arn = view_arn(request.principal_arn);
  if (!arn || !arn->resource.starts_with(kSession)) return unless_empty(request.principal_arn);
  const std::string_view role = arn->resource.substr(kSession.size());
  return fmt::format("arn:{}:iam::{}:role/{}", arn->partition, arn->account, role.substr(0, role.find('/')));
}

Value principal_type(const PolicyRequest& request) {
  const auto arn = view_arn(request.principal_arn);
  if (!arn) return std::nullopt;
  if (arn->resource == "root") return "Account";
  return arn->resource.starts_with("user/") ? "User" : "AssumedRole";
}

Value current_time(const PolicyRequest& request) {
  return request.time ? Value(base::format_iso_milliseconds(*request.time)) : std::nullopt;
}

Value epoch_time(const PolicyRequest& request) {
  if (!request.time) return std::nullopt;
  return fmt::format("{}",
                     std::chrono::duration_cast<base::Seconds>(request.time->time_since_epoch()).count());
}

Value resource_account(const PolicyRequest& request) {
  const auto arn = view_arn(request.resource);
  return arn ? unless_empty(arn->account) : std::nullopt;
}

Value requested_region(const PolicyRequest& request) {
  const auto arn = view_arn(request.resource);
  return arn ? unless_empty(arn->region) : std::nullopt;
}

Value is_service(const PolicyRequest& request) {
  return request.principal_service.empty() ? "false" : "true";
}

Value secure_transport(const PolicyRequest& request) {
  return request.principal_service.empty() ? std::nullopt : Value("true");
}

struct Derived {
  std::string_view key;
  Value (*value)(const PolicyRequest& request);
};

constexpr Derived kDerived[] = {
    {"aws:principalarn", principal_arn},
    {"aws:principalaccount", [](const PolicyRequest& r) { return unless_empty(r.principal_account); }},
    {"aws:principaltype", principal_type},
    {"aws:principalisawsservice", is_service},
    {"aws:principalservicename", [](const PolicyRequest& r) { return unless_empty(r.principal_service); }},
    {"aws:resourceaccount", resource_account},
    {"aws:requestedregion", requested_region},
    {"aws:currenttime", current_time},
    {"aws:epochtime", epoch_time},
    {"aws:viaawsservice", [](const PolicyRequest&) { return Value("false"); }},
    {"aws:securetransport", secure_transport}};

// Whoever builds a request tells these, if the call bears them.
constexpr std::string_view kOfCaller[] = {
    "aws:principal",       "aws:sourcearn", "aws:sourceaccount",     "aws:sourceowner",
    "aws:userid",          "aws:username",  "aws:federatedprovider", "aws:multifactorauth",
    "aws:requestedregion", "aws:calledvia", "aws:resourceaccount",   "aws:tokenissuetime"};

bool is_of_caller(std::string_view key) {
  return std::any_of(std::begin(kOfCaller), std::end(kOfCaller),
                     [&](std::string_view known) { return key.starts_with(known); });
}

}  // namespace

PolicyKey find_policy_key(const PolicyRequest& request, const std::string& key) {
  if (const auto at = request.context.find(key); at != request.context.end()) return {at->second};
  if (request.look_up) {
    if (Value value = request.look_up(key)) return {std::move(value)};
  }
  const auto* at = std::find_if(std::begin(kDerived), std::end(kDerived),
                                [&](const Derived& derived) { return derived.key == key; });
  if (at != std::end(kDerived)) {
    if (Value value = at->value(request)) return {std::move(value)};
  }
  return {std::nullopt, !request.is_complete && !is_of_caller(key)};
}

}  // namespace sb::aws
