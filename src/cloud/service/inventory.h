// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/arn.h"
#include "json/document.h"

namespace sb::cloud::service {

// What stands in the AWS services of the local cloud, account by account and region by region. Each service
// adds lists of its own; what is in no list is not there. No secrets go in.
class Inventory {
 public:
  // The list of one kind ("queues") in a realm, made when there is none yet.
  json::Array& list(const aws::Realm& realm, std::string_view kind);
  // [{"account":…,"regions":[{"region":…,"queues":[…],…}]}], accounts and regions ascending.
  json::Array to_json() const;

 private:
  std::map<std::string, std::map<std::string, json::Object>> accounts_;
};

// Adds a member that is there only where there is something to say.
void add_unless_empty(json::Object& out, std::string_view name, std::string_view text);
void add_unless_empty(json::Object& out, std::string_view name,
                      const std::map<std::string, std::string>& map);

// An address, or a text that has one, without the user and password that may stand before its host: all up to
// the last '@' there, as whoever calls it takes them.
std::string without_password(const std::string& address);

}  // namespace sb::cloud::service
