// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/queue_path.h"

#include "aws/limits.h"
#include "base/text.h"

namespace sb::cloud::edge {

bool is_queue_path(std::string_view path) {
  const auto parts = base::split(path, '/');
  return parts.size() == 3 && parts[0].empty() && aws::is_account_id(parts[1]) &&
         aws::is_queue_name(parts[2]);
}

bool is_for_queue_path(std::string_view operation) {
  return operation != "CreateQueue" && operation != "ListQueues";
}

}  // namespace sb::cloud::edge
