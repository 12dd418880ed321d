// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/service/service.h"
#include "json/document.h"

namespace sb::cloud::sqs {

// {"name":{"DataType":…,"StringValue"|"BinaryValue":…}}: names, types and values as SQS takes them.
std::optional<service::Fault> check_message_attributes(const json::Object& attributes);
// MessageSystemAttributes: AWSTraceHeader alone.
std::optional<service::Fault> check_system_attributes(const json::Object& attributes);
// MD5OfMessageAttributes and MD5OfMessageSystemAttributes: names sorted; lengths big-endian; 1 for strings
// and numbers, 2 for binary. "" for none.
std::string md5_of_attributes(const json::Object& attributes);
// What counts towards a message's size: names, types and values.
size_t bytes_of_attributes(const json::Object& attributes);
// Those of `attributes` that MessageAttributeNames asks for: All, .*, exact names, prefix.*.
json::Object select_attributes(const json::Object& attributes, const std::vector<std::string>& names);
// True for the Unicode that SQS takes in a body.
bool is_message_text(std::string_view text);

}  // namespace sb::cloud::sqs
