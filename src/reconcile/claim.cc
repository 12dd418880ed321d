// SPDX-License-Identifier: Apache-2.0
#include "reconcile/claim.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

std::string shared_key(const std::string& stack) { return "switchboard:apply:" + stack; }

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
  const auto at = (*tags)->find(shared_key(stack));
  return SeenClaim{**url, at == (*tags)->end() ? "" : at->second};
}

Claim::Claim(awsclient::Sqs& sqs, const Desired& desired, const Observed& observed, std::string run,
             const base::Clock& clock)
    : sqs_(sqs),
      shared_key_(shared_key(desired.stack)),
      own_key_(shared_key_ + ":" + run),
      run_(std::move(run)),
      clock_(clock),
      arn_(claim_queue(desired)) {
  if (arn_.empty() || !observed.claim) return;
  const auto queue = observed.queues.find(arn_);
  usable_ = queue == observed.queues.end() || was_made_by_switchboard(queue->second);
  url_ = observed.claim->queue_url;
  // It was made by another while the stack was being read, of which not all may have been seen.
  if (url_.empty() && queue != observed.queues.end()) url_ = queue->second.url;
  last_ = observed.claim->last;
}

std::optional<Claim::Tags> Claim::read() {
  const auto tags = sqs_.tags(url_);
  gone_ = tags.ok() && !tags->has_value();
  usable_ = tags.ok() && tags->has_value();
  if (!usable_) return std::nullopt;
  Tags out;
  for (const auto& [key, value] : **tags) {
    if (key == shared_key_) out.last = value;
    if (key.starts_with(shared_key_ + ":") && key != own_key_) out.runs[key] = value;
  }
  return out;
}

bool Claim::put_up() {
  up_ = sqs_.tag(url_, {{own_key_, base::format_iso_seconds(clock_.now())}}).ok();
  usable_ = up_;
  return up_;
}

base::Status Claim::begin() {
  if (!usable_ || url_.empty() || !put_up()) return {};
  const auto tags = read();
  if (!tags) return {};
  if (tags->last != last_) {
    (void)sqs_.remove_tags(url_, {own_key_});
    usable_ = false;
    return base::Error{
        "SB0330",
        fmt::format("another run has written to the stack since this one read it: the tag {} of the queue {} "
                    "says '{}'",
                    shared_key_, arn_, tags->last),
        "run again: what is live is read anew"};
  }
  for (const auto& [key, time] : tags->runs) known_.insert(key);
  was_joined_ = !known_.empty();
  return {};
}

void Claim::queue_made() {
  if (!usable_ || up_) return;
  const auto url = sqs_.queue_url(aws::parse_arn(arn_)->resource);
  usable_ = url.ok() && url->has_value();
  if (!usable_) return;
  url_ = **url;
  if (!put_up()) return;
  const auto tags = read();
  if (!tags) return;
  for (const auto& [key, time] : tags->runs) known_.insert(key);
  was_joined_ = !known_.empty();
}

Claim::Others Claim::others() {
  if (!usable_ || !up_) return Others::kNone;
  const auto tags = read();
  if (gone_) {  // somebody has deleted the queue
    up_ = false;
    usable_ = true;
    last_.clear();
    return Others::kSome;
  }
  if (!tags) return Others::kNone;
  const bool changed = tags->last != last_ || was_joined_;
  last_ = tags->last;
  was_joined_ = false;
  for (const auto& [key, time] : tags->runs) {
    if (known_.contains(key)) continue;
    later_ = fmt::format("{} {}", key.substr(shared_key_.size() + 1), time);
    return Others::kLater;
  }
  return changed ? Others::kSome : Others::kNone;
}

void Claim::end() {
  if (!usable_ || !up_) return;
  // Those that were there before are over, or will find the shared tag changed.
  std::vector<std::string> over(known_.begin(), known_.end());
  over.push_back(own_key_);
  if (leaves_) over.push_back(shared_key_);
  const std::string last = fmt::format("{} {}", run_, base::format_iso_seconds(clock_.now()));
  if (!leaves_) (void)sqs_.tag(url_, {{shared_key_, last}});
  (void)sqs_.remove_tags(url_, over);
}

}  // namespace sb::reconcile
