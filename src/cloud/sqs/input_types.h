// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "cloud/service/service.h"
#include "json/document.h"

namespace sb::cloud::sqs {

// SerializationException for the first member of a request, or of an entry of its batch, that is of another
// type than SQS's model gives members of that name (botocore sqs/2012-11-05). Members that are numbers are
// looked at where they are read.
std::optional<service::Fault> check_types(const json::Object& input);

}  // namespace sb::cloud::sqs
