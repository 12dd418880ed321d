// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/listening_marks.h"
#include "cli/listening_post.h"

// What tails have left behind that were killed.
namespace sb::cli {
namespace {

// A rule without its queue may be that of a tail that is being made: a queue is not seen everywhere at once.
constexpr base::Seconds kRuleAgeLeast{120};

class Search {
 public:
  Search(awsclient::EventBridge& events, awsclient::Sqs& sqs, base::Time now)
      : events_(events), sqs_(sqs), now_(now) {}

  Leftovers run(const std::vector<std::string>& buses) {
    const auto urls = sqs_.list_queues(kListeningPrefix);
    if (!urls) {
      out_.errors.push_back(urls.error());
      return std::move(out_);
    }
    for (const std::string& url : *urls) look_at_queue(url);
    for (const std::string& bus : buses) look_at_bus(bus);
    return std::move(out_);
  }

 private:
  void look_at_queue(const std::string& url) {
    const std::string name = url.substr(url.rfind('/') + 1);
    const auto tags = sqs_.tags(url);
    if (!tags) {
      out_.errors.push_back(tags.error());
      return;
    }
    if (!*tags) return;
    const auto marks = read_queue_tags(**tags);
    if (!marks || *marks->expires > now_) {
      out_.standing.push_back(name);
      return;
    }
    auto status = remove_listening_rule(events_, marks->bus, name);
    if (status.ok()) status = remove_listening_queue(sqs_, url);
    note(name, status);
  }

  void look_at_bus(const std::string& bus) {
    const auto rules = events_.list_rules(bus, kListeningPrefix);
    if (!rules) {
      if (rules.error().code != "ResourceNotFoundException") out_.errors.push_back(rules.error());
      return;
    }
    for (const awsclient::Rule& rule : *rules) {
      const auto created = read_rule_description(rule.description);
      if (!created || now_ - *created < kRuleAgeLeast) continue;
      const auto queue = sqs_.queue_url(rule.name);
      if (queue.ok() && !*queue) note(rule.name, remove_listening_rule(events_, bus, rule.name));
    }
  }

  void note(const std::string& name, const base::Status& status) {
    if (status.ok()) {
      out_.removed.push_back(name);
    } else {
      out_.errors.push_back(status.error());
    }
  }

  awsclient::EventBridge& events_;
  awsclient::Sqs& sqs_;
  const base::Time now_;
  Leftovers out_;
};

}  // namespace

Leftovers remove_leftovers(awsclient::EventBridge& events, awsclient::Sqs& sqs, const base::Clock& clock,
                           const std::vector<std::string>& buses) {
  return Search(events, sqs, clock.now()).run(buses);
}

std::string summary_of(const Leftovers& found, size_t buses) {
  const size_t count = found.removed.size();
  const std::string what =
      count == 0
          ? "nothing was removed: no killed tail whose lease is over has left a rule or queue"
          : fmt::format("removed the rules and queues of {} killed {}", count, count == 1 ? "tail" : "tails");
  return fmt::format("{}{} (looked at {} {} and the queues {}*)", what,
                     found.errors.empty() ? "" : "; not everything could be looked at", buses,
                     buses == 1 ? "bus" : "buses", kListeningPrefix);
}

}  // namespace sb::cli
