// SPDX-License-Identifier: Apache-2.0
#include "genesys/topics.h"

#include <algorithm>

namespace sb::genesys {
namespace {

constexpr char kPath[] = "/api/v2/notifications/availabletopics?expand=transports";

Topic read_topic(const json::Object& object) {
  Topic out{json::string_or_empty(object, "id"), {}};
  if (const json::Array* transports = json::find_array(object, "transports")) {
    for (const json::Value& item : *transports) {
      if (item.is_string()) out.transports.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

}  // namespace

bool Topic::reaches_eventbridge() const {
  return std::any_of(transports.begin(), transports.end(),
                     [](const std::string& way) { return way == "All" || way == "EventBridge"; });
}

base::Result<std::optional<std::vector<Topic>>> available_topics(Client& client) {
  const auto response = client.send("GET", kPath);
  if (!response) return response.error();
  const int status = response->status;
  if (status == 403 || status == 404 || status == 405) return std::optional<std::vector<Topic>>{};
  if (status != 200) return client.error_of("GET", kPath, *response);
  const auto body = object_of("GET", kPath, *response);
  if (!body) return body.error();
  std::vector<Topic> out;
  if (const json::Array* entities = json::find_array(*body, "entities")) {
    for (const json::Value& item : *entities) {
      if (item.is_object()) out.push_back(read_topic(item.get_object()));
    }
  }
  return std::optional(std::move(out));
}

}  // namespace sb::genesys
