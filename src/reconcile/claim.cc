// SPDX-License-Identifier: Apache-2.0
#include "reconcile/claim.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

constexpr char kBegun[] = "begun";
constexpr char kDone[] = "done";

std::string tag_key(const std::string& stack) { return "switchboard:apply:" + stack; }

bool is_unfinished(const std::string& claim) { return claim.find(kBegun) != std::string::npos; }

bool was_made_by_switchboard(const ObservedQueue& queue) {
  const auto policy = queue.attributes.find("Policy");
  if (policy == queue.attributes.end()) return false;
  const json::Array statements = statements_of(policy_document(policy->second));
  return std::any_of(statements.begin(), statements.end(), [](const json::Value& item) {
    const auto sid =
        item.is_object() ? read_sid(json::string_or_empty(item.get_object(), "Sid")) : std::nullopt;
    return sid && sid->holding == Holding::kMade;
  });
}

}  // namespace

std::string claim_queue(const Desired& desired) {
  std::string out;
  for (const auto& [arn, queue] : desired.queues) {
    if (!queue.may_create) continue;
    if (queue.dead_letter) return arn;
    if (out.empty()) out = arn;
  }
  return out;
}

base::Result<SeenClaim> read_claim(awsclient::Sqs& sqs, const std::string& stack,
                                   const std::string& queue_arn) {
  const auto url = sqs.queue_url(aws::parse_arn(queue_arn)->resource);
  if (!url) return url.error();
  if (!*url) return SeenClaim{};
  const auto tags = sqs.tags(**url);
  if (!tags) return tags.error();
  if (!*tags) return SeenClaim{};
  const auto at = (*tags)->find(tag_key(stack));
  return SeenClaim{**url, at == (*tags)->end() ? "" : at->second};
}

Claim::Claim(awsclient::Sqs& sqs, const Desired& desired, const Observed& observed, std::string run,
             const base::Clock& clock)
    : sqs_(sqs), stack_(desired.stack), run_(std::move(run)), clock_(clock), arn_(claim_queue(desired)) {
  if (arn_.empty() || !observed.claim) return;
  const auto queue = observed.queues.find(arn_);
  usable_ = queue == observed.queues.end() || was_made_by_switchboard(queue->second);
  url_ = observed.claim->queue_url;
  seen_ = observed.claim->text;
}

void Claim::write(const char* state) {
  before_ = standing_;
  mine_ = fmt::format("{} {} {}", run_, state, base::format_iso_seconds(clock_.now()));
  usable_ = sqs_.set_tag(url_, tag_key(stack_), mine_).ok();
  held_ = usable_;
}

base::Status Claim::begin() {
  if (!usable_ || url_.empty()) return {};
  const auto now = read_claim(sqs_, stack_, arn_);
  if (!now) {
    usable_ = false;
    return {};
  }
  if (now->text != seen_) {
    return base::Error{
        "SB0330",
        fmt::format(
            "another run has written to the stack '{}' since this one read it: the tag {} of the queue "
            "{} says '{}'",
            stack_, tag_key(stack_), arn_, now->text),
        "run again: what is live is read anew"};
  }
  unfinished_before_ = is_unfinished(seen_);
  standing_ = seen_;
  write(kBegun);
  return {};
}

void Claim::queue_made() {
  if (!usable_) return;
  const auto now = read_claim(sqs_, stack_, arn_);
  usable_ = now.ok() && !now->queue_url.empty();
  if (!usable_) return;
  url_ = now->queue_url;
  unfinished_before_ = !now->text.empty();
  standing_ = now->text;
  write(kBegun);
}

Claim::Others Claim::others() {
  if (!held_) return Others::kNone;
  const auto now = read_claim(sqs_, stack_, arn_);
  if (!now) return Others::kNone;
  standing_ = now->text;
  // The one before ours still shows for a moment.
  if (standing_ == before_) standing_ = mine_;
  if (standing_ != mine_) return is_unfinished(standing_) ? Others::kWriting : Others::kWrote;
  return unfinished_before_ ? Others::kBefore : Others::kNone;
}

void Claim::take() {
  if (!held_) return;
  unfinished_before_ = false;
  write(kBegun);
}

void Claim::end() {
  if (standing_ != mine_) (void)others();
  if (held_ && standing_ == mine_) write(kDone);
}

}  // namespace sb::reconcile
