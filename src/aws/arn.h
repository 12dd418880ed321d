// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sb::aws {

// An account and a region: one separate world of resources.
struct Realm {
  std::string account;
  std::string region;
  friend auto operator<=>(const Realm&, const Realm&) = default;
};

// arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE. Region and account may be empty; the resource keeps its
// colons and slashes.
struct Arn {
  std::string partition = "aws";
  std::string service;
  std::string region;
  std::string account;
  std::string resource;

  std::string to_text() const;
  Realm realm() const { return {account, region}; }
  friend bool operator==(const Arn&, const Arn&) = default;
};

// The same as views into the text that was read.
struct ArnView {
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;
};

// nullopt when the text has fewer than six elements, does not begin with "arn:", or has an empty service or
// resource.
std::optional<Arn> parse_arn(std::string_view text);
std::optional<ArnView> view_arn(std::string_view text);

// "aws", "aws-cn", "aws-us-gov", …, by the region's name.
std::string partition_of(std::string_view region);

// The ARNs that follow from names alone (facts: EventBridge, SNS, SQS, Lambda API references).
std::string topic_arn(const Realm& realm, std::string_view name);
std::string queue_arn(const Realm& realm, std::string_view name);
std::string bus_arn(const Realm& realm, std::string_view bus);
// rule/NAME on the default bus, rule/BUS/NAME on any other. BUS may hold slashes itself (partner buses).
std::string rule_arn(const Realm& realm, std::string_view bus, std::string_view rule);

struct RuleName {
  std::string bus;
  std::string rule;
};
// The text after the last slash is the rule, the rest, if any, the bus.
std::optional<RuleName> parse_rule_arn(const Arn& arn);

// The service that acts for what `source_arn` names, as policies call it: "events.amazonaws.com" for a rule,
// "sns.amazonaws.com" for a topic.
std::string service_principal(std::string_view source_arn);

// A bus given by name or ARN, as its name ("default" when empty).
std::string bus_name(std::string_view name_or_arn);

// What a target ARN points at.
enum class TargetKind { kSns, kSqs, kLambda, kBus, kOther };
TargetKind target_kind(const Arn& arn);

// True when `caller` ("arn:aws:sts::A:assumed-role/ROLE/SESSION") has taken on the role `role_arn`
// ("arn:aws:iam::A:role/PATH/ROLE"). The path is not part of what a caller is called.
bool is_session_of(std::string_view caller, std::string_view role_arn);

// The account and queue name of a queue URL (or of a bare queue name: empty account).
struct QueueUrl {
  std::string account;
  std::string name;
};
std::optional<QueueUrl> parse_queue_url(std::string_view url);

}  // namespace sb::aws
