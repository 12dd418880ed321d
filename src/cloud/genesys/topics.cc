// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/topics.h"

#include "base/text.h"
#include "cloud/genesys/paging.h"

namespace sb::cloud::genesys {
namespace {

json::Array parameters_of(const Topic& topic) {
  json::Array out;
  for (const std::string_view part : base::split(topic.name, '.')) {
    if (part == "{id}") out.emplace_back("id");
  }
  return out;
}

json::Array transports_of(const Topic& topic) {
  json::Array out;
  for (const std::string& transport : topic.transports) out.emplace_back(transport);
  return out;
}

// A field that there is not, or that there is nothing to say of, adds nothing.
void expand(const Topic& topic, const std::string& field, json::Object& out) {
  if (field == "transports") {
    out[field] = transports_of(topic);
  } else if (field == "description") {
    out[field] = topic.description;
  } else if (field == "visibility") {
    out[field] = topic.preview ? "Preview" : "Public";
  } else if (field == "enforced") {
    out[field] = false;
  } else if (field == "requiresPermissions" || field == "permissionDetails") {
    out[field] = json::Array{};
  } else if (field == "topicParameters") {
    out[field] = parameters_of(topic);
  }
}

Answer list(const Organization& organization, const Ask& ask) {
  const auto preview = read_flag(ask.query, "includePreview");
  if (const ErrorBody* error = std::get_if<ErrorBody>(&preview)) return *error;
  const auto fields = read_values(ask.query, "expand");
  json::Array entities;
  for (const Topic& topic : organization.topics) {
    if (topic.preview && !std::get<std::optional<bool>>(preview).value_or(true)) continue;
    json::Object entity{{"id", topic.name}};
    for (const std::string& field : fields) expand(topic, field, entity);
    entities.push_back(std::move(entity));
  }
  return json::Object{{"entities", std::move(entities)}};
}

}  // namespace

std::vector<Route> topic_routes(const Organization& organization) {
  return {{"GET", "/api/v2/notifications/availabletopics", "",
           [&organization](const Ask& ask) { return list(organization, ask); }}};
}

}  // namespace sb::cloud::genesys
