// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/form.h"
#include "cloud/genesys/answers.h"
#include "cloud/genesys/organization.h"

namespace sb::cloud::genesys {

// Which queues a query asks for: name, id, divisionId, peerId (each repeated), hasPeer,
// cannedResponseLibraryId.
class QueueFilter {
 public:
  static std::variant<QueueFilter, ErrorBody> read(const base::Form& query);
  std::vector<const Queue*> apply(std::vector<const Queue*> queues) const;

 private:
  bool lets(const Queue& queue) const;

  std::string name_;
  std::set<std::string> ids_;
  std::set<std::string> divisions_;
  std::set<std::string> peers_;
  std::optional<bool> has_peer_;
  bool by_library_ = false;
};

// Without regard to case; `*` at the start, at the end, or both stands for any text, elsewhere for itself.
bool queue_name_matches(std::string_view wanted, std::string_view name);

enum class QueueOrder { kName, kId, kDivision };

// sortBy: name (also when absent), id or divisionId.
std::variant<QueueOrder, ErrorBody> read_queue_order(const base::Form& query);
// Names sort without regard to case; equal ones by id.
void sort_queues(std::vector<const Queue*>& queues, QueueOrder order, bool ascending);

}  // namespace sb::cloud::genesys
