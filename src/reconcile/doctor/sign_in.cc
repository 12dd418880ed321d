// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/sign_in.h"

#include <fmt/format.h>

#include "genesys/rights.h"
#include "reconcile/doctor/rights.h"

namespace sb::reconcile::doctor {
namespace {

constexpr char kGenesys[] = "Genesys Cloud";
constexpr char kSignIn[] = "credentials and region";
constexpr char kQueueRight[] = "the OAuth client may read queues";
constexpr char kEventRight[] = "the OAuth client may read event types";

class SignIn {
 public:
  SignIn(const Sides& sides, const Request& request, Chain& chain)
      : sides_(sides), request_(request), chain_(chain) {
    if (request.spec != nullptr) needs_ = needs_of(*request.spec);
  }

  SignedIn run() {
    out_.genesys = sign_in_to_genesys();
    if (out_.genesys.usable() && needs_.queues) out_.may_read_queues = read_queues();
    if (out_.genesys.usable() && needs_.integrations && !needs_.queues) read_topics();
    if (out_.genesys.usable() && needs_.event_types) read_event_bridge();
    if (out_.genesys.usable() && needs_.integrations) out_.may_read_integrations = read_integrations();
    out_.aws = sign_in_to_aws();
    if (out_.aws.usable() && request_.spec == nullptr) try_aws_rights();
    return std::move(out_);
  }

 private:
  Standing broken(std::string why) const { return {false, std::move(why)}; }

  Standing sign_in_to_genesys() {
    if (sides_.genesys == nullptr) {
      const base::Error error = sides_.genesys_error.value_or(base::Error{});
      chain_.bad(kGenesys, kSignIn, kGenesysAdmin, error.message, error.hint);
      return broken("Genesys Cloud cannot be asked");
    }
    const auto organization = sides_.genesys->organization();
    if (!organization) return refuse_genesys(organization.error());
    out_.organization = *organization;
    if (request_.spec != nullptr) {
      if (const auto problem = check_organization(*request_.spec, *organization)) {
        chain_.bad(kGenesys, kSignIn, kThisSpec, problem->message, problem->hint);
        return broken("this is another organisation than the spec's");
      }
    }
    chain_.good(kGenesys, kSignIn,
                fmt::format("signed in to '{}' ({}) at {}", organization->name, organization->id,
                            sides_.genesys->domain()));
    return {};
  }

  Standing refuse_genesys(const base::Error& error) {
    if (is_throttle(error)) {
      chain_.unknown(kGenesys, kSignIn, kGenesysAdmin, error.message,
                     "429 Too Many Requests: wait a minute, let fewer programs use this OAuth client, or ask "
                     "Genesys for a higher rate limit");
      return {std::nullopt, "Genesys Cloud answers that it is asked too often"};
    }
    if (is_outage(error)) {
      chain_.unreadable(kGenesys, kSignIn, kGenesysAdmin, error);
      return {std::nullopt, "Genesys Cloud answers that it fails"};
    }
    std::string detail = error.message;
    std::string fix = error.hint;
    if (error.code == "genesys.invalid_client") {
      detail += ". A wrong region is answered in the same way as a wrong id or secret";
      fix = fmt::format(
          "set GENESYS_CLOUD_REGION (genesys.region in the spec) to the region in which the organisation is: "
          "it is {} here; then check GENESYS_CLOUD_CLIENT_ID and _SECRET, and in Admin > Integrations > "
          "OAuth "
          "that the client is active and its grant type is Client Credentials",
          sides_.genesys->domain());
    } else if (error.code == "Unreachable") {
      fix = fmt::format("check that {} is a Genesys Cloud region, and the network and proxy of this machine",
                        sides_.genesys->domain());
    }
    chain_.bad(kGenesys, kSignIn, kGenesysAdmin, std::move(detail), std::move(fix));
    return broken("signing in to Genesys Cloud fails");
  }

  // A refused read, as the right that is missing.
  Standing lacking(const char* check, const base::Error& error, std::string fix) {
    if (!is_refusal(error)) {
      chain_.unreadable(kGenesys, check, kGenesysAdmin, error);
      return {std::nullopt, error.message};
    }
    chain_.bad(kGenesys, check, kGenesysAdmin, error.message, std::move(fix));
    return broken("the OAuth client lacks a right");
  }

  std::string how_to_grant(const char* path) const {
    return genesys::how_to_grant("GET", path, sides_.genesys->client_id());
  }

  Standing read_queues() {
    const std::string fix = how_to_grant("/api/v2/routing/queues");
    if (request_.spec == nullptr) {
      const auto found = sides_.genesys->queues_named("switchboard doctor");
      if (!found) return lacking(kQueueRight, found.error(), fix);
    } else {
      auto resolved = resolve_on_genesys(*request_.spec, *sides_.genesys, request_.commands);
      if (!resolved) return lacking(kQueueRight, resolved.error(), fix);
      out_.queues = std::move(resolved->routes);
      out_.unknown_queue_ids = std::move(resolved->unknown_queue_ids);
    }
    chain_.good(kGenesys, kQueueRight);
    return {};
  }

  // Where no route names queues, which are asked for with the topics.
  void read_topics() {
    auto resolved = resolve_on_genesys(*request_.spec, *sides_.genesys, request_.commands);
    if (resolved) {
      out_.queues = std::move(resolved->routes);
    } else {
      chain_.unreadable(kGenesys, "says which topics it offers", kGenesysAdmin, resolved.error());
    }
  }

  void read_event_bridge() {
    static constexpr char kActive[] = "the EventBridge integration is active";
    const auto status = sides_.genesys->event_bridge_status();
    if (!status) {
      out_.may_read_event_types =
          lacking(kEventRight, status.error(),
                  how_to_grant("/api/v2/platform/eventbridge") +
                      "; and confirm in Admin > Integrations that the EventBridge integration is active");
      return;
    }
    chain_.good(kGenesys, kEventRight);
    if (!*status || (*status)->empty()) {
      chain_.unknown(kGenesys, kActive, kGenesysAdmin,
                     "this organisation does not serve GET /api/v2/platform/eventbridge",
                     request_.spec == nullptr ? ""
                                              : "where event types cannot be switched on, use the topics of "
                                                "the platform (v2.…), which come over an integration");
    } else if (**status != "ACTIVE") {
      chain_.bad(kGenesys, kActive, kGenesysAdmin, "its status is " + **status,
                 "activate it: Genesys Cloud Admin > Integrations > EventBridge");
      out_.event_bridge = broken("the organisation's EventBridge integration is not active");
    } else {
      chain_.good(kGenesys, kActive);
    }
  }

  Standing read_integrations() {
    static constexpr char kMayRead[] = "the OAuth client may read integrations";
    auto all = genesys::Integrations(*sides_.genesys).list();
    if (!all)
      return lacking(kMayRead, all.error(),
                     how_to_grant("/api/v2/integrations") + "; apply needs Add and Edit too, destroy Delete");
    out_.integrations = std::move(*all);
    chain_.good(kGenesys, kMayRead);
    return {};
  }

  Standing sign_in_to_aws() {
    static constexpr char kAws[] = "AWS";
    if (sides_.aws == nullptr) {
      const base::Error error = sides_.aws_error.value_or(base::Error{});
      chain_.bad(kAws, kSignIn, kAwsOwner, error.message, error.hint);
      return broken("AWS cannot be asked");
    }
    const auto caller = awsclient::get_caller_identity(*sides_.aws);
    if (!caller) {
      if (is_throttle(caller.error())) {
        chain_.unreadable(kAws, kSignIn, kAwsOwner, caller.error());
        return {std::nullopt, "AWS answers that it is asked too often"};
      }
      if (is_outage(caller.error())) {
        chain_.unreadable(kAws, kSignIn, kAwsOwner, caller.error());
        return {std::nullopt, "AWS answers that it fails"};
      }
      chain_.bad(kAws, kSignIn, kAwsOwner, caller.error().message,
                 caller.error().hint.empty() ? "check the region and the network of this machine"
                                             : caller.error().hint);
      return broken("signing in to AWS fails");
    }
    out_.caller = *caller;
    out_.realm = {caller->account, sides_.aws->region()};
    if (request_.spec != nullptr && request_.guard_account) {
      if (const auto problem = check_account(*request_.spec, caller->account)) {
        chain_.bad(kAws, kSignIn, kThisSpec, problem->message, problem->hint);
        return broken("this is another account than the spec's");
      }
    }
    chain_.good(kAws, kSignIn, fmt::format("{} in {}", caller->arn, sides_.aws->region()));
    return {};
  }

  void try_right(const char* action, const std::optional<base::Error>& error) {
    const std::string check = fmt::format("the caller has the right {}", action);
    if (!error) {
      chain_.good("AWS", check);
    } else if (is_refusal(*error)) {
      chain_.bad("AWS", check, kAwsOwner, error->message,
                 fmt::format("attach a policy that allows {} to {}", action, out_.caller.arn));
    } else {
      chain_.unreadable("AWS", check, kAwsOwner, *error);
    }
  }

  void try_aws_rights() {
    static constexpr char kProbe[] = "switchboard-doctor";
    const auto error_of = [](const auto& answer) {
      return answer.ok() ? std::nullopt : std::optional<base::Error>(answer.error());
    };
    try_right("events:ListRules", error_of(sides_.world->eventbridge.list_rules("default", kProbe)));
    try_right("sns:GetTopicAttributes",
              error_of(sides_.world->sns.topic_attributes(aws::topic_arn(out_.realm, kProbe))));
    try_right("sqs:GetQueueUrl", error_of(sides_.world->sqs.queue_url(kProbe)));
    ask_rights_to_write(sides_.world->eventbridge, out_.caller, out_.realm, "default", kProbe, chain_);
  }

  const Sides& sides_;
  const Request& request_;
  Chain& chain_;
  Needs needs_;
  SignedIn out_;
};

}  // namespace

Needs needs_of(const spec::Spec& spec) {
  Needs out{false, false, false};
  for (const spec::Route& route : spec.routes) {
    out.queues = out.queues || !route.queues.empty();
    const spec::Event* event =
        route.events.empty() ? nullptr : spec.catalogue.find_event(route.events.front());
    const spec::Family* family = event == nullptr ? nullptr : spec.catalogue.find_family(event->family);
    out.event_types = out.event_types ||
                      (family != nullptr && (family->subscription == spec::Subscription::kEventType ||
                                             family->subscription == spec::Subscription::kEventTypeIfAny));
    out.integrations = out.integrations || !route.intent.empty() || (family != nullptr && family->partner);
  }
  return out;
}

SignedIn sign_in(const Sides& sides, const Request& request, Chain& chain) {
  return SignIn(sides, request, chain).run();
}

}  // namespace sb::reconcile::doctor
