// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/tags.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cloud/sns/checks.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/sns.h"

namespace sb::cloud::sns {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kKeyMax = 128;
constexpr size_t kValueMax = 256;

Fault constraint(const std::string& value, size_t number, const char* member, const char* what) {
  return {"ValidationError",
          service::constraint_text(value, fmt::format("tags.{}.member.{}", number, member), what), 400, "",
          ""};
}

std::optional<Fault> check_tag(const std::string& key, const std::string& value, size_t number) {
  if (key.empty())
    return constraint(key, number, "key", "Member must have length greater than or equal to 1");
  if (count_characters(key) > kKeyMax)
    return constraint(key, number, "key", "Member must have length less than or equal to 128");
  if (count_characters(value) > kValueMax)
    return constraint(value, number, "value", "Member must have length less than or equal to 256");
  if (base::to_lower(key).starts_with("aws:"))
    return invalid("Tag keys must not begin with the reserved prefix aws:");
  for (const std::string& text : {key, value}) {
    if (has_control_characters(text) || !base::is_xml_text(text))
      return invalid("Tags Reason: Tag keys and values must not have control characters");
  }
  return std::nullopt;
}

// Null is what AWS's framework calls a required list that is not there; an empty one is.
std::optional<Fault> check_given(const json::Object& input, const char* member, const char* shown) {
  if (input.contains(member)) return std::nullopt;
  return Fault{
      "ValidationError",
      fmt::format("1 validation error detected: Value null at '{}' failed to satisfy constraint: Member "
                  "must not be null",
                  shown),
      400, "", ""};
}

Fault no_such_resource() { return {"ResourceNotFound", "Resource does not exist", 404, "", ""}; }

}  // namespace

ReadTags read_tags(const json::Object& input) {
  ReadTags out;
  const json::Array* list = json::find_array(input, "Tags");
  if (list == nullptr) return out;
  size_t number = 0;
  for (const json::Value& item : *list) {
    ++number;
    const json::Object* tag = item.if_object();
    const std::string key = tag == nullptr ? "" : json::string_or_empty(*tag, "Key");
    const std::string value = tag == nullptr ? "" : json::string_or_empty(*tag, "Value");
    if (auto fault = check_tag(key, value, number)) return {{}, std::move(fault)};
    if (!out.tags.emplace(key, value).second) return {{}, invalid("Duplicated keys are not allowed.")};
  }
  out.fault = check_tag_count(out.tags.size());
  return out;
}

std::optional<Fault> check_tag_count(size_t count) {
  if (count <= kTagsMax) return std::nullopt;
  return Fault{"TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded", 400, "",
               ""};
}

Outcome Sns::tag_resource(const Call& call, const json::Object& input) {
  if (auto fault = check_given(input, "Tags", "tags")) return *fault;
  Topic* topic = find_topic(json::string_or_empty(input, "ResourceArn"));
  if (topic == nullptr || topic->realm != call.realm) return no_such_resource();
  ReadTags read = read_tags(input);
  if (read.fault) return *read.fault;
  read.tags.merge(std::map(topic->tags));
  if (auto fault = check_tag_count(read.tags.size())) return *fault;
  topic->tags = std::move(read.tags);
  save(*topic);
  return json::Object{};
}

Outcome Sns::untag_resource(const Call& call, const json::Object& input) {
  if (auto fault = check_given(input, "TagKeys", "tagKeys")) return *fault;
  Topic* topic = find_topic(json::string_or_empty(input, "ResourceArn"));
  if (topic == nullptr || topic->realm != call.realm) return no_such_resource();
  if (const json::Array* keys = json::find_array(input, "TagKeys")) {
    for (const json::Value& key : *keys) {
      if (key.is_string()) topic->tags.erase(json::to_std(key.get_string()));
    }
  }
  save(*topic);
  return json::Object{};
}

Outcome Sns::list_tags(const Call& call, const json::Object& input) {
  const Topic* topic = find_topic(json::string_or_empty(input, "ResourceArn"));
  if (topic == nullptr || topic->realm != call.realm) return no_such_resource();
  json::Array tags;
  for (const auto& [key, value] : topic->tags) tags.push_back(json::Object{{"Key", key}, {"Value", value}});
  return json::Object{{"Tags", tags}};
}

}  // namespace sb::cloud::sns
