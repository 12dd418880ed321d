// SPDX-License-Identifier: Apache-2.0
#include "reconcile/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "awsclient/sts.h"
#include "base/text.h"
#include "genesys/topics.h"
#include "reconcile/route_pattern.h"

namespace sb::reconcile {
namespace {

// With more names than this one list of all queues is cheaper than a question for each.
constexpr size_t kNamesAskedSingly = 3;

class Resolver {
 public:
  Resolver(const spec::Spec& spec, genesys::Client* genesys, const Commands& commands, Resolved& out)
      : spec_(spec), genesys_(genesys), commands_(commands), out_(out) {}

  base::Status run() {
    if (genesys_ == nullptr) return {};
    if (auto status = resolve_organization(); !status) return status;
    if (out_.resolution.without_patterns) return {};
    if (auto status = check_topics(); !status) return status;
    if (wants_list()) {
      auto all = genesys_->queues();
      if (!all) return all.error();
      all_ = std::move(*all);
    }
    for (const spec::Route& route : spec_.routes) {
      const auto warnings = static_cast<std::ptrdiff_t>(out_.warnings.size());
      const auto problems = static_cast<std::ptrdiff_t>(out_.problems.size());
      for (const spec::QueueSelector& selector : route.queues) {
        if (auto status = resolve_queue(route, selector); !status) return status;
      }
      auto& ids = out_.resolution.queue_ids[route.name];
      std::sort(ids.begin(), ids.end());
      ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
      RouteQueues& became = out_.routes[route.name];
      became.ids = ids;
      became.warnings.assign(out_.warnings.begin() + warnings, out_.warnings.end());
      became.problems.assign(out_.problems.begin() + problems, out_.problems.end());
    }
    return {};
  }

 private:
  base::Status resolve_organization() {
    const bool partner = std::any_of(spec_.routes.begin(), spec_.routes.end(),
                                     [&](const spec::Route& route) { return is_partner(route); });
    if (!partner && spec_.genesys.organization.empty()) return {};
    const auto organization = genesys_->organization();
    if (!organization) return organization.error();
    out_.resolution.organization_id = organization->id;
    if (auto problem = check_organization(spec_, *organization)) out_.problems.push_back(std::move(*problem));
    return {};
  }

  bool is_partner(const spec::Route& route) const {
    const spec::Event* event =
        route.events.empty() ? nullptr : spec_.catalogue.find_event(route.events.front());
    return !route.intent.empty() || (event != nullptr && spec_.catalogue.find_family(event->family)->partner);
  }

  // Holds the topics of partner routes to what the organisation offers; to the catalogue, which the spec was
  // held to already, where that may not be asked for.
  base::Status check_topics() {
    std::vector<const spec::Route*> routes;
    for (const spec::Route& route : spec_.routes) {
      if (is_partner(route)) routes.push_back(&route);
    }
    if (routes.empty()) return {};
    const auto topics = genesys::available_topics(*genesys_);
    if (!topics) return topics.error();
    if (!*topics) {
      out_.warnings.push_back(
          {"",
           "this OAuth client may not ask which topics the organisation offers; they were held against the "
           "built-in list, which may be out of date",
           ""});
      return {};
    }
    for (const spec::Route* route : routes) {
      const std::vector<std::string> events = events_of(*route);
      for (size_t i = 0; i < events.size(); ++i) {
        const bool written = i < route->event_positions.size();
        check_topic(*route, written ? route->event_positions[i] : route->position, events[i], **topics);
      }
    }
    return {};
  }

  void check_topic(const spec::Route& route, base::SourcePosition position, const std::string& name,
                   const std::vector<genesys::Topic>& offered) {
    std::vector<std::string> reaching;
    bool known = false;
    for (const genesys::Topic& topic : offered) {
      known = known || topic.name == name;
      if (topic.reaches_eventbridge()) reaching.push_back(topic.name);
    }
    if (std::find(reaching.begin(), reaching.end(), name) != reaching.end()) return;
    const auto near = base::suggest(name, reaching);
    auto& problems = out_.routes[route.name].topics;
    problems.push_back(
        {"SB0214",
         fmt::format("route '{}': this Genesys Cloud organisation {} '{}'", route.name,
                     known ? "does not send to EventBridge the topic" : "offers no topic", name),
         fmt::format("{}those that can be sent: {}",
                     near ? fmt::format("did you mean '{}'? ", *near) : std::string(), commands_.topics),
         base::place_in(spec_.file, position)});
    out_.problems.push_back(problems.back());
  }

  bool wants_list() const {
    size_t names = 0;
    for (const spec::Route& route : spec_.routes) {
      for (const spec::QueueSelector& selector : route.queues) {
        if (selector.kind == spec::QueueSelector::Kind::kMatch) return true;
        names += selector.kind == spec::QueueSelector::Kind::kName ? 1 : 0;
      }
    }
    return names > kNamesAskedSingly;
  }

  base::Result<std::vector<genesys::Queue>> named(const std::string& name) {
    if (!all_) return genesys_->queues_named(name);
    std::vector<genesys::Queue> found;
    std::copy_if(all_->begin(), all_->end(), std::back_inserter(found),
                 [&](const genesys::Queue& q) { return q.name == name; });
    return found;
  }

  base::Error about(const spec::Route& route, const spec::QueueSelector& selector, const char* code,
                    const std::string& words, std::string hint = {}) const {
    return {code, fmt::format("route '{}': {}", route.name, words), std::move(hint),
            base::place_in(spec_.file, selector.position)};
  }

  base::Status resolve_queue(const spec::Route& route, const spec::QueueSelector& selector) {
    auto& ids = out_.resolution.queue_ids[route.name];
    if (selector.kind == spec::QueueSelector::Kind::kId) {
      const auto queue = genesys_->queue(selector.value);
      if (!queue) return queue.error();
      if (!*queue)
        out_.warnings.push_back(
            about(route, selector, "",
                  fmt::format("Genesys Cloud knows no queue with the id {}: was it deleted and made anew?",
                              selector.value)));
      if (!*queue) out_.unknown_queue_ids.insert(selector.value);
      ids.push_back(selector.value);
      if (*queue) out_.resolution.queue_names[selector.value] = (*queue)->name;
      return {};
    }
    if (selector.kind == spec::QueueSelector::Kind::kMatch) {
      size_t found = 0;
      for (const genesys::Queue& queue : *all_) {
        if (!base::glob_match(selector.value, queue.name)) continue;
        ids.push_back(queue.id);
        out_.resolution.queue_names[queue.id] = queue.name;
        ++found;
      }
      if (found == 0)
        out_.warnings.push_back(
            about(route, selector, "", fmt::format("no queue matches '{}'", selector.value)));
      return {};
    }
    const auto found = named(selector.value);
    if (!found) return found.error();
    if (found->size() == 1) {
      ids.push_back(found->front().id);
      out_.resolution.queue_names[found->front().id] = found->front().name;
      return {};
    }
    return found->empty() ? missing(route, selector) : ambiguous(route, selector, *found);
  }

  base::Status missing(const spec::Route& route, const spec::QueueSelector& selector) {
    if (!all_) {
      // A name with a slip in it is found among all names.
      auto all = genesys_->queues();
      if (!all) return all.error();
      all_ = std::move(*all);
    }
    std::vector<std::string> names;
    for (const genesys::Queue& queue : *all_) names.push_back(queue.name);
    const auto near = base::suggest(selector.value, names);
    const std::string rights =
        "or the OAuth client's role lacks Routing > Queue > View in the queue's division";
    out_.problems.push_back(about(
        route, selector, "SB0210", fmt::format("Genesys Cloud has no queue called '{}'", selector.value),
        near ? fmt::format("did you mean '{}'? Names count to the letter; {}", *near, rights)
             : "names count to the letter; " + rights));
    return {};
  }

  base::Status ambiguous(const spec::Route& route, const spec::QueueSelector& selector,
                         const std::vector<genesys::Queue>& found) {
    std::vector<std::string> ids;
    for (const genesys::Queue& queue : found)
      ids.push_back(queue.division.empty() ? queue.id
                                           : fmt::format("{} (division {})", queue.id, queue.division));
    out_.problems.push_back(about(
        route, selector, "SB0211",
        fmt::format("{} queues are called '{}': {}", found.size(), selector.value, base::join(ids, ", ")),
        "name the one you mean by { id: … }"));
    return {};
  }

  const spec::Spec& spec_;
  genesys::Client* const genesys_;
  const Commands& commands_;
  Resolved& out_;
  std::optional<std::vector<genesys::Queue>> all_;
};

}  // namespace

bool is_no_such_queue(const base::Error& problem) { return problem.code == "SB0210"; }

std::optional<base::Error> check_account(const spec::Spec& spec, const std::string& account) {
  if (spec.aws.account.empty() || spec.aws.account == account) return std::nullopt;
  return base::Error{
      "SB0213", fmt::format("signed in to the AWS account {}, the spec is for {}", account, spec.aws.account),
      "use the other account's credentials (--profile)"};
}

std::optional<base::Error> check_organization(const spec::Spec& spec,
                                              const genesys::Organization& organization) {
  const std::string& wanted = spec.genesys.organization;
  if (wanted.empty() || wanted == organization.id || wanted == organization.name) return std::nullopt;
  return base::Error{
      "SB0212",
      fmt::format("signed in to the Genesys Cloud organisation '{}' ({}), the spec is for '{}'",
                  organization.name, organization.id, wanted),
      "use the other organisation's OAuth client and region"};
}

base::Result<Resolved> resolve_on_genesys(const spec::Spec& spec, genesys::Client& genesys,
                                          const Commands& commands) {
  Resolved out;
  if (auto status = Resolver(spec, &genesys, commands, out).run(); !status) return status.error();
  return out;
}

base::Result<Resolved> resolve(const spec::Spec& spec, awsclient::Transport& aws, genesys::Client* genesys,
                               const ResolveOptions& options) {
  Resolved out;
  out.resolution.without_patterns = options.without_patterns;
  const auto identity = awsclient::get_caller_identity(aws);
  if (!identity) return identity.error();
  out.resolution.realm = {identity->account, aws.region()};
  if (options.guard_account) {
    if (auto problem = check_account(spec, identity->account)) out.problems.push_back(std::move(*problem));
  }
  if (auto status = Resolver(spec, genesys, options.commands, out).run(); !status) return status.error();
  return out;
}

}  // namespace sb::reconcile
