// SPDX-License-Identifier: Apache-2.0
#include "cli/send_checks.h"

#include <fmt/format.h>

#include "aws/arn.h"
#include "aws/limits.h"
#include "json/unicode.h"

namespace sb::cli {
namespace {

// Documented for PutEvents; 128 characters.
constexpr size_t kDetailTypeMax = 128;

base::Error beyond_put_events(const SampleEvent& event) {
  const awsclient::PutEventsEntry& entry = event.entry;
  const std::string why =
      entry.source.starts_with("aws.")
          ? fmt::format("its source {} begins with aws., which EventBridge keeps for AWS and its partners",
                        entry.source)
      : aws::is_partner_bus_name(aws::bus_name(entry.bus))
          ? fmt::format("{} is a partner bus, on which only the partner puts events",
                        aws::bus_name(entry.bus))
          : fmt::format("{} comes over the partner bus, on which only Genesys Cloud puts events",
                        entry.detail_type);
  return {
      "SB0711", fmt::format("{}: PutEvents cannot carry it: {}", event.place, why),
      "try it on the local cloud (--local), where it happens in Genesys Cloud; or ask the pattern offline "
      "(the verb explain) and the hops live (the verb verify)"};
}

std::string over_limits(const awsclient::PutEventsEntry& entry) {
  if (const size_t characters = json::utf16_length(entry.detail_type); characters > kDetailTypeMax)
    return fmt::format("its detail-type has {} characters, EventBridge takes {}", characters, kDetailTypeMax);
  const size_t bytes = awsclient::entry_bytes(entry);
  if (bytes > aws::kPutEventsBytesMax)
    return fmt::format("it has {} bytes, EventBridge takes {}", bytes, aws::kPutEventsBytesMax);
  return "";
}

}  // namespace

bool is_beyond_put_events(const awsclient::PutEventsEntry& entry) {
  return entry.source.empty() || entry.source == "aws" || entry.source.starts_with("aws.") ||
         aws::is_partner_bus_name(aws::bus_name(entry.bus));
}

std::vector<base::Error> check_events(const std::vector<SampleEvent>& events, const std::vector<Way>& ways) {
  std::vector<base::Error> out;
  for (size_t i = 0; i < events.size(); ++i) {
    if (ways[i] == Way::kPutEvents && is_beyond_put_events(events[i].entry)) {
      out.push_back(beyond_put_events(events[i]));
    } else if (const std::string over = over_limits(events[i].entry); !over.empty()) {
      out.push_back({"SB0710", fmt::format("{}: {}", events[i].place, over), "send less of it"});
    }
  }
  return out;
}

}  // namespace sb::cli
