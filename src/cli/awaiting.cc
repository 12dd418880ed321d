// SPDX-License-Identifier: Apache-2.0
#include "cli/awaiting.h"

#include <fmt/format.h>

#include "aws/arn.h"
#include "base/clock.h"

namespace sb::cli {
namespace {

// How long the link in SNS's message is good for. Subscriptions that nobody confirms go a day after it.
constexpr base::Seconds kTokenLife{2 * 86400};

// SNS confirms at once what subscribes a queue or function of the caller's own account.
bool may_wait(const reconcile::Subscribe& made, const std::string& account) {
  if (made.protocol == "http" || made.protocol == "https") return true;
  const auto endpoint = aws::parse_arn(made.endpoint);
  return endpoint && endpoint->account != account;
}

bool waits(awsclient::Sns& sns, const std::string& arn) {
  const auto attributes = sns.subscription_attributes(arn);
  if (!attributes) return true;  // the one who made it could not be told that it is confirmed
  const auto at = attributes->find("PendingConfirmation");
  return at != attributes->end() && at->second == "true";
}

}  // namespace

void say_awaiting(Stack& stack, const reconcile::Plan& plan, const reconcile::ApplyResult& result,
                  const std::string& verify, const Console& console) {
  const base::SystemClock clock;
  std::vector<std::string> lines;
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    if (!result.changes[i].done) continue;
    for (const reconcile::Operation& operation : plan.changes[i].operations) {
      const auto* made = std::get_if<reconcile::Subscribe>(&operation);
      if (made == nullptr || !may_wait(*made, stack.desired.realm.account)) continue;
      if (waits(stack.connection->world().sns, result.changes[i].arn)) lines.push_back(plan.changes[i].name);
    }
  }
  if (lines.empty()) return;
  console.say(fmt::format("{} confirmation, and {} nothing until then:",
                          lines.size() == 1 ? "a subscription awaits its" : "these subscriptions await their",
                          lines.size() == 1 ? "gets" : "get"));
  for (const std::string& line : lines) console.say("  " + line);
  console.say(fmt::format(
      "  who: whoever receives there visits the SubscribeURL in the message that SNS has sent to it\n"
      "  until: {} (two days from now; SNS drops the subscription a day later)\n"
      "  what has become of it: {}",
      base::format_iso_seconds(clock.now() + kTokenLife), verify));
}

}  // namespace sb::cli
