// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/fields.h"

#include <algorithm>

#include "aws/arn.h"
#include "aws/limits.h"

namespace sb::cloud::eventbridge {
namespace {

using aws::is_made_of;

constexpr std::string_view kName = ".-_";
constexpr std::string_view kNameAndSlash = "/.-_";
constexpr std::string_view kPartner = "aws.partner/";

bool named(std::string_view text, std::string_view extra) { return !text.empty() && is_made_of(text, extra); }

// (arn:aws[\w-]*:events:REGION:ACCOUNT:event-bus\/)? and then a name of those characters.
bool bus_or_arn(std::string_view text, std::string_view extra) {
  static constexpr std::string_view kBus = "event-bus/";
  if (!text.starts_with("arn:")) return named(text, extra);
  const auto arn = aws::parse_arn(text);
  return arn && arn->partition.starts_with("aws") && arn->service == "events" &&
         std::count(arn->region.begin(), arn->region.end(), '-') >= 2 && is_made_of(arn->region, "-_") &&
         aws::is_account_id(arn->account) && arn->resource.starts_with(kBus) &&
         named(std::string_view(arn->resource).substr(kBus.size()), extra);
}

// aws\.partner/PARTNER/ANYTHING, the last of which may be empty.
bool partner_prefix(std::string_view text) {
  if (!text.starts_with(kPartner)) return false;
  text.remove_prefix(kPartner.size());
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && named(text.substr(0, slash), kName) &&
         is_made_of(text.substr(slash + 1), kNameAndSlash);
}

bool event_action(std::string_view text) {
  static constexpr std::string_view kPrefix = "events:";
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return text.starts_with(kPrefix) && text.size() > kPrefix.size() &&
         std::all_of(text.begin() + kPrefix.size(), text.end(), is_letter);
}

bool endpoint_id(std::string_view text) {
  const size_t dot = text.find('.');
  return dot != std::string_view::npos && named(text.substr(0, dot), "-") && named(text.substr(dot + 1), "-");
}

}  // namespace

const service::TextRule kRuleNameField{1, 64, R"([\.\-_A-Za-z0-9]+)",
                                       [](std::string_view text) { return named(text, kName); }};
const service::TextRule kBusNameField{1, 256, R"([/\.\-_A-Za-z0-9]+)",
                                      [](std::string_view text) { return named(text, kNameAndSlash); }};
const service::TextRule kBusNameOrArn{
    1, 1600, R"((arn:aws[\w-]*:events:[a-z]{2}-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+)",
    [](std::string_view text) { return bus_or_arn(text, kNameAndSlash); }};
const service::TextRule kOwnBusName{1, 256, R"([\.\-_A-Za-z0-9]+)",
                                    [](std::string_view text) { return named(text, kName); }};
const service::TextRule kOwnBusNameOrArn{
    1, 1600, R"((arn:aws[\w-]*:events:[a-z]{2}-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[\.\-_A-Za-z0-9]+)",
    [](std::string_view text) { return bus_or_arn(text, kName); }};
const service::TextRule kEventSourceName{1, 256, R"(aws\.partner(/[\.\-_A-Za-z0-9]+){2,})",
                                         aws::is_partner_bus_name};
const service::TextRule kEventSourcePrefix{1, 256, R"([/\.\-_A-Za-z0-9]+)",
                                           [](std::string_view text) { return named(text, kNameAndSlash); }};
const service::TextRule kPartnerSourcePrefix{1, 256, R"(aws\.partner/[\.\-_A-Za-z0-9]+/[/\.\-_A-Za-z0-9]*)",
                                             partner_prefix};
const service::TextRule kAccountId{12, 12, R"(\d{12})", aws::is_account_id};
const service::TextRule kStatementId{1, 64, R"([a-zA-Z0-9-_]+)",
                                     [](std::string_view text) { return named(text, "-_"); }};
const service::TextRule kPrincipal{
    1, 12, R"((\d{12}|\*))", [](std::string_view text) { return text == "*" || aws::is_account_id(text); }};
const service::TextRule kAction{1, 64, R"(events:[a-zA-Z]+)", event_action};
const service::TextRule kArn{1, 1600, nullptr, nullptr};
const service::TextRule kDescription{0, aws::kDescriptionMax, nullptr, nullptr};
const service::TextRule kEventPattern{0, aws::kPatternModelMax, nullptr, nullptr};
const service::TextRule kScheduleExpression{0, 256, nullptr, nullptr};
const service::TextRule kNextToken{1, 2048, nullptr, nullptr};
const service::TextRule kEndpointId{1, 50, R"(^[A-Za-z0-9\-]+[\.][A-Za-z0-9\-]+$)", endpoint_id};
const service::TextRule kTraceHeader{1, 500, nullptr, nullptr};
const service::TextRule kTagKey{1, 128, nullptr, nullptr};
const service::TextRule kTagValue{0, 256, nullptr, nullptr};

void check_rule(const json::Object& input, const char* key, service::Constraints& out) {
  out.text(input, key, kRuleNameField, service::Need::kRequired).text(input, "EventBusName", kBusNameOrArn);
}

void check_rule_or_arn(const json::Object& input, const char* key, service::Constraints& out) {
  const auto arn = aws::parse_arn(json::string_or_empty(input, key));
  if (!arn || !aws::parse_rule_arn(*arn)) return check_rule(input, key, out);
  out.text(input, "EventBusName", kBusNameOrArn);
}

std::optional<service::Fault> check_rule(const json::Object& input, const char* key) {
  service::Constraints constraints;
  check_rule(input, key, constraints);
  return constraints.fault();
}

void check_page(const json::Object& input, service::Constraints& out) {
  out.text(input, "NextToken", kNextToken).number(input, "Limit", 1, 100);
}

}  // namespace sb::cloud::eventbridge
