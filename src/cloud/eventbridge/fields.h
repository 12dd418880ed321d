// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cloud/service/constraints.h"

// The members of EventBridge's requests as its service model bounds them (botocore events/2015-10-07).
namespace sb::cloud::eventbridge {

extern const service::TextRule kRuleNameField;    // and target ids
extern const service::TextRule kBusNameField;     // partner buses too
extern const service::TextRule kBusNameOrArn;     // partner buses too
extern const service::TextRule kOwnBusName;       // no partner buses
extern const service::TextRule kOwnBusNameOrArn;  // no partner buses
extern const service::TextRule kEventSourceName;
extern const service::TextRule kEventSourcePrefix;
extern const service::TextRule kPartnerSourcePrefix;
extern const service::TextRule kAccountId;
extern const service::TextRule kStatementId;
extern const service::TextRule kPrincipal;
extern const service::TextRule kAction;
extern const service::TextRule kArn;  // of targets, roles and resources: any text
extern const service::TextRule kDescription;
extern const service::TextRule kEventPattern;
extern const service::TextRule kScheduleExpression;
extern const service::TextRule kNextToken;
extern const service::TextRule kEndpointId;
extern const service::TextRule kTraceHeader;
extern const service::TextRule kTagKey;
extern const service::TextRule kTagValue;

// The rule that an operation names at `key` ("Name", "Rule") and the bus at EventBusName.
void check_rule(const json::Object& input, const char* key, service::Constraints& out);
// The same for PutTargets, which unlike EventBridge's takes a rule's ARN too: Genesys Cloud's tutorial on
// fanning out through SNS calls put_targets(Rule=<the rule's ARN>), and its programs run here unchanged.
void check_rule_or_arn(const json::Object& input, const char* key, service::Constraints& out);
std::optional<service::Fault> check_rule(const json::Object& input, const char* key);
// `Limit` and `NextToken` of the List operations.
void check_page(const json::Object& input, service::Constraints& out);

}  // namespace sb::cloud::eventbridge
