// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/shapes.h"

#include <algorithm>

#include "aws/limits.h"
#include "aws/target_input.h"
#include "cloud/eventbridge/fields.h"

namespace sb::cloud::eventbridge {

using service::boolean_type;
using service::enum_type;
using service::integer_type;
using service::list_type;
using service::map_type;
using service::Member;
using service::Need;
using service::Shape;
using service::structure_type;
using service::text_type;
using service::TextRule;
using service::Type;

namespace {

constexpr Need kRequired = Need::kRequired;

constexpr bool is_printable(char c) { return c >= ' ' && c <= '~'; }

bool is_header_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_printable(c) && std::string_view(" \"()/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return text.find_first_not_of(" \t") != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_printable(c) || c == '\t'; });
}

// No control characters but those of `allowed`.
bool is_query_text(std::string_view text, std::string_view allowed) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || allowed.find(c) != std::string_view::npos;
  });
}

// [a-zA-Z0-9](-*[a-zA-Z0-9])*
bool is_parameter_name(std::string_view text) {
  return !text.empty() && aws::is_made_of(text, "-") && text.front() != '-' && text.back() != '-';
}

constexpr TextRule kInput{0, aws::kInputMax, nullptr, nullptr};
constexpr TextRule kInputPath{0, aws::kInputPathMax, nullptr, nullptr};
constexpr TextRule kInputTemplate{1, aws::kInputMax, nullptr, nullptr};
constexpr TextRule kInputVariable{1, aws::kInputVariableMax, R"([A-Za-z0-9\_\-]+)", aws::is_input_variable};
constexpr TextRule kMessageGroupId{0, 100, nullptr, nullptr};
constexpr TextRule kUpTo255{0, 255, nullptr, nullptr};
constexpr TextRule kUpTo256{0, 256, nullptr, nullptr};
constexpr TextRule kUpTo1024{0, 1024, nullptr, nullptr};
constexpr TextRule kUpTo2000{0, 2000, nullptr, nullptr};
constexpr TextRule k1To64{1, 64, nullptr, nullptr};
constexpr TextRule k1To128{1, 128, nullptr, nullptr};
constexpr TextRule k1To255{1, 255, nullptr, nullptr};
constexpr TextRule k1To256{1, 256, nullptr, nullptr};
constexpr TextRule k1To500{1, 500, nullptr, nullptr};
constexpr TextRule kSql{1, 100000, nullptr, nullptr};
constexpr TextRule kGraphQl{1, 1048576, nullptr, nullptr};
constexpr TextRule kParameterName{1, 256, "^[a-zA-Z0-9](-*[a-zA-Z0-9])*$", is_parameter_name};
constexpr TextRule kPathParameter{0, 0, R"(^(?!\s*$).+)", [](std::string_view text) {
                                    return text.find_first_not_of(" \t\n\v\f\r") != std::string_view::npos;
                                  }};
constexpr TextRule kHeaderKey{0, 512, R"(^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$)", is_header_name};
constexpr TextRule kHeaderValue{0, 512, R"(^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$)",
                                is_header_value};
constexpr TextRule kQueryKey{0, 512, R"([^\x00-\x1F\x7F]+)",
                             [](std::string_view text) { return is_query_text(text, ""); }};
constexpr TextRule kQueryValue{0, 512, R"([^\x00-\x09\x0B\x0C\x0E-\x1F\x7F]+)",
                               [](std::string_view text) { return is_query_text(text, "\n\r"); }};

constexpr Type kAnyText = text_type();

constexpr Member kTagMembers[]{{"Key", text_type(&kTagKey), kRequired},
                               {"Value", text_type(&kTagValue), kRequired}};
constexpr Shape kTag{kTagMembers};
constexpr Type kTagType = structure_type(kTag);
constexpr Type kTagKeyType = text_type(&kTagKey);

constexpr Type kInputPathType = text_type(&kInputPath);
constexpr Member kTransformerMembers[]{
    {"InputPathsMap", map_type(&kInputVariable, kInputPathType, aws::kInputPathsMax)},
    {"InputTemplate", text_type(&kInputTemplate), kRequired}};
constexpr Shape kTransformer{kTransformerMembers};

constexpr Member kKinesisMembers[]{{"PartitionKeyPath", text_type(&kUpTo256), kRequired}};
constexpr Shape kKinesis{kKinesisMembers};

constexpr Type kRunValue = text_type(&k1To256);
constexpr Member kRunTargetMembers[]{{"Key", text_type(&k1To128), kRequired},
                                     {"Values", list_type(kRunValue, 1, 50), kRequired}};
constexpr Shape kRunTarget{kRunTargetMembers};
constexpr Type kRunTargetType = structure_type(kRunTarget);
constexpr Member kRunMembers[]{{"RunCommandTargets", list_type(kRunTargetType, 1, 5), kRequired}};
constexpr Shape kRun{kRunMembers};

constexpr const char* kEnabledDisabled[]{"ENABLED", "DISABLED"};
constexpr const char* kLaunchTypes[]{"EC2", "FARGATE", "EXTERNAL"};
constexpr const char* kConstraintTypes[]{"distinctInstance", "memberOf"};
constexpr const char* kStrategyTypes[]{"random", "spread", "binpack"};
constexpr const char* kPropagation[]{"TASK_DEFINITION"};
constexpr Member kVpcMembers[]{{"Subnets", list_type(kAnyText), kRequired},
                               {"SecurityGroups", list_type(kAnyText)},
                               {"AssignPublicIp", enum_type(kEnabledDisabled)}};
constexpr Shape kVpc{kVpcMembers};
constexpr Member kNetworkMembers[]{{"awsvpcConfiguration", structure_type(kVpc)}};
constexpr Shape kNetwork{kNetworkMembers};
constexpr Member kProviderMembers[]{{"capacityProvider", text_type(&k1To255), kRequired},
                                    {"weight", integer_type(0, 1000)},
                                    {"base", integer_type(0, 100000)}};
constexpr Shape kProvider{kProviderMembers};
constexpr Type kProviderType = structure_type(kProvider);
constexpr Member kPlacementMembers[]{{"type", enum_type(kConstraintTypes)},
                                     {"expression", text_type(&kUpTo2000)}};
constexpr Shape kPlacement{kPlacementMembers};
constexpr Type kPlacementType = structure_type(kPlacement);
constexpr Member kStrategyMembers[]{{"type", enum_type(kStrategyTypes)}, {"field", text_type(&kUpTo255)}};
constexpr Shape kStrategy{kStrategyMembers};
constexpr Type kStrategyType = structure_type(kStrategy);
constexpr Member kEcsMembers[]{{"TaskDefinitionArn", text_type(&kArn), kRequired},
                               {"TaskCount", integer_type(1)},
                               {"LaunchType", enum_type(kLaunchTypes)},
                               {"NetworkConfiguration", structure_type(kNetwork)},
                               {"PlatformVersion", text_type()},
                               {"Group", text_type()},
                               {"CapacityProviderStrategy", list_type(kProviderType, 0, 6)},
                               {"EnableECSManagedTags", boolean_type()},
                               {"EnableExecuteCommand", boolean_type()},
                               {"PlacementConstraints", list_type(kPlacementType, 0, 10)},
                               {"PlacementStrategy", list_type(kStrategyType, 0, 5)},
                               {"PropagateTags", enum_type(kPropagation)},
                               {"ReferenceId", text_type(&kUpTo1024)},
                               {"Tags", list_type(kTagType)}};
constexpr Shape kEcs{kEcsMembers};

constexpr Member kBatchArrayMembers[]{{"Size", integer_type()}};
constexpr Shape kBatchArray{kBatchArrayMembers};
constexpr Member kBatchRetryMembers[]{{"Attempts", integer_type()}};
constexpr Shape kBatchRetry{kBatchRetryMembers};
constexpr Member kBatchMembers[]{{"JobDefinition", text_type(), kRequired},
                                 {"JobName", text_type(), kRequired},
                                 {"ArrayProperties", structure_type(kBatchArray)},
                                 {"RetryStrategy", structure_type(kBatchRetry)}};
constexpr Shape kBatch{kBatchMembers};

constexpr Member kSqsMembers[]{{"MessageGroupId", text_type(&kMessageGroupId)}};
constexpr Shape kSqs{kSqsMembers};

constexpr Type kPathParameterType = text_type(&kPathParameter);
constexpr Type kHeaderValueType = text_type(&kHeaderValue);
constexpr Type kQueryValueType = text_type(&kQueryValue);
constexpr Member kHttpMembers[]{{"PathParameterValues", list_type(kPathParameterType)},
                                {"HeaderParameters", map_type(&kHeaderKey, kHeaderValueType)},
                                {"QueryStringParameters", map_type(&kQueryKey, kQueryValueType)}};
constexpr Shape kHttp{kHttpMembers};

constexpr Type kSqlType = text_type(&kSql);
constexpr Member kRedshiftMembers[]{
    {"SecretManagerArn", text_type(&kArn)}, {"Database", text_type(&k1To64), kRequired},
    {"DbUser", text_type(&k1To128)},        {"Sql", text_type(&kSql)},
    {"StatementName", text_type(&k1To500)}, {"WithEvent", boolean_type()},
    {"Sqls", list_type(kSqlType, 0, 40)}};
constexpr Shape kRedshift{kRedshiftMembers};

constexpr Member kPipelineMembers[]{{"Name", text_type(&kParameterName), kRequired},
                                    {"Value", text_type(&kUpTo1024), kRequired}};
constexpr Shape kPipeline{kPipelineMembers};
constexpr Type kPipelineType = structure_type(kPipeline);
constexpr Member kSageMakerMembers[]{{"PipelineParameterList", list_type(kPipelineType, 0, 200)}};
constexpr Shape kSageMaker{kSageMakerMembers};

constexpr Member kAppSyncMembers[]{{"GraphQLOperation", text_type(&kGraphQl)}};
constexpr Shape kAppSync{kAppSyncMembers};

constexpr Member kLetterMembers[]{{"Arn", text_type(&kArn)}};
constexpr Shape kLetter{kLetterMembers};

constexpr Member kRetryMembers[]{{"MaximumRetryAttempts", integer_type(0, aws::kRetryAttemptsMax)},
                                 {"MaximumEventAgeInSeconds", integer_type(60, aws::kEventAgeSecondsMax)}};
constexpr Shape kRetry{kRetryMembers};

constexpr Member kTargetMembers[]{{"Id", text_type(&kRuleNameField), kRequired},
                                  {"Arn", text_type(&kArn), kRequired},
                                  {"RoleArn", text_type(&kArn)},
                                  {"Input", text_type(&kInput)},
                                  {"InputPath", text_type(&kInputPath)},
                                  {"InputTransformer", structure_type(kTransformer)},
                                  {"KinesisParameters", structure_type(kKinesis)},
                                  {"RunCommandParameters", structure_type(kRun)},
                                  {"EcsParameters", structure_type(kEcs)},
                                  {"BatchParameters", structure_type(kBatch)},
                                  {"SqsParameters", structure_type(kSqs)},
                                  {"HttpParameters", structure_type(kHttp)},
                                  {"RedshiftDataParameters", structure_type(kRedshift)},
                                  {"SageMakerPipelineParameters", structure_type(kSageMaker)},
                                  {"DeadLetterConfig", structure_type(kLetter)},
                                  {"RetryPolicy", structure_type(kRetry)},
                                  {"AppSyncParameters", structure_type(kAppSync)}};

constexpr const char* kDetails[]{"NONE", "FULL"};
constexpr const char* kLevels[]{"OFF", "ERROR", "INFO", "TRACE"};
constexpr Member kLogMembers[]{{"IncludeDetail", enum_type(kDetails)}, {"Level", enum_type(kLevels)}};

constexpr Member kConditionMembers[]{
    {"Type", text_type(), kRequired}, {"Key", text_type(), kRequired}, {"Value", text_type(), kRequired}};
constexpr Shape kCondition{kConditionMembers};

}  // namespace

constexpr Shape kTarget{kTargetMembers};
constexpr Shape kLogConfig{kLogMembers};
constexpr Member kDeadLetterMember{"DeadLetterConfig", structure_type(kLetter)};
constexpr Member kLogMember{"LogConfig", structure_type(kLogConfig)};
constexpr Member kConditionMember{"Condition", structure_type(kCondition)};
constexpr Member kTagsMember{"Tags", list_type(kTagType)};
constexpr Member kTagKeysMember{"TagKeys", list_type(kTagKeyType), kRequired};

}  // namespace sb::cloud::eventbridge
