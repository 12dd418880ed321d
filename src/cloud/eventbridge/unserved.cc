// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/unserved.h"

#include <fmt/format.h>

#include <set>

namespace sb::cloud::eventbridge {

bool is_unserved(const std::string& operation) {
  static const std::set<std::string> kOperations{
      "CancelReplay",       "CreateApiDestination",  "CreateArchive",          "CreateConnection",
      "CreateEndpoint",     "DeauthorizeConnection", "DeleteApiDestination",   "DeleteArchive",
      "DeleteConnection",   "DeleteEndpoint",        "DescribeApiDestination", "DescribeArchive",
      "DescribeConnection", "DescribeEndpoint",      "DescribeReplay",         "ListApiDestinations",
      "ListArchives",       "ListConnections",       "ListEndpoints",          "ListReplays",
      "StartReplay",        "UpdateApiDestination",  "UpdateArchive",          "UpdateConnection",
      "UpdateEndpoint"};
  return kOperations.contains(operation);
}

service::Fault unserved(const std::string& operation) {
  return {"OperationDisabledException", fmt::format("{} is not served by this local cloud.", operation), 400,
          "", ""};
}

}  // namespace sb::cloud::eventbridge
