// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/address_secret.h"
#include "base/text.h"
#include "interchange/template_parts.h"

namespace sb::interchange {
namespace {

constexpr size_t kResourcesMax = 500;  // CloudFormation's quota for a template

class CloudFormation {
 public:
  explicit CloudFormation(const reconcile::Desired& desired)
      : desired_(desired), parts_(take_apart(desired)), names_("") {}

  Template run() {
    for (const MadeQueue& made : parts_.queues) add_queue(made);
    for (const MadeTopic& made : parts_.topics) add_topic(made);
    for (const reconcile::DesiredSubscription& wanted : desired_.subscriptions) add_subscription(wanted);
    for (const reconcile::DesiredPermission& wanted : desired_.permissions) add_permission(wanted);
    if (desired_.integration) add_partner_bus(desired_.integration->source);
    for (const reconcile::DesiredRule& rule : desired_.rules) add_rule(rule);
    if (resources_.size() > kResourcesMax) {
      parts_.notes.push_back(fmt::format("the template has {} resources, CloudFormation takes {} at a time",
                                         resources_.size(), kResourcesMax));
    }
    json::Object out{{"AWSTemplateFormatVersion", "2010-09-09"},
                     {"Description", fmt::format("Switchboard stack {}", desired_.stack)}};
    if (!parameters_.empty()) out["Parameters"] = std::move(parameters_);
    out["Resources"] = std::move(resources_);
    return {std::move(out), std::move(parts_.notes)};
  }

 private:
  // A text; where it names any_realm(), as Fn::Sub over the pseudo parameters.
  static json::Value text(const std::string& value) {
    const aws::Realm& any = any_realm();
    std::string out = literal(value);
    for (const char* service : {"events", "sns", "sqs", "lambda"}) {
      out = base::replace_all(
          out, fmt::format("arn:aws:{}:{}:{}:", service, any.region, any.account),
          fmt::format("arn:${{AWS::Partition}}:{}:${{AWS::Region}}:${{AWS::AccountId}}:", service));
    }
    out = base::replace_all(out, any.account, "${AWS::AccountId}");
    if (out.find("${AWS::") == std::string::npos) return json::Value(value);
    return json::Object{{"Fn::Sub", out}};
  }

  // As it stands inside a Fn::Sub.
  static std::string literal(const std::string& value) { return base::replace_all(value, "${", "${!"); }

  // An endpoint, with a parameter in place of a password in its address.
  json::Value endpoint(const std::string& value) {
    const auto address = base::find_address_secret(value);
    if (!address) return reference(value);
    auto [at, fresh] = secrets_.try_emplace(value);
    if (fresh) {
      at->second = names_.take("SubscriberPassword", "");
      parameters_[at->second] =
          json::Object{{"Type", "String"}, {"NoEcho", true}, {"Description", secret_words(value)}};
      parts_.notes.push_back(secret_note(value, "parameter " + at->second));
    }
    return json::Object{
        {"Fn::Sub", literal(address->before) + "${" + at->second + "}" + literal(address->after)}};
  }

  // What is made here by reference, anything else by its ARN.
  json::Value reference(const std::string& arn) const {
    const auto at = references_.find(arn);
    return at == references_.end() ? text(arn) : at->second;
  }

  json::Array tags() const { return {json::Object{{"Key", stack_tag_name()}, {"Value", desired_.stack}}}; }

  void add(const std::string& id, const char* type, json::Object properties, json::Array depends_on = {}) {
    json::Object resource{{"Type", type}, {"Properties", std::move(properties)}};
    if (!depends_on.empty()) resource["DependsOn"] = std::move(depends_on);
    resources_[id] = std::move(resource);
  }

  void add_queue(const MadeQueue& made) {
    const reconcile::DesiredQueue& queue = *made.queue;
    const std::string id = names_.take("Queue", queue.name);
    references_[queue.arn] = json::Object{{"Fn::GetAtt", json::Array{id, "Arn"}}};
    json::Object properties{{"QueueName", queue.name}, {"Tags", tags()}};
    if (queue.dead_letter) properties["MessageRetentionPeriod"] = aws::kQueueRetentionSecondsMax;
    add(id, "AWS::SQS::Queue", std::move(properties));
    const std::string policy = names_.take("QueuePolicy", queue.name);
    ready_[queue.arn] = policy;
    add(policy, "AWS::SQS::QueuePolicy",
        {{"Queues", json::Array{json::Object{{"Ref", id}}}},
         {"PolicyDocument", with_strings(made.policy, text)}});
  }

  void add_topic(const MadeTopic& made) {
    const reconcile::DesiredTopic& topic = *made.topic;
    const std::string id = names_.take("Topic", topic.name);
    const json::Value ref = json::Object{{"Ref", id}};
    references_[topic.arn] = ref;
    add(id, "AWS::SNS::Topic", {{"TopicName", topic.name}, {"Tags", tags()}});
    const std::string policy = names_.take("TopicPolicy", topic.name);
    ready_[topic.arn] = policy;
    add(policy, "AWS::SNS::TopicPolicy",
        {{"Topics", json::Array{ref}}, {"PolicyDocument", with_strings(made.policy, text)}});
  }

  void add_subscription(const reconcile::DesiredSubscription& wanted) {
    json::Object properties{{"TopicArn", reference(wanted.topic_arn)},
                            {"Protocol", wanted.protocol},
                            {"Endpoint", endpoint(wanted.endpoint)}};
    if (wanted.raw) properties["RawMessageDelivery"] = true;
    if (!wanted.filter.empty()) {
      properties["FilterPolicyScope"] = "MessageBody";
      properties["FilterPolicy"] = *json::parse_document(wanted.filter);
    }
    const std::string name = wanted.topic_arn.substr(wanted.topic_arn.rfind(':') + 1);
    json::Array depends_on;
    if (const auto at = ready_.find(wanted.endpoint); at != ready_.end()) depends_on.emplace_back(at->second);
    add(names_.take("Subscription", name), "AWS::SNS::Subscription", std::move(properties),
        std::move(depends_on));
  }

  void add_permission(const reconcile::DesiredPermission& wanted) {
    const std::string name = wanted.function_arn.substr(wanted.function_arn.rfind(':') + 1);
    add(names_.take("Permission", name), "AWS::Lambda::Permission",
        {{"Action", "lambda:InvokeFunction"},
         {"FunctionName", text(wanted.function_arn)},
         {"Principal", aws::service_principal(wanted.rule_arn)},
         {"SourceArn", text(wanted.rule_arn)}});
  }

  void add_partner_bus(const std::string& source) {
    const std::string id = names_.take("EventBus", source.substr(source.rfind('/') + 1));
    buses_[source] = json::Object{{"Ref", id}};
    add(id, "AWS::Events::EventBus", {{"Name", source}, {"EventSourceName", source}, {"Tags", tags()}});
  }

  json::Object target_of(const reconcile::DesiredTarget& target) const {
    json::Object out = target.wire;
    out["Arn"] = reference(target.arn);
    if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig"))
      out["DeadLetterConfig"] = json::Object{{"Arn", reference(json::string_or_empty(*letters, "Arn"))}};
    return out;
  }

  void add_rule(const reconcile::DesiredRule& rule) {
    json::Object properties{{"Name", rule.name},
                            {"Description", rule.description},
                            {"EventPattern", *json::parse_document(rule.pattern)},
                            {"State", rule.state.empty() ? "ENABLED" : rule.state},
                            {"Tags", tags()}};
    if (const auto made = buses_.find(rule.bus); made != buses_.end()) {
      properties["EventBusName"] = made->second;
    } else if (rule.bus != "default") {
      properties["EventBusName"] = rule.bus;
    }
    if (!rule.role.empty()) properties["RoleArn"] = rule.role;
    json::Array targets;
    for (const reconcile::DesiredTarget& target : rule.targets) targets.push_back(target_of(target));
    properties["Targets"] = std::move(targets);
    json::Array depends_on;
    for (const std::string& arn : needs_of(rule)) {
      if (const auto at = ready_.find(arn); at != ready_.end()) depends_on.emplace_back(at->second);
    }
    add(names_.take("Rule", rule.name), "AWS::Events::Rule", std::move(properties), std::move(depends_on));
  }

  const reconcile::Desired& desired_;
  TemplateParts parts_;
  Names names_;
  json::Object parameters_;
  json::Object resources_;
  std::map<std::string, std::string> secrets_;     // by endpoint: the parameter that its password is
  std::map<std::string, json::Value> references_;  // by ARN
  std::map<std::string, json::Value> buses_;       // those made here, by name
  std::map<std::string, std::string> ready_;       // by ARN: the resource after which it can be used
};

}  // namespace

Template to_cloudformation(const reconcile::Desired& desired) { return CloudFormation(desired).run(); }

}  // namespace sb::interchange
