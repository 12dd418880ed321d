// SPDX-License-Identifier: Apache-2.0
#include "interchange/live_spec.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/text.h"
#include "interchange/live_pattern.h"
#include "interchange/live_routes.h"
#include "interchange/live_targets.h"
#include "json/unicode.h"
#include "reconcile/ownership.h"
#include "reconcile/partner.h"
#include "reconcile/plan.h"
#include "reconcile/subscription_name.h"
#include "spec/validate.h"

namespace sb::interchange {
namespace {

constexpr char kQueueRetentionUsual[] = "345600";  // seconds
constexpr std::string_view kPartnerPrefix = "aws.partner/genesys.com/cloud/";

class Importer {
 public:
  explicit Importer(const Snapshot& snapshot) : snapshot_(snapshot), spec_(out_.spec) {
    spec_.stack = snapshot.stack;
    spec_.catalogue = spec::Catalogue::built_in();
    spec_.aws.region = snapshot.realm.region;
    spec_.aws.account = snapshot.realm.account;
    for (const genesys::Queue& queue : snapshot.queues) known_queues_.insert(queue.id);
  }

  LiveSpec run() {
    set_limits();
    set_suffix();
    for (const LiveRoute& route : find_routes(snapshot_, out_.remarks)) add_route(route);
    add_subscribers(spec_, snapshot_, out_.remarks);
    pull_defaults(spec_);
    if (!spec_.routes.empty()) out_.trial = try_out(spec_, snapshot_);
    add_attributes();
    tell_of_topics();
    return std::move(out_);
  }

 private:
  void set_limits() {
    std::map<std::string, size_t> rules;
    for (const auto& [arn, found] : snapshot_.observed.rules) {
      ++rules[found.rule.bus];
      if (json::utf16_length(found.rule.pattern) > aws::kPatternQuota)
        spec_.aws.pattern_chars = aws::kPatternModelMax;
    }
    for (const auto& [bus, count] : rules) spec_.aws.rules_per_bus = std::max(spec_.aws.rules_per_bus, count);
  }

  // The organisation's partner bus that rules stand on, or whose events they name: the integration's suffix.
  void set_suffix() {
    if (snapshot_.organization_id.empty()) return;
    const std::string prefix = std::string(kPartnerPrefix) + snapshot_.organization_id + "/";
    std::set<std::string> suffixes;
    for (const auto& [arn, found] : snapshot_.observed.rules) {
      for (const std::string& text : {found.rule.bus, source_of(found.rule.pattern)}) {
        if (text.starts_with(prefix)) suffixes.insert(text.substr(prefix.size()));
      }
    }
    for (const std::string& suffix : suffixes) {
      if (names_suffix(suffix, prefix + suffix)) return;
    }
  }

  // Takes the suffix over, unless no integration is there that apply would find by it.
  bool names_suffix(const std::string& suffix, const std::string& bus) {
    if (snapshot_.integrations) {
      const auto* found = reconcile::find_integration(*snapshot_.integrations, suffix, snapshot_.realm);
      if (found == nullptr) {
        out_.remarks.push_back(
            {"event bus " + bus, fmt::format("no integration of Genesys Cloud sends to it in the account {}, "
                                             "region {}; routes on it name the bus",
                                             snapshot_.realm.account, snapshot_.realm.region)});
        return false;
      }
      out_.integration = *found;
    }
    spec_.genesys.integration.suffix = suffix;
    spec_.genesys.organization = snapshot_.organization_id;
    return true;
  }

  // What the integration sends besides; apply leaves it so.
  void tell_of_topics() {
    if (!out_.integration) return;
    std::set<std::string> more(out_.integration->config.topics.begin(),
                               out_.integration->config.topics.end());
    if (const auto& wanted = out_.trial.desired.integration) {
      for (const std::string& topic : wanted->topics) more.erase(topic);
    }
    if (more.empty()) return;
    out_.remarks.push_back({"integration " + out_.integration->name,
                            "sends topics that no route asks for: " +
                                base::join(std::vector<std::string>(more.begin(), more.end()), ", ")});
  }

  // The one source that a pattern names; "" for none or several.
  static std::string source_of(const std::string& pattern) {
    const auto document = json::parse_document(pattern);
    const json::Object* object = document.ok() ? document->if_object() : nullptr;
    const json::Array* sources = object == nullptr ? nullptr : json::find_array(*object, "source");
    return sources != nullptr && sources->size() == 1 && sources->front().is_string()
               ? json::to_std(sources->front().get_string())
               : "";
  }

  // The patterns of a route's rules, one a part.
  static std::vector<std::string> patterns_of(const LiveRoute& live) {
    std::vector<std::string> out;
    for (size_t i = 0; i < live.rules.size(); ++i) {
      if (i == 0 || live.rules[i].part != live.rules[i - 1].part)
        out.push_back(live.rules[i].rule->rule.pattern);
    }
    return out;
  }

  void add_route(const LiveRoute& live) {
    const spec::Route frame = make_frame(live);
    if (frame.to.empty())
      return leave_out(live, "has no target that a spec has words for, and a route must go somewhere");
    std::string why = "has a pattern that cannot be read";
    for (const PatternWords& words : ways_to_say(patterns_of(live), spec_.catalogue, known_queues_)) {
      if (try_words(live, frame, words, why)) return tell_of_states(live);
    }
    leave_out(live, why);
  }

  void leave_out(const LiveRoute& live, const std::string& why) {
    for (const PlacedRule& placed : live.rules)
      out_.remarks.push_back({"rule " + placed.rule->rule.name, why});
  }

  // The route but for its pattern and description.
  spec::Route make_frame(const LiveRoute& live) {
    spec::Route out;
    out.name = live.name;
    if (live.first_rule != spec::rule_name_of(spec_, out)) out.rule = live.first_rule;
    out.role = live.rules.front().rule->rule.role;
    if (std::all_of(live.rules.begin(), live.rules.end(), is_disabled)) out.state = "disabled";
    for (const PlacedRule& placed : live.rules) {
      if (placed.part != live.rules.front().part) break;
      for (spec::Target& target : read_targets(*placed.rule, snapshot_, out_.remarks))
        out.to.push_back(std::move(target));
    }
    return out;
  }

  // Takes the route over in these words if they come to what is live.
  bool try_words(const LiveRoute& live, const spec::Route& frame, const PatternWords& words,
                 std::string& why) {
    spec::Spec trial = spec_;
    trial.routes.clear();
    spec::Route route = frame;
    route.events = words.events;
    route.event_positions.resize(words.events.size());
    route.intent = words.intent;
    route.pattern = words.pattern;
    route.where = words.where;
    for (const std::string& id : words.all_queue_ids()) route.queues.push_back(selector_of(id));
    std::sort(route.queues.begin(), route.queues.end(), [](const auto& a, const auto& b) {
      return std::tie(a.kind, a.value) < std::tie(b.kind, b.value);
    });
    if (words.family) add_family(*words.family, words.events, trial.catalogue);
    if (live.bus != usual_bus(trial, route)) route.bus = live.bus;
    for (const std::string& description : descriptions(live, words)) {
      route.description = description;
      trial.routes = {route};
      if (!comes_to(live, trial, why)) continue;
      spec_.catalogue = trial.catalogue;
      spec_.routes.push_back(route);
      return true;
    }
    return false;
  }

  spec::QueueSelector selector_of(const std::string& id) const {
    const std::string name = snapshot_.queue_name(id);
    if (name.empty()) return {spec::QueueSelector::Kind::kId, id, {}};
    return {spec::QueueSelector::Kind::kName, name, {}};
  }

  // Puts the events into the family of their source and queue path, a new one if there is none.
  static void add_family(const SeenFamily& seen, const std::vector<std::string>& events,
                         spec::Catalogue& catalogue) {
    std::string name = seen.source;
    for (int number = 2; catalogue.find_family(name) != nullptr; ++number) {
      const bool own = spec::Catalogue::built_in().find_family(name) == nullptr;
      if (own && catalogue.find_family(name)->source == seen.source &&
          queue_path(name, catalogue) == seen.queue_path)
        break;
      name = fmt::format("{}-{}", seen.source, number);
    }
    if (catalogue.find_family(name) == nullptr)
      catalogue.add_family({name, seen.source, "default", spec::Subscription::kNone, false});
    for (const std::string& event : events) {
      if (catalogue.find_event(event) == nullptr) catalogue.add_event({event, name, seen.queue_path});
    }
  }

  static std::string queue_path(const std::string& family, const spec::Catalogue& catalogue) {
    for (const spec::Event& event : catalogue.events()) {
      if (event.family == family) return event.queue_path;
    }
    return "";
  }

  // The bus of a route that names none.
  std::string usual_bus(const spec::Spec& trial, const spec::Route& route) const {
    const std::string partner_bus = spec_.genesys.integration.suffix.empty()
                                        ? ""
                                        : fmt::format("{}{}/{}", kPartnerPrefix, snapshot_.organization_id,
                                                      spec_.genesys.integration.suffix);
    if (route.pattern) return aws::bus_name("");
    if (!route.intent.empty()) return partner_bus;
    const spec::Family* family =
        trial.catalogue.find_family(trial.catalogue.find_event(route.events.front())->family);
    return family->partner ? partner_bus : family->bus;
  }

  // The description as it may have stood in a spec, the most telling first.
  static std::vector<std::string> descriptions(const LiveRoute& live, const PatternWords& words) {
    const std::string text = reconcile::without_mark(live.rules.front().rule->rule.description);
    std::vector<std::string> out;
    if (words.has_queues && !words.queue_ids.empty()) {
      const std::vector<std::string>& ids = words.queue_ids.front();
      for (const std::string& said : {base::join(ids, ", "), fmt::format("{} queues", ids.size())}) {
        if (text.find(said) != std::string::npos) out.push_back(base::replace_all(text, said, "{queue_ids}"));
      }
    }
    out.push_back(text);
    return out;
  }

  static bool is_disabled(const PlacedRule& placed) { return placed.rule->rule.state == "DISABLED"; }

  // A route has one state for all of its rules; apply leaves those of a route that says none as they are.
  void tell_of_states(const LiveRoute& live) {
    const bool all = std::all_of(live.rules.begin(), live.rules.end(), is_disabled);
    for (const PlacedRule& placed : live.rules) {
      if (!all && is_disabled(placed))
        out_.remarks.push_back(
            {"rule " + placed.rule->rule.name, "is disabled, and others of its route are not; it stays so"});
    }
  }

  // True where the trial's rules are the route's, with their patterns and descriptions.
  bool comes_to(const LiveRoute& live, const spec::Spec& trial, std::string& why) const {
    const Trial tried = try_out(trial, snapshot_);
    if (!tried.faults.empty()) {
      why = base::join(tried.faults, "; ");
      return false;
    }
    why = "has words in a spec that come to another rule";
    if (tried.desired.rules.size() != live.rules.size()) return false;
    return std::all_of(live.rules.begin(), live.rules.end(), [&](const PlacedRule& placed) {
      const awsclient::Rule& rule = placed.rule->rule;
      return std::any_of(
          tried.desired.rules.begin(), tried.desired.rules.end(), [&](const reconcile::DesiredRule& made) {
            return made.bus == rule.bus && made.name == rule.name &&
                   reconcile::same_pattern(made.pattern, rule.pattern) &&
                   reconcile::without_mark(made.description) == reconcile::without_mark(rule.description);
          });
    });
  }

  using Attributes = std::map<std::string, std::string>;

  bool is_usual(const std::string& arn, const std::string& name, const std::string& value) const {
    static const std::set<std::pair<std::string, std::string>> kUsual{
        {"VisibilityTimeout", "30"},
        {"DelaySeconds", "0"},
        {"ReceiveMessageWaitTimeSeconds", "0"},
        {"MaximumMessageSize", "262144"},    // as queues were made until August 2025
        {"MaximumMessageSize", "1048576"}};  // and since
    if (name != "MessageRetentionPeriod") return kUsual.contains({name, value});
    const auto queue = out_.trial.desired.queues.find(arn);
    const bool letters = queue != out_.trial.desired.queues.end() && queue->second.dead_letter;
    return value == kQueueRetentionUsual ||
           (letters && value == fmt::format("{}", aws::kQueueRetentionSecondsMax));
  }

  void tell_of(std::string subject, const std::string& arn, const Attributes& attributes) {
    static constexpr std::string_view kTold[] = {"KmsMasterKeyId",
                                                 "KmsDataKeyReusePeriodSeconds",
                                                 "RedrivePolicy",
                                                 "ReplayPolicy",
                                                 "DisplayName",
                                                 "TracingConfig",
                                                 "DelaySeconds",
                                                 "ReceiveMessageWaitTimeSeconds",
                                                 "DeliveryPolicy",
                                                 "VisibilityTimeout",
                                                 "MessageRetentionPeriod",
                                                 "MaximumMessageSize"};
    std::vector<std::string> told;
    for (const auto& [name, value] : attributes) {
      const bool is_told = std::find(std::begin(kTold), std::end(kTold), name) != std::end(kTold);
      if (is_told && !value.empty() && !is_usual(arn, name, value))
        told.push_back(fmt::format("{}={}", name, value));
    }
    if (told.empty()) return;
    out_.remarks.push_back({std::move(subject), "keeps what a spec does not say: " + base::join(told, ", ")});
  }

  // Settings of topics, subscriptions and queues that a spec does not speak of and apply leaves as they are.
  void add_attributes() {
    const auto name_of = [](const std::string& arn) { return arn.substr(arn.rfind(':') + 1); };
    for (const auto& [arn, topic] : snapshot_.observed.topics) {
      tell_of("topic " + name_of(arn), arn, topic.attributes);
      for (const reconcile::ObservedSubscription& item : topic.subscriptions) {
        tell_of("subscription " + reconcile::subscription_name(arn, item.subscription.endpoint),
                item.subscription.arn, item.attributes);
      }
    }
    for (const auto& [arn, queue] : snapshot_.observed.queues)
      tell_of("queue " + name_of(arn), arn, queue.attributes);
  }

  const Snapshot& snapshot_;
  LiveSpec out_;
  spec::Spec& spec_;
  std::set<std::string> known_queues_;
};

}  // namespace

LiveSpec make_live_spec(const Snapshot& snapshot) { return Importer(snapshot).run(); }

}  // namespace sb::interchange
