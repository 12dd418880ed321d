// SPDX-License-Identifier: Apache-2.0
#include "reconcile/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "awsclient/sts.h"
#include "base/text.h"

namespace sb::reconcile {
namespace {

// With more names than this one list of all queues is cheaper than a question for each.
constexpr size_t kNamesAskedSingly = 3;

class Resolver {
 public:
  Resolver(const spec::Spec& spec, genesys::Client* genesys, Resolved& out)
      : spec_(spec), genesys_(genesys), out_(out) {}

  base::Status run() {
    if (genesys_ == nullptr) return {};
    if (auto status = resolve_organization(); !status) return status;
    if (out_.resolution.without_patterns) return {};
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
      out_.routes[route.name] = {ids,
                                 {out_.warnings.begin() + warnings, out_.warnings.end()},
                                 {out_.problems.begin() + problems, out_.problems.end()}};
    }
    return {};
  }

 private:
  base::Status resolve_organization() {
    const bool partner = std::any_of(spec_.routes.begin(), spec_.routes.end(), [&](const spec::Route& route) {
      const spec::Event* event =
          route.events.empty() ? nullptr : spec_.catalogue.find_event(route.events.front());
      return !route.intent.empty() ||
             (event != nullptr && spec_.catalogue.find_family(event->family)->partner);
    });
    if (!partner && spec_.genesys.organization.empty()) return {};
    const auto organization = genesys_->organization();
    if (!organization) return organization.error();
    out_.resolution.organization_id = organization->id;
    if (auto problem = check_organization(spec_, *organization)) out_.problems.push_back(std::move(*problem));
    return {};
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

  std::string place(const spec::Route& route, const spec::QueueSelector& selector) const {
    return fmt::format("route '{}' ({}:{})", route.name, spec_.file, selector.position.line);
  }

  base::Status resolve_queue(const spec::Route& route, const spec::QueueSelector& selector) {
    auto& ids = out_.resolution.queue_ids[route.name];
    if (selector.kind == spec::QueueSelector::Kind::kId) {
      const auto queue = genesys_->queue(selector.value);
      if (!queue) return queue.error();
      if (!*queue)
        out_.warnings.push_back(
            fmt::format("{}: Genesys Cloud knows no queue with the id {}: was it deleted and made anew?",
                        place(route, selector), selector.value));
      if (!*queue) out_.unknown_queue_ids.insert(selector.value);
      ids.push_back(selector.value);
      return {};
    }
    if (selector.kind == spec::QueueSelector::Kind::kMatch) {
      size_t found = 0;
      for (const genesys::Queue& queue : *all_) {
        if (!base::glob_match(selector.value, queue.name)) continue;
        ids.push_back(queue.id);
        ++found;
      }
      if (found == 0)
        out_.warnings.push_back(
            fmt::format("{}: no queue matches '{}'", place(route, selector), selector.value));
      return {};
    }
    const auto found = named(selector.value);
    if (!found) return found.error();
    if (found->size() == 1) {
      ids.push_back(found->front().id);
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
    out_.problems.push_back(
        {"SB0210",
         fmt::format("{}: Genesys Cloud has no queue called '{}'", place(route, selector), selector.value),
         near ? fmt::format("did you mean '{}'? Names count to the letter; {}", *near, rights)
              : "names count to the letter; " + rights});
    return {};
  }

  base::Status ambiguous(const spec::Route& route, const spec::QueueSelector& selector,
                         const std::vector<genesys::Queue>& found) {
    std::vector<std::string> ids;
    for (const genesys::Queue& queue : found)
      ids.push_back(queue.division.empty() ? queue.id
                                           : fmt::format("{} (division {})", queue.id, queue.division));
    out_.problems.push_back({"SB0211",
                             fmt::format("{}: {} queues are called '{}': {}", place(route, selector),
                                         found.size(), selector.value, base::join(ids, ", ")),
                             "name the one you mean by { id: … }"});
    return {};
  }

  const spec::Spec& spec_;
  genesys::Client* const genesys_;
  Resolved& out_;
  std::optional<std::vector<genesys::Queue>> all_;
};

}  // namespace

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

base::Result<Resolved> resolve_on_genesys(const spec::Spec& spec, genesys::Client& genesys) {
  Resolved out;
  if (auto status = Resolver(spec, &genesys, out).run(); !status) return status.error();
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
  if (auto status = Resolver(spec, genesys, out).run(); !status) return status.error();
  return out;
}

}  // namespace sb::reconcile
