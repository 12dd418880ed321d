// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cloud/service/service.h"
#include "json/document.h"

namespace sb::cloud::sns {

// {"name":{"DataType":…,"StringValue"|"BinaryValue":…}} as SNS takes them in Publish; the fault, in SNS's
// words, of one that it would not take. `place` is where the attributes stand, for texts that name it:
// "publishBatchRequestEntries.1.member.", "" in Publish.
std::optional<service::Fault> check_message_attributes(const json::Object& attributes,
                                                       const std::string& place);

// What they add to the size of a message: names, types and values, binary ones as bytes.
size_t bytes_of_attributes(const json::Object& attributes);

}  // namespace sb::cloud::sns
