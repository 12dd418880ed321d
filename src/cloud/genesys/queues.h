// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "cloud/genesys/organization.h"
#include "cloud/genesys/router.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"

namespace sb::cloud::genesys {

// The organisation's routing queues: the calls of the platform API that list and find them, the tutorials'
// search, and making, renaming and deleting them while the cloud runs. Begins with the organisation's; what
// is changed is kept and stands over them after a restart.
class Queues {
 public:
  Queues(const service::Timeline& timeline, store::Store& store, const Organization& organization);

  base::Status load();
  std::vector<Route> routes();

  // Every queue, by name.
  std::vector<const Queue*> all() const;
  // Error code "conflict": the id is taken; "invalid": no name.
  base::Result<Queue> create(Queue queue);
  // Empty values leave the name or the division as it is. Error code "not_found" or "invalid".
  base::Result<Queue> change(const std::string& id, const std::string& name, const std::string& division);
  // Error code "not_found".
  base::Status remove(const std::string& id);
  // There are the organisation's again, as they were.
  void reset();

  static json::Object describe(const Queue& queue);

 private:
  Answer list(const Ask& ask) const;
  Answer list_brief(const Ask& ask, int64_t size_max, int64_t number_max) const;
  Answer get(const Ask& ask) const;
  Answer search(const Ask& ask) const;
  std::vector<const Queue*> seen_by(const OAuthClient& client) const;
  void save(const Queue& queue);
  void forget(const std::string& id);
  void begin();

  const service::Timeline& timeline_;
  store::Store& store_;
  const Organization& organization_;
  std::map<std::string, Queue> queues_;  // by id
};

}  // namespace sb::cloud::genesys
