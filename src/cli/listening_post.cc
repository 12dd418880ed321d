// SPDX-License-Identifier: Apache-2.0
#include "cli/listening_post.h"

#include <fmt/format.h>

#include <thread>

#include "aws/limits.h"
#include "awsclient/fault_class.h"
#include "base/digest.h"
#include "cli/listening_marks.h"
#include "json/document.h"

namespace sb::cli {
namespace {

// Long enough to be taken, short enough to cost nothing when left behind.
constexpr char kRetentionSeconds[] = "300";
constexpr base::Seconds kSettling{10};

// EventBridge may send to the queue for this rule, and nobody else.
std::string queue_policy(const std::string& queue_arn, const std::string& rule_arn) {
  const json::Object statement{{"Sid", "switchboard-tail"},
                               {"Effect", "Allow"},
                               {"Principal", {{"Service", "events.amazonaws.com"}}},
                               {"Action", "sqs:SendMessage"},
                               {"Resource", queue_arn},
                               {"Condition", {{"ArnEquals", {{"aws:SourceArn", rule_arn}}}}}};
  return json::to_text(json::Object{{"Version", "2012-10-17"}, {"Statement", json::Array{statement}}});
}

base::Error no_room(const std::string& bus, const base::Error& error) {
  return {"SB0720",
          fmt::format("the bus {} has as many rules as its quota allows, so there is no room for a temporary "
                      "one ({})",
                      bus, error.message),
          fmt::format("delete a rule, or raise the quota \"Rules per event bus\" ({} by default)",
                      aws::kRulesPerBusQuota)};
}

// The service has said no, so nothing was made.
bool is_refusal(const base::Error& error) {
  return error.code != "Unreachable" &&
         awsclient::classify_fault(0, error.code) == awsclient::FaultClass::kFinal;
}

}  // namespace

ListeningPost::ListeningPost(awsclient::EventBridge& events, awsclient::Sqs& sqs, const base::Clock& clock,
                             Listening where)
    : events_(events),
      sqs_(sqs),
      clock_(clock),
      where_(std::move(where)),
      name_(kListeningPrefix + base::hex(base::random_bytes(8))),
      created_(clock.now()),
      renewed_(created_) {}

ListeningPost::~ListeningPost() { (void)close(); }

base::Result<std::unique_ptr<ListeningPost>> ListeningPost::open(awsclient::EventBridge& events,
                                                                 awsclient::Sqs& sqs,
                                                                 const base::Clock& clock,
                                                                 const Listening& where) {
  std::unique_ptr<ListeningPost> post(new ListeningPost(events, sqs, clock, where));
  if (auto status = post->make_queue(); !status) {
    (void)post->close();
    return status.error();
  }
  if (auto status = post->make_rule(); !status) {
    (void)post->close();
    return status.error().code == "LimitExceededException" ? no_room(where.bus, status.error())
                                                           : status.error();
  }
  return post;
}

base::Status ListeningPost::make_queue() {
  const std::string rule_arn = aws::rule_arn(where_.realm, where_.bus, name_);
  const awsclient::QueueAttributes attributes{
      {"MessageRetentionPeriod", kRetentionSeconds},
      {"SqsManagedSseEnabled", "true"},
      {"Policy", queue_policy(aws::queue_arn(where_.realm, name_), rule_arn)}};
  const ListeningMarks marks{where_.bus, where_.stack, created_, created_ + where_.lease};
  may_have_queue_ = true;
  auto url = sqs_.create_queue(name_, attributes, write_queue_tags(marks));
  if (!url) {
    may_have_queue_ = !is_refusal(url.error());
    return url.error();
  }
  queue_url_ = *url;
  return {};
}

base::Status ListeningPost::make_rule() {
  awsclient::Rule rule;
  rule.name = name_;
  rule.bus = where_.bus;
  rule.pattern = where_.pattern;
  rule.state = "ENABLED";
  const ListeningMarks marks{where_.bus, where_.stack, created_, std::nullopt};
  rule.description = write_rule_description(marks);
  rule.tags = write_queue_tags(marks);
  may_have_rule_ = true;
  if (auto arn = events_.put_rule(rule); !arn) {
    may_have_rule_ = !is_refusal(arn.error());
    return arn.error();
  }
  const std::string queue_arn = aws::queue_arn(where_.realm, name_);
  return events_.put_targets(where_.bus, name_,
                             {{kListeningTarget, {{"Id", kListeningTarget}, {"Arn", queue_arn}}}});
}

base::Result<std::vector<awsclient::ReceivedMessage>> ListeningPost::receive(base::Seconds wait) {
  auto messages = sqs_.receive(queue_url_, wait);
  if (messages.ok() || !is_missing_queue(messages.error()) || clock_.now() - created_ > kSettling)
    return messages;
  std::this_thread::sleep_for(base::Seconds(1));
  return std::vector<awsclient::ReceivedMessage>{};
}

base::Status ListeningPost::remove_messages(const std::vector<awsclient::ReceivedMessage>& messages) {
  std::vector<std::string> handles;
  for (const awsclient::ReceivedMessage& message : messages) handles.push_back(message.receipt_handle);
  return handles.empty() ? base::Status{} : sqs_.delete_messages(queue_url_, handles);
}

base::Status ListeningPost::renew() {
  const base::Time now = clock_.now();
  if (now - renewed_ < where_.lease / 3) return {};
  auto status = sqs_.tag(queue_url_, {{kExpiresTag, base::format_iso_milliseconds(now + where_.lease)}});
  if (status.ok()) renewed_ = now;
  return status;
}

base::Status ListeningPost::close() {
  base::Status first;
  if (where_.before_removal && (may_have_rule_ || may_have_queue_)) where_.before_removal();
  if (may_have_rule_) first = remove_listening_rule(events_, where_.bus, name_);
  may_have_rule_ = false;
  // The queue's tags say where its rule is: it stays as long as the rule may.
  if (first.ok() && may_have_queue_) first = remove_queue();
  may_have_queue_ = false;
  return first;
}

base::Status ListeningPost::remove_queue() {
  if (!queue_url_.empty()) return remove_listening_queue(sqs_, queue_url_);
  const auto url = sqs_.queue_url(name_);
  if (!url) return url.error();
  return *url ? remove_listening_queue(sqs_, **url) : base::Status{};
}

}  // namespace sb::cli
