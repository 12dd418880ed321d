// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/delivery.h"

namespace sb::cloud::delivery {

namespace {

std::string account_of(const std::string& arn) {
  const auto parsed = aws::parse_arn(arn);
  return parsed ? parsed->account : "";
}

}  // namespace

bool is_let_in(const Delivery& delivery, const aws::Policy* policy, const std::string& action,
               std::map<std::string, std::string> context) {
  const bool by_role = !delivery.role_arn.empty();
  const bool is_enough = by_role && account_of(delivery.role_arn) == account_of(delivery.target_arn);
  if (policy == nullptr) return is_enough;
  aws::PolicyRequest request;
  if (by_role) {
    request.principal_account = account_of(delivery.role_arn);
    request.principal_arn = delivery.role_arn;
  } else {
    request.principal_service = delivery.principal;
  }
  request.action = action;
  request.resource = delivery.target_arn;
  request.context = std::move(context);
  const aws::PolicyVerdict verdict = aws::evaluate(*policy, request);
  return verdict == aws::PolicyVerdict::kAllow || (is_enough && verdict == aws::PolicyVerdict::kNoStatement);
}

json::Object to_json(const Delivery& d) {
  return {{"id", d.id},
          {"account", d.realm.account},
          {"region", d.realm.region},
          {"principal", d.principal},
          {"source", d.source_arn},
          {"target", d.target_arn},
          {"body", d.body},
          {"attributes", d.attributes},
          {"group", d.group_id},
          {"deduplication", d.deduplication_id},
          {"role", d.role_arn},
          {"dead_letter", d.dead_letter_arn},
          {"dead_letter_body", d.dead_letter_body},
          {"attempts_max", d.attempts_max},
          {"age_max", d.age_max.count()},
          {"attempts", d.attempts},
          {"hops", d.hops},
          {"started", d.started.time_since_epoch().count()}};
}

Delivery from_json(const json::Object& o) {
  Delivery d;
  d.id = json::string_or_empty(o, "id");
  d.realm = {json::string_or_empty(o, "account"), json::string_or_empty(o, "region")};
  d.principal = json::string_or_empty(o, "principal");
  d.source_arn = json::string_or_empty(o, "source");
  d.target_arn = json::string_or_empty(o, "target");
  d.body = json::string_or_empty(o, "body");
  if (const json::Object* attributes = json::find_object(o, "attributes")) d.attributes = *attributes;
  d.group_id = json::string_or_empty(o, "group");
  d.deduplication_id = json::string_or_empty(o, "deduplication");
  d.role_arn = json::string_or_empty(o, "role");
  d.dead_letter_arn = json::string_or_empty(o, "dead_letter");
  d.dead_letter_body = json::string_or_empty(o, "dead_letter_body");
  d.attempts_max = static_cast<int>(json::find_int(o, "attempts_max").value_or(185));
  d.age_max = base::Seconds(json::find_int(o, "age_max").value_or(86400));
  d.attempts = static_cast<int>(json::find_int(o, "attempts").value_or(0));
  d.hops = static_cast<int>(json::find_int(o, "hops").value_or(0));
  d.started = base::Time(base::Milliseconds(json::find_int(o, "started").value_or(0)));
  return d;
}

}  // namespace sb::cloud::delivery
