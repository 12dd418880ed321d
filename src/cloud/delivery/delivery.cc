// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/delivery.h"

namespace sb::cloud::delivery {
namespace {

// Beside the texts: the nodes of two JSON objects.
constexpr size_t kAttributeBytes = 256;

std::vector<std::pair<std::string, std::string>> read_headers(const json::Object& object) {
  std::vector<std::pair<std::string, std::string>> out;
  const json::Array* list = json::find_array(object, "headers");
  if (list == nullptr) return out;
  for (const json::Value& item : *list) {
    const json::Array* pair = item.if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) continue;
    out.emplace_back(json::to_std((*pair)[0].get_string()), json::to_std((*pair)[1].get_string()));
  }
  return out;
}

}  // namespace

namespace {

std::string account_of(const std::string& arn) {
  const auto parsed = aws::parse_arn(arn);
  return parsed ? parsed->account : "";
}

}  // namespace

bool is_let_in(const Delivery& delivery, const aws::Policy* policy, const std::string& action,
               std::map<std::string, std::string> context, base::Time now) {
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
  request.context["aws:securetransport"] = "true";
  request.time = now;
  const aws::PolicyVerdict verdict = aws::evaluate(*policy, request);
  return verdict == aws::PolicyVerdict::kAllow || (is_enough && verdict == aws::PolicyVerdict::kNoStatement);
}

size_t bytes_of(const Delivery& d) {
  size_t total = sizeof(Delivery) + d.body.size() + d.dead_letter_body.size();
  for (const std::string* text :
       {&d.id, &d.realm.account, &d.realm.region, &d.principal, &d.source_arn, &d.target_arn, &d.group_id,
        &d.deduplication_id, &d.trace_header, &d.role_arn, &d.dead_letter_arn, &d.letter_about}) {
    total += text->size();
  }
  for (const auto& [name, value] : d.headers) total += sizeof(name) * 2 + name.size() + value.size();
  for (const auto& [name, value] : d.attributes) {
    total += kAttributeBytes + name.size();
    if (const json::Object* members = value.if_object()) {
      for (const auto& [key, text] : *members) total += text.is_string() ? text.get_string().size() : 0;
    }
  }
  return total;
}

json::Object to_json(const Delivery& d) {
  json::Array headers;
  for (const auto& [name, value] : d.headers) headers.push_back(json::Array{name, value});
  return {{"id", d.id},
          {"account", d.realm.account},
          {"region", d.realm.region},
          {"principal", d.principal},
          {"source", d.source_arn},
          {"target", d.target_arn},
          {"body", d.body.view()},
          {"attributes", d.attributes},
          {"headers", std::move(headers)},
          {"per_second_max", d.per_second_max},
          {"group", d.group_id},
          {"deduplication", d.deduplication_id},
          {"trace", d.trace_header},
          {"role", d.role_arn},
          {"dead_letter", d.dead_letter_arn},
          {"dead_letter_body", d.dead_letter_body.view()},
          {"letter_about", d.letter_about},
          {"retry", to_json(d.retry)},
          {"attempts", d.attempts},
          {"hops", d.hops},
          {"started", d.started.time_since_epoch().count()},
          {"due", d.due.time_since_epoch().count()}};
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
  d.headers = read_headers(o);
  d.per_second_max = static_cast<int>(json::find_int(o, "per_second_max").value_or(0));
  d.group_id = json::string_or_empty(o, "group");
  d.deduplication_id = json::string_or_empty(o, "deduplication");
  d.trace_header = json::string_or_empty(o, "trace");
  d.role_arn = json::string_or_empty(o, "role");
  d.dead_letter_arn = json::string_or_empty(o, "dead_letter");
  d.dead_letter_body = json::string_or_empty(o, "dead_letter_body");
  d.letter_about = json::string_or_empty(o, "letter_about");
  if (const json::Object* retry = json::find_object(o, "retry")) d.retry = retry_schedule_from_json(*retry);
  d.attempts = static_cast<int>(json::find_int(o, "attempts").value_or(0));
  d.hops = static_cast<int>(json::find_int(o, "hops").value_or(0));
  d.started = base::Time(base::Milliseconds(json::find_int(o, "started").value_or(0)));
  d.due = base::Time(base::Milliseconds(json::find_int(o, "due").value_or(0)));
  return d;
}

}  // namespace sb::cloud::delivery
