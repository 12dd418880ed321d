// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "json/document.h"

namespace sb::cloud::genesys {

struct OrganizationQueue {
  std::string id;
  std::string name;
};

// An OAuth client of the organisation and what its roles let it do.
struct OAuthClient {
  std::string id;
  base::Secret secret;
  bool may_view_queues = true;
  bool may_manage_events = true;
};

// The Genesys Cloud organisation as it starts: who is in it and what it offers. Plain data.
struct Organization {
  std::string id;
  std::string name;
  std::vector<OrganizationQueue> queues;
  std::vector<OAuthClient> clients;
  std::set<std::string> event_types;  // offered for PUT /platform/eventbridge/events/{type}
  std::string aws_account;            // where its events go
  std::string aws_region;             // empty: every region whose default bus has rules

  // General Support, Billing and Web Sales, the client local/local, all event types of the tutorials.
  static Organization built_in();
};

}  // namespace sb::cloud::genesys
