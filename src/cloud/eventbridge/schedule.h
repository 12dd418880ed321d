// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sb::cloud::eventbridge {

// Whether EventBridge takes a ScheduleExpression: "rate(5 minutes)" or "cron(0 12 * * ? *)" (EventBridge user
// guide; the refused forms of rate are recorded).
bool is_schedule(std::string_view text);

}  // namespace sb::cloud::eventbridge
