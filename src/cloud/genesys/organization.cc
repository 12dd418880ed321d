// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/organization.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"

namespace sb::cloud::genesys {
namespace {

OAuthClient local_client() {
  OAuthClient out;
  out.id = "local";
  out.secret = base::Secret("local");
  out.permissions.insert(all_permissions().begin(), all_permissions().end());
  return out;
}

Queue built_in_queue(const char* id, const char* name) {
  Queue out;
  out.id = id;
  out.name = name;
  out.division = home_division();
  return out;
}

}  // namespace

const std::vector<std::string>& all_permissions() {
  static const std::vector<std::string> kAll{kViewQueues,      kSearchQueues,     kViewIntegrations,
                                             kAddIntegrations, kEditIntegrations, kDeleteIntegrations,
                                             kReadEvents,      kManageEvents};
  return kAll;
}

std::vector<std::string> permissions_of(const std::string& right) {
  if (right == "queues") return {kViewQueues, kSearchQueues};
  if (right == "events") return {kReadEvents, kManageEvents};
  if (right == "integrations")
    return {kViewIntegrations, kAddIntegrations, kEditIntegrations, kDeleteIntegrations};
  const auto& all = all_permissions();
  return std::find(all.begin(), all.end(), right) == all.end() ? std::vector<std::string>{}
                                                               : std::vector<std::string>{right};
}

Organization Organization::built_in() {
  Organization out;
  out.id = "122be111-0193-43aa-aadd-167d922a59af";
  out.name = "Local Contact Center";
  out.domain = "local";
  out.queues = {built_in_queue("30efdbc1-b459-462a-a4b5-966c53a60562", "General Support"),
                built_in_queue("8a0c56ee-e6c0-4fd2-a979-75f8764dbc75", "Billing"),
                built_in_queue("8915edf3-6eee-4201-9c52-b16af4dc51dc", "Web Sales")};
  out.clients = {local_client()};
  out.event_types = {"conversationCreated", "conversationUpdated", "conversationEnded",
                     "conversation.start",  "conversation.update", "conversation.end"};
  out.topics = built_in_topics();
  out.aws_account = "000000000000";
  return out;
}

const OAuthClient* Organization::find_client(const std::string& client_id) const {
  const auto at = std::find_if(clients.begin(), clients.end(),
                               [&](const OAuthClient& client) { return client.id == client_id; });
  return at == clients.end() ? nullptr : &*at;
}

const Topic* Organization::find_topic(const std::string& topic) const {
  const auto at =
      std::find_if(topics.begin(), topics.end(), [&](const Topic& known) { return known.name == topic; });
  return at == topics.end() ? nullptr : &*at;
}

Division home_division() { return {"939b3e9d-4ff5-4da5-9868-1b03509f0509", "Home"}; }

Division division_named(const std::string& name) {
  return name == home_division().name ? home_division() : Division{derived_id("division " + name), name};
}

std::string derived_id(const std::string& text) {
  std::string hex = base::hex(base::sha256(text)).substr(0, 32);
  hex[12] = '5';
  hex[16] = '8';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

}  // namespace sb::cloud::genesys
