// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/edge/ask.h"
#include "cloud/service/service.h"
#include "net/http_message.h"

namespace sb::cloud::edge {

// An outcome in the shape of the protocol in which it was asked for (facts 1.1, 1.4, 1.5).
net::HttpResponse make_answer(const Ask& ask, const service::Outcome& outcome, const std::string& request_id);

}  // namespace sb::cloud::edge
