// SPDX-License-Identifier: Apache-2.0
#include "spec/realm_checks.h"

#include <fmt/format.h>

#include "aws/target.h"

namespace sb::spec {
namespace {

constexpr char kRoleHint[] =
    "give the target role: with the ARN of a role in the rule's account that events.amazonaws.com may assume "
    "and that may {}; the policy of {} must let that role in as well";

std::string id_of(const Target& target) { return target.id.empty() ? target.value : target.id; }

class RealmCheck {
 public:
  RealmCheck(const Spec& spec, const aws::Realm& realm, base::Diagnostics& diagnostics)
      : spec_(spec), realm_(realm), diagnostics_(diagnostics) {}

  void run() {
    check_dead_letter(spec_.dead_letter);
    for (const Route& route : spec_.routes) {
      check_bus_of(route);
      for (const Target& target : route.to) check_target(target);
    }
  }

 private:
  // A realm that stands for any other is none.
  bool is_known() const { return realm_.account.find_first_not_of("0123456789") == std::string::npos; }

  void check_bus_of(const Route& route) {
    const auto arn = aws::parse_arn(route.bus);
    if (!arn || !is_known() || !aws::is_elsewhere(*arn, realm_)) return;
    diagnostics_.error(
        "SB0164", route.position,
        fmt::format("the bus of route '{}', {}, is in another account or region, and a rule "
                    "can only stand where its bus is",
                    route.name, route.bus),
        "name a bus of the stack's own account and region, to which the owner of that one leads "
        "the events");
  }

  void check_target(const Target& target) {
    if (target.dead_letter) check_dead_letter(*target.dead_letter);
    const auto arn = aws::parse_arn(target.value);
    if (!arn) return;
    const aws::TargetKind kind = aws::target_kind(*arn);
    if (kind == aws::TargetKind::kBus) return check_bus(target, *arn);
    const auto refusal = aws::refuse_target_arn(*arn, realm_, {target.id, !target.role.empty(), false});
    if (!refusal) return;
    if (refusal->cause == aws::TargetRefusal::Cause::kOtherRegion) {
      diagnostics_.error("SB0157", target.position, "EventBridge would refuse this target: " + refusal->words,
                         fmt::format("the rule is in {}; only a bus can be a target in another region: lead "
                                     "the events to a bus in {}, and from there on by a rule",
                                     realm_.region, arn->region));
    } else if (refusal->cause == aws::TargetRefusal::Cause::kOtherAccount) {
      diagnostics_.error(
          "SB0158", target.position,
          fmt::format("EventBridge would refuse this target, which is in the account {} and not "
                      "in {}: {}",
                      arn->account, realm_.account, refusal->words),
          fmt::format(fmt::runtime(kRoleHint), aws::delivery_action(kind), target.value));
    }
  }

  void check_bus(const Target& target, const aws::Arn& arn) {
    const auto refusal =
        aws::refuse_target_arn(arn, realm_, {id_of(target), !target.role.empty(), target.input.has_value()});
    if (refusal) {
      diagnostics_.error(
          "SB0153", target.input->position, "EventBridge would refuse this input: " + refusal->words,
          "such a bus gets the event as it is: drop input:, or change it in a rule of that bus");
    }
    if (!target.role.empty() || !aws::is_elsewhere(arn, realm_)) return;
    diagnostics_.error(
        "SB0158", target.position,
        fmt::format(
            "the bus {} is in another account or region, where EventBridge delivers under a role only",
            target.value),
        fmt::format(fmt::runtime(kRoleHint), aws::delivery_action(aws::TargetKind::kBus), target.value));
  }

  void check_dead_letter(const DeadLetter& dead_letter) {
    const std::string& queue = dead_letter.queue;
    // What is refused of it anywhere is said already.
    if (!aws::parse_arn(queue) || aws::refuse_dead_letter_arn(queue, {})) return;
    if (!aws::refuse_dead_letter_arn(queue, realm_)) return;
    diagnostics_.error(
        "SB0157", dead_letter.position,
        fmt::format("the dead-letter queue {} is not in the region of its rules, {}", queue, realm_.region),
        "use a queue there");
  }

  const Spec& spec_;
  const aws::Realm& realm_;
  base::Diagnostics& diagnostics_;
};

}  // namespace

void check_realm(const Spec& spec, const aws::Realm& realm, base::Diagnostics& diagnostics) {
  RealmCheck(spec, realm, diagnostics).run();
}

}  // namespace sb::spec
