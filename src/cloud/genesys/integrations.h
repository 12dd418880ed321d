// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cloud/genesys/integration.h"
#include "cloud/genesys/organization.h"
#include "cloud/genesys/router.h"
#include "cloud/service/partner_sources.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"

namespace sb::cloud::genesys {

// The organisation's integrations of the type amazon-eventbridge-source: made, configured under a version,
// enabled, disabled, deleted. Enabling offers the partner event source to the customer's account and region,
// disabling and deleting withdraw it; both take a moment, in which the reported state says so. Begins with
// the organisation's own; what is changed is kept and stands over them after a restart.
//
// Where the platform's behaviour is not known: a new account, region or suffix after the first activation is
// refused (400), an integration may be enabled only when its configuration is complete (400), RESTORED is
// refused because nothing of a deleted integration is kept.
class Integrations {
 public:
  // What became of one event, which may go to several integrations.
  struct Sent {
    size_t count = 0;
    std::vector<std::string> reasons;  // why it did not go to one, each
  };

  Integrations(service::Timeline& timeline, store::Store& store, service::PartnerSources& sources,
               const Organization& organization);

  base::Status load();
  std::vector<Route> routes();
  // Every integration with its configuration, by id.
  json::Array describe_all() const;
  // There are the organisation's again, as they were; the sources of the others are withdrawn.
  void reset();
  // Offers the source of every active integration, where AWS has lost them.
  void offer_again();
  // Sends an event into the source of every active integration whose eventFilter holds its topic.
  Sent send(const service::PartnerEvent& event);

 private:
  using Serve = Answer (Integrations::*)(const Ask&, Integration&);

  Answer list(const Ask& ask) const;
  Answer create(const Ask& ask);
  Answer get(const Ask& ask, Integration& integration);
  Answer get_configuration(const Ask& ask, Integration& integration);
  Answer put_configuration(const Ask& ask, Integration& integration);
  Answer patch(const Ask& ask, Integration& integration);
  Answer remove(const Ask& ask, Integration& integration);
  Answer list_types(const Ask& ask) const;
  Answer get_type(const Ask& ask) const;
  Answer get_schema(const Ask& ask) const;
  // A route about the integration that its path names.
  std::function<Answer(const Ask&)> about_one(Serve serve);
  std::optional<ErrorBody> check_configuration(const json::Object& body,
                                               const Integration& integration) const;

  Answer enable(Integration& integration);
  Answer disable(Integration& integration);
  void report(Integration& integration, ReportedState state, std::string problem = {});
  // Carries out, a moment later, what the reported state is on its way to.
  void settle_soon(const std::string& id);
  void settle(const std::string& id);
  void activate(Integration& integration);
  void deactivate(Integration& integration);
  PartnerSource source_of(const Integration& integration) const;
  void send_to(const Integration& integration, const service::PartnerEvent& event, Sent& out);

  void begin();
  void save(const Integration& integration);
  void forget(const std::string& id);

  service::Timeline& timeline_;
  store::Store& store_;
  service::PartnerSources& sources_;
  const Organization& organization_;
  std::map<std::string, Integration> integrations_;  // by id
};

}  // namespace sb::cloud::genesys
