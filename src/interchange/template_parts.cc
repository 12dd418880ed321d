// SPDX-License-Identifier: Apache-2.0
#include "interchange/template_parts.h"

#include <fmt/format.h>

#include "base/address_secret.h"
#include "base/text.h"
#include "reconcile/ownership.h"
#include "reconcile/plan.h"

namespace sb::interchange {
namespace {

json::Object policy_with(const reconcile::Desired& desired, json::Array others, json::Object statement) {
  statement["Sid"] = reconcile::write_sid(desired.stack, reconcile::Holding::kMade);
  others.push_back(std::move(statement));
  return {{"Version", "2012-10-17"}, {"Statement", std::move(others)}};
}

std::string needs_statement(const std::string& arn, const json::Object& statement) {
  if (statement.empty()) return fmt::format("{} must exist already; its policy is left alone", arn);
  return fmt::format("{} must exist already, with this statement in its policy: {}", arn,
                     json::to_text(statement));
}

}  // namespace

const aws::Realm& any_realm() {
  static const aws::Realm kRealm{"switchboard.account", "switchboard.region"};
  return kRealm;
}

TemplateParts take_apart(const reconcile::Desired& desired) {
  TemplateParts out;
  for (const auto& [arn, topic] : desired.topics) {
    if (!topic.may_create || topic.statement.empty()) {
      out.notes.push_back(needs_statement(arn, topic.statement));
      continue;
    }
    json::Array usual{reconcile::default_topic_statement(arn, desired.realm.account)};
    out.topics.push_back({&topic, policy_with(desired, std::move(usual), topic.statement)});
  }
  for (const auto& [arn, queue] : desired.queues) {
    const json::Object statement = reconcile::queue_statement(queue);
    if (!queue.may_create || statement.empty()) {
      out.notes.push_back(needs_statement(arn, statement));
      continue;
    }
    out.queues.push_back({&queue, policy_with(desired, {}, statement)});
  }
  std::vector<std::string> types;
  for (const reconcile::DesiredEventType& type : desired.event_types) types.push_back(type.name);
  if (!types.empty()) {
    out.notes.push_back("event types are enabled in Genesys Cloud, which the template does not do: " +
                        base::join(types, ", "));
  }
  if (desired.integration) {
    out.notes.push_back(
        fmt::format("the integration '{}' is made in Genesys Cloud, which the template does not do; its "
                    "event source {} must "
                    "be there before the template is applied",
                    desired.integration->suffix, desired.integration->source));
  }
  out.notes.insert(out.notes.end(), desired.notes.begin(), desired.notes.end());
  return out;
}

std::set<std::string> needs_of(const reconcile::DesiredRule& rule) {
  std::set<std::string> out;
  for (const reconcile::DesiredTarget& target : rule.targets) {
    out.insert(target.arn);
    if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig"))
      out.insert(json::string_or_empty(*letters, "Arn"));
  }
  return out;
}

std::string secret_words(const std::string& endpoint) {
  return fmt::format("The password in the address of the subscriber {}, as it stands there",
                     base::mask_address_secrets(endpoint));
}

std::string secret_note(const std::string& endpoint, const std::string& stand_in) {
  return fmt::format("the password of the subscriber {} is the {} of the template",
                     base::mask_address_secrets(endpoint), stand_in);
}

std::string Names::take(const std::string& prefix, const std::string& name) {
  std::string base = prefix;
  for (const char c : name) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      extra_.find(c) != std::string::npos;
    if (good) base += c;
  }
  std::string out = base;
  for (int number = 2; !taken_.insert(out).second; ++number) out = fmt::format("{}{}", base, number);
  return out;
}

json::Value with_strings(const json::Value& value,
                         const std::function<json::Value(const std::string&)>& change) {
  if (value.is_string()) return change(json::to_std(value.get_string()));
  if (const json::Object* object = value.if_object()) {
    json::Object out;
    for (const auto& [key, member] : *object) out[key] = with_strings(member, change);
    return out;
  }
  if (const json::Array* array = value.if_array()) {
    json::Array out;
    for (const json::Value& item : *array) out.push_back(with_strings(item, change));
    return out;
  }
  return value;
}

std::string stack_tag_name() { return "switchboard:stack"; }

}  // namespace sb::interchange
