// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

// Numbers that AWS fixed (facts: service quotas and API references as of 2026).
namespace sb::aws {

inline constexpr size_t kRuleNameMax = 64;
inline constexpr size_t kDescriptionMax = 512;
inline constexpr size_t kPatternQuota = 2048;
inline constexpr size_t kPatternModelMax = 4096;
inline constexpr size_t kTargetsPerRule = 5;
inline constexpr size_t kInputMax = 8192;  // of a target, in UTF-16 units; its InputTemplate the same
inline constexpr size_t kInputPathMax = 256;
inline constexpr size_t kInputPathsMax = 100;
inline constexpr size_t kInputVariableMax = 256;  // the name of a path in an InputPathsMap
inline constexpr size_t kRulesPerBusQuota = 300;
inline constexpr size_t kBusesQuota = 100;
inline constexpr size_t kBusPolicyBytesMax = 10240;
inline constexpr size_t kWildcardRulesPerBus = 30;
inline constexpr size_t kPutEventsEntriesMax = 10;
inline constexpr size_t kPutPartnerEventsEntriesMax = 20;
inline constexpr size_t kPutEventsBytesMax = 1024 * 1024;
inline constexpr size_t kBusNameMax = 256;
inline constexpr size_t kFunctionNameMax = 64;
inline constexpr size_t kTopicNameMax = 256;
inline constexpr size_t kQueueNameMax = 80;
inline constexpr size_t kSnsMessageBytesMax = 262144;
inline constexpr size_t kSqsMessageBytesMax = 1048576;
inline constexpr size_t kQueuePolicyBytesMax = 8192;
inline constexpr size_t kQueuePolicyStatementsMax = 20;
inline constexpr size_t kQueuePolicyActionsMax = 7;  // of one statement, as the next two
inline constexpr size_t kQueuePolicyPrincipalsMax = 50;
inline constexpr size_t kQueuePolicyConditionsMax = 10;
inline constexpr size_t kTopicPolicyBytesMax = 30 * 1024;
inline constexpr size_t kTopicPolicyStatementsMax = 100;
inline constexpr size_t kSubscriptionsPerTopic = 12500000;
inline constexpr size_t kFilterPoliciesPerTopic = 200;
inline constexpr int kRetryAttemptsMax = 185;
inline constexpr int kEventAgeSecondsMax = 86400;
inline constexpr int kQueueRetentionSecondsMax = 1209600;

// `[\.\-_A-Za-z0-9]+`, 1 to 64 characters: rule names and target ids.
bool is_rule_name(std::string_view name);
// `[A-Za-z0-9_-]+`, 1 to 256 characters.
bool is_topic_name(std::string_view name);
// `[A-Za-z0-9_-]+`, with an optional .fifo, 1 to 80 characters.
bool is_queue_name(std::string_view name);
// `[\.\-_/A-Za-z0-9]+`, 1 to 256 characters: event buses, partners' too.
bool is_bus_name(std::string_view name);
// `[A-Za-z0-9_-]+`, 1 to 64 characters; behind a ":" maybe a version or an alias, `[A-Za-z0-9_$-]+`.
bool is_function_name(std::string_view name);
// `aws\.partner(/[\.\-_A-Za-z0-9]+){2,}`, at most 256 characters.
bool is_partner_bus_name(std::string_view name);
// 12 digits.
bool is_account_id(std::string_view text);
// Letters, digits and the characters of `extra` only; an empty text is.
bool is_made_of(std::string_view text, std::string_view extra);

}  // namespace sb::aws
