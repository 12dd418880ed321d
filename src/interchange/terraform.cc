// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/address_secret.h"
#include "base/text.h"
#include "interchange/template_parts.h"

namespace sb::interchange {
namespace {

constexpr char kAccount[] = "${data.aws_caller_identity.current.account_id}";
constexpr char kRegion[] = "${data.aws_region.current.name}";
constexpr char kPartition[] = "${data.aws_partition.current.partition}";

// The first with the argument `state` of aws_cloudwatch_event_rule (the provider's changelog).
constexpr char kProvider[] = ">= 5.27";

class Terraform {
 public:
  explicit Terraform(const reconcile::Desired& desired) : desired_(desired), parts_(take_apart(desired)) {}

  Template run() {
    for (const MadeQueue& made : parts_.queues) add_queue(made);
    for (const MadeTopic& made : parts_.topics) add_topic(made);
    for (const reconcile::DesiredSubscription& wanted : desired_.subscriptions) add_subscription(wanted);
    for (const reconcile::DesiredPermission& wanted : desired_.permissions) add_permission(wanted);
    if (desired_.integration) add_partner_bus(desired_.integration->source);
    for (const reconcile::DesiredRule& rule : desired_.rules) add_rule(rule);
    json::Object out{
        {"terraform",
         {{"required_providers", {{"aws", {{"source", "hashicorp/aws"}, {"version", kProvider}}}}}}}};
    if (desired_.realm == any_realm()) {
      const json::Object current{{"current", json::Object{}}};
      out["data"] =
          json::Object{{"aws_caller_identity", current}, {"aws_region", current}, {"aws_partition", current}};
    }
    if (!variables_.empty()) out["variable"] = std::move(variables_);
    out["resource"] = std::move(resources_);
    return {std::move(out), std::move(parts_.notes)};
  }

 private:
  // A text that Terraform takes as it is; any_realm() by what the provider says.
  static std::string text(const std::string& value) {
    const aws::Realm& any = any_realm();
    std::string out = base::replace_all(base::replace_all(value, "${", "$${"), "%{", "%%{");
    for (const char* service : {"events", "sns", "sqs", "lambda"}) {
      out = base::replace_all(out, fmt::format("arn:aws:{}:{}:{}:", service, any.region, any.account),
                              fmt::format("arn:{}:{}:{}:{}:", kPartition, service, kRegion, kAccount));
    }
    return base::replace_all(out, any.account, kAccount);
  }

  std::string reference(const std::string& arn) const {
    const auto at = references_.find(arn);
    return at == references_.end() ? text(arn) : "${" + at->second + ".arn}";
  }

  // An endpoint, with a variable in place of a password in its address.
  std::string endpoint(const std::string& value) {
    const auto address = base::find_address_secret(value);
    if (!address) return reference(value);
    auto [at, fresh] = secrets_.try_emplace(value);
    if (fresh) {
      at->second = names_.try_emplace("variable", "_").first->second.take("subscriber_password", "");
      variables_[at->second] =
          json::Object{{"type", "string"}, {"sensitive", true}, {"description", secret_words(value)}};
      parts_.notes.push_back(secret_note(value, "variable " + at->second));
    }
    return text(address->before) + "${var." + at->second + "}" + text(address->after);
  }

  json::Object tags() const { return {{stack_tag_name(), text(desired_.stack)}}; }

  // Returns the address, "aws_sns_topic.name".
  std::string add(const char* type, const std::string& name, json::Object arguments) {
    const bool letter =
        (name.front() >= 'A' && name.front() <= 'Z') || (name.front() >= 'a' && name.front() <= 'z');
    const std::string id = names_.try_emplace(type, "-_").first->second.take(letter ? "" : "_", name);
    auto& of_type = resources_[type];
    if (!of_type.is_object()) of_type = json::Object{};
    of_type.as_object()[id] = std::move(arguments);
    return fmt::format("{}.{}", type, id);
  }

  void add_queue(const MadeQueue& made) {
    const reconcile::DesiredQueue& queue = *made.queue;
    json::Object arguments{{"name", queue.name}, {"tags", tags()}};
    if (queue.dead_letter) arguments["message_retention_seconds"] = aws::kQueueRetentionSecondsMax;
    const std::string address = add("aws_sqs_queue", queue.name, std::move(arguments));
    references_[queue.arn] = address;
    ready_[queue.arn] =
        add("aws_sqs_queue_policy", queue.name,
            {{"queue_url", "${" + address + ".url}"}, {"policy", text(json::to_text(made.policy))}});
  }

  void add_topic(const MadeTopic& made) {
    const reconcile::DesiredTopic& topic = *made.topic;
    const std::string address = add("aws_sns_topic", topic.name, {{"name", topic.name}, {"tags", tags()}});
    references_[topic.arn] = address;
    ready_[topic.arn] =
        add("aws_sns_topic_policy", topic.name,
            {{"arn", "${" + address + ".arn}"}, {"policy", text(json::to_text(made.policy))}});
  }

  json::Array ready(const std::set<std::string>& arns) const {
    json::Array out;
    for (const std::string& arn : arns) {
      if (const auto at = ready_.find(arn); at != ready_.end()) out.emplace_back(at->second);
    }
    return out;
  }

  static void depend(json::Object& arguments, json::Array on) {
    if (!on.empty()) arguments["depends_on"] = std::move(on);
  }

  void add_subscription(const reconcile::DesiredSubscription& wanted) {
    json::Object arguments{{"topic_arn", reference(wanted.topic_arn)},
                           {"protocol", wanted.protocol},
                           {"endpoint", endpoint(wanted.endpoint)}};
    if (wanted.raw) arguments["raw_message_delivery"] = true;
    if (!wanted.filter.empty()) {
      arguments["filter_policy"] = text(wanted.filter);
      arguments["filter_policy_scope"] = "MessageBody";
    }
    depend(arguments, ready({wanted.endpoint}));
    const std::string topic = wanted.topic_arn.substr(wanted.topic_arn.rfind(':') + 1);
    const std::string place = base::mask_address_secrets(wanted.endpoint);
    add("aws_sns_topic_subscription", topic + "_" + place.substr(place.rfind(':') + 1), std::move(arguments));
  }

  void add_permission(const reconcile::DesiredPermission& wanted) {
    add("aws_lambda_permission", wanted.statement_id,
        {{"statement_id", wanted.statement_id},
         {"action", "lambda:InvokeFunction"},
         {"function_name", text(wanted.function_arn)},
         {"principal", aws::service_principal(wanted.rule_arn)},
         {"source_arn", text(wanted.rule_arn)}});
  }

  void add_partner_bus(const std::string& source) {
    const std::string address = add("aws_cloudwatch_event_bus", source.substr(source.rfind('/') + 1),
                                    {{"name", source}, {"event_source_name", source}, {"tags", tags()}});
    buses_[source] = fmt::format("${{{}.name}}", address);
  }

  // As an argument: what is made here by reference.
  std::string bus_name(const std::string& bus) const {
    const auto made = buses_.find(bus);
    return made == buses_.end() ? bus : made->second;
  }

  void add_rule(const reconcile::DesiredRule& rule) {
    json::Object arguments{{"name", rule.name},
                           {"description", text(rule.description)},
                           {"event_pattern", text(rule.pattern)},
                           {"state", rule.state.empty() ? "ENABLED" : rule.state},
                           {"tags", tags()}};
    if (rule.bus != "default") arguments["event_bus_name"] = bus_name(rule.bus);
    if (!rule.role.empty()) arguments["role_arn"] = rule.role;
    // A rule that stands before its targets can be reached drops what comes.
    depend(arguments, ready(needs_of(rule)));
    const std::string address = add("aws_cloudwatch_event_rule", rule.name, std::move(arguments));
    for (const reconcile::DesiredTarget& target : rule.targets) add_target(rule, address, target);
  }

  void add_target(const reconcile::DesiredRule& rule, const std::string& address,
                  const reconcile::DesiredTarget& target) {
    const json::Object& wire = target.wire;
    json::Object arguments{
        {"rule", "${" + address + ".name}"}, {"target_id", target.id}, {"arn", reference(target.arn)}};
    if (rule.bus != "default") arguments["event_bus_name"] = bus_name(rule.bus);
    const auto copy = [&](const char* from, const char* to) {
      if (const auto value = json::find_string(wire, from)) arguments[to] = text(std::string(*value));
    };
    copy("RoleArn", "role_arn");
    copy("Input", "input");
    copy("InputPath", "input_path");
    if (const json::Object* transformer = json::find_object(wire, "InputTransformer")) {
      json::Object out{{"input_template", text(json::string_or_empty(*transformer, "InputTemplate"))}};
      json::Object paths;
      for (const auto& [name, path] : json::string_map(*transformer, "InputPathsMap"))
        paths[name] = text(path);
      if (!paths.empty()) out["input_paths"] = std::move(paths);
      arguments["input_transformer"] = std::move(out);
    }
    if (const json::Object* letters = json::find_object(wire, "DeadLetterConfig"))
      arguments["dead_letter_config"] =
          json::Object{{"arn", reference(json::string_or_empty(*letters, "Arn"))}};
    if (const json::Object* retry = json::find_object(wire, "RetryPolicy")) {
      json::Object out;
      if (const auto attempts = json::find_int(*retry, "MaximumRetryAttempts"))
        out["maximum_retry_attempts"] = *attempts;
      if (const auto age = json::find_int(*retry, "MaximumEventAgeInSeconds"))
        out["maximum_event_age_in_seconds"] = *age;
      arguments["retry_policy"] = std::move(out);
    }
    add("aws_cloudwatch_event_target", rule.name + "_" + target.id, std::move(arguments));
  }

  const reconcile::Desired& desired_;
  TemplateParts parts_;
  std::map<std::string, Names> names_;  // by type
  json::Object variables_;
  json::Object resources_;
  std::map<std::string, std::string> secrets_;     // by endpoint: the variable that its password is
  std::map<std::string, std::string> references_;  // by ARN: the address of what is made here
  std::map<std::string, std::string> buses_;       // those made here, by name: a reference to the name
  std::map<std::string, std::string> ready_;       // by ARN: the address after which it can be used
};

}  // namespace

Template to_terraform(const reconcile::Desired& desired) { return Terraform(desired).run(); }

}  // namespace sb::interchange
