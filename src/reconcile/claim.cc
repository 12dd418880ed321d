// SPDX-License-Identifier: Apache-2.0
#include "reconcile/claim.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "aws/function_name.h"
#include "base/text.h"
#include "reconcile/ownership.h"
#include "spec/validate.h"

namespace sb::reconcile {
namespace {

constexpr char kEndingState[] = "ending";
constexpr char kWritingState[] = "writing";
constexpr char kUnfinishedState[] = "unfinished";

constexpr std::string_view kFunction = "fn:";
constexpr size_t kTagValueMax = 256;

// What stands in a tag: a time, a state with its round where there is one, functions.
std::vector<std::string_view> words_of(std::string_view value) { return base::split(value, ' '); }

bool has_state(std::string_view value, std::string_view state) {
  const auto words = words_of(value);
  return words.size() > 1 && words[1] == state;
}

bool is_ending(std::string_view value) { return has_state(value, kEndingState); }

// Of a run that is over.
bool is_unfinished(std::string_view value) { return has_state(value, kUnfinishedState); }

// The name in an ARN of a function, with its qualifier.
std::string function_name(const std::string& arn) {
  const aws::FunctionName found = aws::parse_function_name(arn);
  return found.qualifier ? found.name + ":" + *found.qualifier : found.name;
}

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

bool is_of(const std::string& stack, const ObservedRule& rule) {
  const auto mark = read_mark(rule.rule.description);
  return mark && mark->stack == stack;
}

bool has_rules(const Observed& observed, const std::string& stack) {
  return std::any_of(observed.rules.begin(), observed.rules.end(),
                     [&](const auto& item) { return is_of(stack, item.second); });
}

// The queues that the stack's rules name as dead-letter queues.
std::set<std::string> dead_letters(const Observed& observed, const std::string& stack) {
  std::set<std::string> out;
  for (const auto& [arn, rule] : observed.rules) {
    if (!is_of(stack, rule)) continue;
    for (const awsclient::RuleTarget& target : rule.targets) {
      if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig"))
        out.insert(json::string_or_empty(*letters, "Arn"));
    }
  }
  return out;
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

std::string live_claim_queue(const std::string& stack, const Observed& observed) {
  const std::set<std::string> letters = dead_letters(observed, stack);
  std::string out;
  for (const auto& [arn, queue] : observed.queues) {
    // What no rule leads to is seen only by those that have searched for it.
    if (observed.orphans.contains(arn) || !was_made_by_switchboard(queue) ||
        !read_held_policy(queue.attributes, stack).ours)
      continue;
    if (letters.contains(arn)) return arn;
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
  SeenClaim out{**url, at == (*tags)->end() ? "" : at->second};
  for (const auto& [key, value] : **tags) {
    if (!key.starts_with(shared_key(stack) + ":")) continue;
    out.unfinished = true;
    if (is_unfinished(value)) out.left.push_back(key);
    for (const std::string_view word : words_of(value)) {
      if (word.starts_with(kFunction)) out.functions.emplace(word.substr(kFunction.size()));
    }
  }
  return out;
}

void forget_unfinished(awsclient::Sqs& sqs, const SeenClaim& seen) {
  if (!seen.left.empty()) (void)sqs.remove_tags(seen.queue_url, seen.left);
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
  keeps_known_ = observed.claim->unfinished && !observed.orphans_were_sought;
  is_place_of_all_ =
      !url_.empty() || (aws::parse_arn(arn_)->resource == spec::default_dead_letter(desired.stack) &&
                        !has_rules(observed, desired.stack));
}

Claim::Claim(awsclient::Sqs& sqs, const std::string& stack, std::string queue_arn, const ObservedQueue& queue,
             bool keeps_known, std::string run, const base::Clock& clock)
    : sqs_(sqs),
      shared_key_(shared_key(stack)),
      own_key_(shared_key_ + ":" + run),
      run_(std::move(run)),
      clock_(clock),
      arn_(std::move(queue_arn)),
      url_(queue.url),
      usable_(true),
      reads_late_(true),
      is_place_of_all_(true),
      keeps_known_(keeps_known) {}

bool Claim::tells() const { return deleted_ || (usable_ && up_ && is_place_of_all_); }

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

void Claim::name_functions(const std::set<std::string>& arns) {
  constexpr size_t kStateMax = 48;
  for (const std::string& arn : arns) {
    const std::string name = function_name(arn);
    const std::string word = fmt::format(" {}{}", kFunction, name);
    // Tags take no "$".
    const bool fits = !name.empty() && name.find('$') == std::string::npos &&
                      kStateMax + functions_.size() + word.size() <= kTagValueMax;
    if (fits && (functions_ + " ").find(word + " ") == std::string::npos) functions_ += word;
  }
}

bool Claim::put_up(const std::string& state) {
  const std::string time = base::format_iso_seconds(clock_.now());
  const std::string said = state.empty() ? time : fmt::format("{} {} {}", time, state, rounds_);
  up_ = sqs_.tag(url_, {{own_key_, said + functions_}}).ok();
  usable_ = up_;
  is_ending_ = state == kEndingState;
  return up_;
}

void Claim::meet(const Tags& tags) {
  seen_ = tags.runs;
  for (const auto& [key, value] : tags.runs) {
    known_.insert(key);
    was_joined_ = was_joined_ || !is_unfinished(value);
    has_unfinished_ = has_unfinished_ || is_unfinished(value);
  }
}

// Somebody has ended, or one that was seen has said something else since.
bool Claim::changed(const Tags& tags) const {
  return tags.last != last_ || std::any_of(seen_.begin(), seen_.end(), [&](const auto& seen) {
           const auto at = tags.runs.find(seen.first);
           return at == tags.runs.end() || at->second != seen.second;
         });
}

base::Error Claim::overtaken(const std::string& sign) {
  usable_ = false;
  return {"SB0330", "another run has written to the stack since this one read it: " + sign,
          "run again: what is live is read anew"};
}

base::Status Claim::begin() {
  if (!usable_ || url_.empty()) return {};
  const bool stands = put_up();
  const auto tags = read();
  if (gone_) return overtaken(fmt::format("the queue {} is gone", arn_));
  usable_ = usable_ && stands;
  if (!usable_) return {};
  if (reads_late_) last_ = tags->last;
  if (tags->last != last_) {
    (void)sqs_.remove_tags(url_, {own_key_});
    return overtaken(fmt::format("the tag {} of the queue {} says '{}'", shared_key_, arn_, tags->last));
  }
  meet(*tags);
  return {};
}

void Claim::queue_made() {
  if (!usable_ || up_) return;
  const auto url = sqs_.queue_url(aws::parse_arn(arn_)->resource);
  usable_ = url.ok() && url->has_value();
  if (!usable_) return;
  url_ = **url;
  if (!put_up()) return;
  if (const auto tags = read()) meet(*tags);
}

Claim::Others Claim::others() {
  if (!usable_ || !up_) return Others::kNone;
  // Where the queue is gone this fails, and reading tells.
  if (!is_ending_) (void)put_up(kEndingState);
  const auto tags = read();
  if (gone_) {  // somebody has deleted the queue
    up_ = false;
    usable_ = true;
    last_.clear();
    seen_.clear();
    return Others::kSome;
  }
  if (!tags) return Others::kNone;
  up_ = true;
  was_joined_ = was_joined_ || changed(*tags);
  last_ = tags->last;
  seen_ = tags->runs;
  for (const auto& [key, value] : tags->runs) {
    if (known_.contains(key)) continue;
    if (is_unfinished(value)) {
      known_.insert(key);
      was_joined_ = true;
      continue;
    }
    later_ = fmt::format("{} {}", key.substr(shared_key_.size() + 1), value.substr(0, value.find(' ')));
    if (is_ending(value)) return Others::kEnding;
    was_joined_ = false;
    return Others::kLater;
  }
  return std::exchange(was_joined_, false) ? Others::kSome : Others::kNone;
}

void Claim::withdraw() {
  if (usable_ && up_) (void)sqs_.remove_tags(url_, {own_key_});
}

void Claim::go_on() {
  ++rounds_;
  if (usable_ && up_) (void)put_up(kWritingState);
}

// Those that were there before are over, or will find the shared tag changed.
std::vector<std::string> Claim::tags_over() const {
  return keeps_known_ ? std::vector<std::string>{} : std::vector<std::string>(known_.begin(), known_.end());
}

void Claim::sign_off(std::vector<std::string> over) {
  if (leaves_) over.push_back(shared_key_);
  const std::string last = fmt::format("{} {}", run_, base::format_iso_seconds(clock_.now()));
  if (!leaves_) (void)sqs_.tag(url_, {{shared_key_, last}});
  if (!over.empty()) (void)sqs_.remove_tags(url_, over);
}

void Claim::end() {
  if (!usable_ || !up_) return;
  std::vector<std::string> over = tags_over();
  over.push_back(own_key_);
  sign_off(std::move(over));
}

void Claim::leave() {
  if (leaves_) return end();
  if (!usable_ || !up_) return;
  // One that says the same stands there, and stays.
  if (keeps_known_ && has_unfinished_ && functions_.empty()) return sign_off({own_key_});
  (void)put_up(kUnfinishedState);
  sign_off(tags_over());
}

Claims::Claims(awsclient::Sqs& sqs, const Desired& desired, const Observed& observed, std::string run,
               const base::Clock& clock)
    : sqs_(sqs),
      stack_(desired.stack),
      run_(std::move(run)),
      clock_(clock),
      spec_queue_(claim_queue(desired)) {
  claims_.emplace(spec_queue_, Claim(sqs_, desired, observed, run_, clock_));
  add_live(observed);
}

Claim* Claims::add_live(const Observed& observed) {
  const std::string arn = live_claim_queue(stack_, observed);
  const auto at = claims_.find(arn);
  if (arn.empty() || (at != claims_.end() && !at->second.is_deleted())) return nullptr;
  if (at != claims_.end()) claims_.erase(at);
  may_have_missed_ = true;
  return &claims_
              .emplace(arn, Claim(sqs_, stack_, arn, observed.queues.at(arn), !observed.orphans_were_sought,
                                  run_, clock_))
              .first->second;
}

// Whoever is known on one queue is not one that began later on another.
void Claims::share_known() {
  std::set<std::string> all;
  for (const auto& [arn, claim] : claims_) all.insert(claim.known().begin(), claim.known().end());
  for (auto& [arn, claim] : claims_) claim.know(all);
}

void Claims::name_functions(const std::set<std::string>& arns) {
  for (auto& [arn, claim] : claims_) claim.name_functions(arns);
}

base::Status Claims::begin() {
  for (auto at = claims_.begin(); at != claims_.end(); ++at) {
    const base::Status status = at->second.begin();
    if (status.ok()) continue;
    for (auto earlier = claims_.begin(); earlier != at; ++earlier) earlier->second.withdraw();
    return status.error();
  }
  share_known();
  return {};
}

void Claims::queue_made(const std::string& arn) {
  const auto at = claims_.find(arn);
  if (at == claims_.end()) return;
  at->second.queue_made();
  share_known();
}

void Claims::queue_left(const std::string& arn) {
  if (const auto at = claims_.find(arn); at != claims_.end()) at->second.queue_left();
}

void Claims::queue_deleted(const std::string& arn) {
  const auto at = claims_.find(arn);
  if (at == claims_.end()) return;
  at->second.queue_deleted();
  may_have_missed_ = may_have_missed_ || arn != spec_queue_;
}

void Claims::read_again(const Observed& observed) {
  for (auto& [arn, claim] : claims_) {
    if (observed.queues.contains(arn)) claim.queue_made();
  }
  // Where that queue is gone already, the next reading tells.
  if (Claim* added = add_live(observed)) (void)added->begin();
  share_known();
}

Claim::Others Claims::others() {
  Claim::Others out = Claim::Others::kNone;
  for (auto& [arn, claim] : claims_) {
    const Claim::Others here = claim.others();
    if (here <= out) continue;
    out = here;
    later_ = claim.later();
    later_queue_ = arn;
  }
  return out;
}

void Claims::go_on() {
  for (auto& [arn, claim] : claims_) claim.go_on();
}

void Claims::end() {
  for (auto& [arn, claim] : claims_) claim.end();
}

void Claims::leave() {
  for (auto& [arn, claim] : claims_) claim.leave();
}

bool Claims::tells() const {
  return std::any_of(claims_.begin(), claims_.end(), [](const auto& item) { return item.second.tells(); });
}

}  // namespace sb::reconcile
