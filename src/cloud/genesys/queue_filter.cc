// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/queue_filter.h"

#include <algorithm>

#include "base/text.h"
#include "cloud/genesys/paging.h"

namespace sb::cloud::genesys {
namespace {

// Repeated parameters, or several values in one with commas between, as the JavaScript SDK writes them.
std::set<std::string> read_set(const base::Form& query, const char* name) {
  std::set<std::string> out;
  for (const std::string& values : base::form_values(query, name)) {
    for (const std::string_view value : base::split(values, ',')) out.emplace(value);
  }
  return out;
}

bool among(const std::set<std::string>& wanted, const std::string& value) {
  return wanted.empty() || wanted.contains(value);
}

std::string sort_key(const Queue& queue, QueueOrder order) {
  switch (order) {
    case QueueOrder::kId:
      return queue.id;
    case QueueOrder::kDivision:
      return queue.division.id;
    case QueueOrder::kName:
      break;
  }
  return base::to_lower(queue.name);
}

}  // namespace

bool queue_name_matches(std::string_view wanted, std::string_view name) {
  const bool open_start = wanted.starts_with('*');
  if (open_start) wanted.remove_prefix(1);
  const bool open_end = wanted.ends_with('*');
  if (open_end) wanted.remove_suffix(1);
  const std::string want = base::to_lower(wanted);
  const std::string have = base::to_lower(name);
  if (open_start && open_end) return have.find(want) != std::string::npos;
  if (open_start) return have.ends_with(want);
  return open_end ? have.starts_with(want) : have == want;
}

std::variant<QueueFilter, ErrorBody> QueueFilter::read(const base::Form& query) {
  const auto has_peer = read_flag(query, "hasPeer");
  if (const ErrorBody* error = std::get_if<ErrorBody>(&has_peer)) return *error;
  QueueFilter out;
  out.name_ = base::form_value(query, "name");
  out.ids_ = read_set(query, "id");
  out.divisions_ = read_set(query, "divisionId");
  if (out.divisions_.contains("*")) out.divisions_.clear();
  out.peers_ = read_set(query, "peerId");
  out.has_peer_ = std::get<std::optional<bool>>(has_peer);
  out.by_library_ = !base::form_value(query, "cannedResponseLibraryId").empty();
  return out;
}

bool QueueFilter::lets(const Queue& queue) const {
  return (name_.empty() || queue_name_matches(name_, queue.name)) && among(ids_, queue.id) &&
         among(divisions_, queue.division.id) && among(peers_, queue.peer_id) &&
         has_peer_.value_or(!queue.peer_id.empty()) == !queue.peer_id.empty() && !by_library_;
}

std::vector<const Queue*> QueueFilter::apply(std::vector<const Queue*> queues) const {
  std::erase_if(queues, [this](const Queue* queue) { return !lets(*queue); });
  return queues;
}

std::variant<QueueOrder, ErrorBody> read_queue_order(const base::Form& query) {
  const std::string by = base::form_value(query, "sortBy");
  if (by.empty() || by == "name") return QueueOrder::kName;
  if (by == "id") return QueueOrder::kId;
  if (by == "divisionId") return QueueOrder::kDivision;
  return invalid_value("sortBy", "The parameter sortBy must be name, id or divisionId.");
}

void sort_queues(std::vector<const Queue*>& queues, QueueOrder order, bool ascending) {
  const auto before = [order](const Queue* a, const Queue* b) {
    return std::pair(sort_key(*a, order), a->id) < std::pair(sort_key(*b, order), b->id);
  };
  std::sort(queues.begin(), queues.end(),
            [&](const Queue* a, const Queue* b) { return ascending ? before(a, b) : before(b, a); });
}

}  // namespace sb::cloud::genesys
