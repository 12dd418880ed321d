// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "cloud/genesys/integration.h"
#include "cloud/genesys/topic.h"

namespace sb::cloud::genesys {

// What roles of the platform grant. The last two stand for the scopes that the tutorials ask for.
inline constexpr char kViewQueues[] = "routing:queue:view";
inline constexpr char kSearchQueues[] = "routing:queue:search";
inline constexpr char kViewIntegrations[] = "integrations:integration:view";
inline constexpr char kAddIntegrations[] = "integrations:integration:add";
inline constexpr char kEditIntegrations[] = "integrations:integration:edit";
inline constexpr char kDeleteIntegrations[] = "integrations:integration:delete";
inline constexpr char kReadEvents[] = "eventbridge:read";
inline constexpr char kManageEvents[] = "eventbridge:manage";

// Every permission there is.
const std::vector<std::string>& all_permissions();
// What one word of a seed's `rights` grants: "queues", "events", "integrations", or a permission by its
// name. Empty: no such right.
std::vector<std::string> permissions_of(const std::string& right);

struct Division {
  std::string id;
  std::string name;
};

struct Queue {
  std::string id;
  std::string name;
  Division division;
  std::string peer_id;  // empty: none
  std::optional<base::Time> created;
  std::optional<base::Time> modified;
};

enum class ClientState { kActive, kDisabled, kInactive };

// Bounds of an OAuth client's accessTokenValiditySeconds.
inline constexpr base::Seconds kTokenLifeMin{300};
inline constexpr base::Seconds kTokenLifeMax{172800};
inline constexpr base::Seconds kTokenLifeDefault{86400};

// An OAuth client of the organisation and what its roles let it do.
struct OAuthClient {
  std::string id;
  base::Secret secret;
  std::set<std::string> permissions;
  ClientState state = ClientState::kActive;
  base::Seconds token_life = kTokenLifeDefault;
  std::set<std::string> divisions;  // by name, in which it sees queues; empty: all
};

// The Genesys Cloud organisation as it starts: who is in it and what it offers. Plain data.
struct Organization {
  std::string id;
  std::string name;
  std::string domain;
  std::vector<Queue> queues;
  std::vector<OAuthClient> clients;
  std::set<std::string> event_types;  // offered for PUT /platform/eventbridge/events/{type}
  std::vector<Topic> topics;          // offered by /notifications/availabletopics
  std::vector<Integration> integrations;
  bool event_types_enabled = true;  // false: PUT of an event type answers 403, as without the integration
  std::string aws_account;          // where events of the tutorials' types go
  std::string aws_region;           // empty: every region whose default bus has rules

  // General Support, Billing and Web Sales, the client local/local, all event types of the tutorials, the
  // topics of built_in_topics(), no integration.
  static Organization built_in();

  const OAuthClient* find_client(const std::string& client_id) const;
  const Topic* find_topic(const std::string& topic) const;
};

// The division that everything is in unless said otherwise.
Division home_division();
// A division that a seed or a caller names only: its id follows from the name.
Division division_named(const std::string& name);
// An id of a UUID's form that follows from `text` alone, so that it is the same after a restart.
std::string derived_id(const std::string& text);

}  // namespace sb::cloud::genesys
