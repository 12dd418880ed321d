// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/delivery_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "base/text.h"
#include "cloud/sns/faults.h"

namespace sb::cloud::sns {
namespace {

using Backoff = delivery::RetrySchedule::Backoff;

constexpr int64_t kRetriesMax = 100;
constexpr int64_t kSecondsMax = 3600;
constexpr int64_t kReceivesMax = 1000000;
constexpr char kDefaultContentType[] = "text/plain; charset=UTF-8";
constexpr std::array<std::string_view, 4> kBackoffs{"linear", "arithmetic", "geometric", "exponential"};
constexpr std::array<std::string_view, 2> kEnvelopeTypes{"application/json", "text/plain"};
constexpr std::array<std::string_view, 12> kRawTypes{"application/atom+xml",
                                                     "application/json",
                                                     "application/octet-stream",
                                                     "application/soap+xml",
                                                     "application/xml",
                                                     "application/x-www-form-urlencoded",
                                                     "application/xhtml+xml",
                                                     "text/css",
                                                     "text/csv",
                                                     "text/html",
                                                     "text/plain",
                                                     "text/xml"};

template <size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string media_type(std::string_view content_type) {
  return base::to_lower(base::trim(content_type.substr(0, content_type.find(';'))));
}

bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

// Reads one policy; keeps the first thing that is wrong.
class Reader {
 public:
  // `place` is how SNS names an object of the policy: "http.defaultHealthyRetryPolicy".
  void expect_members(const json::Object& object, const std::vector<std::string_view>& known) {
    for (const auto& [name, value] : object) {
      if (std::find(known.begin(), known.end(), std::string_view(name)) == known.end())
        fail(fmt::format("Unexpected JSON member: {}", std::string_view(name)));
    }
  }

  delivery::RetrySchedule read_retry(const json::Object& object, const std::string& place) {
    expect_members(object, {"minDelayTarget", "maxDelayTarget", "numRetries", "numMaxDelayRetries",
                            "numNoDelayRetries", "numMinDelayRetries", "backoffFunction"});
    delivery::RetrySchedule out = delivery::RetrySchedule::http_endpoint();
    const int64_t lowest = required(object, place, "minDelayTarget", 1, kSecondsMax);
    const int64_t highest = required(object, place, "maxDelayTarget", 1, kSecondsMax);
    if (highest < lowest) fail(place + ".maxDelayTarget must be greater than or equal to minDelayTarget");
    out.min_delay = base::Seconds(lowest);
    out.max_delay = base::Seconds(highest);
    out.retries_max = static_cast<int>(required(object, place, "numRetries", 0, kRetriesMax));
    out.no_delay_retries = optional(object, place, "numNoDelayRetries");
    out.min_delay_retries = optional(object, place, "numMinDelayRetries");
    out.max_delay_retries = optional(object, place, "numMaxDelayRetries");
    if (out.no_delay_retries + out.min_delay_retries + out.max_delay_retries > out.retries_max) {
      fail(place +
           ".numRetries must be greater than or equal to total of numMinDelayRetries, numNoDelayRetries and "
           "numMaxDelayRetries");
    }
    out.backoff = read_backoff(object, place);
    if (!failed() && out.total_delay() > base::Seconds(kSecondsMax))
      fail(fmt::format("{}: the retries together must take no longer than {} seconds", place, kSecondsMax));
    return out;
  }

  template <size_t N>
  std::string read_content_type(const json::Object& object, const std::string& place,
                                const std::array<std::string_view, N>& known) {
    expect_members(object, {"headerContentType"});
    const std::string type = json::string_or_empty(object, "headerContentType");
    if (!is_one_of(media_type(type), known) || !is_header_value(type)) {
      fail(fmt::format("{}.headerContentType is not a supported content type: [{}]", place, type));
    }
    return type;
  }

  int read_throttle(const json::Object& object, const std::string& place) {
    expect_members(object, {"maxReceivesPerSecond"});
    return static_cast<int>(required(object, place, "maxReceivesPerSecond", 1, kReceivesMax));
  }

  // Members that may be there only as null or false.
  void refuse(const json::Object& object, std::string_view name) {
    const json::Value* value = object.if_contains(name);
    if (value == nullptr || value->is_null() || (value->is_bool() && !value->get_bool())) return;
    fail(fmt::format("{} is not served by this endpoint", name));
  }

  bool failed() const { return !error_.empty(); }
  void fail(std::string error) {
    if (!failed()) error_ = std::move(error);
  }
  base::Result<DeliveryPolicy> result(DeliveryPolicy policy) const {
    if (failed()) return base::Error{"", "DeliveryPolicy: " + error_, ""};
    return policy;
  }

 private:
  int64_t required(const json::Object& object, const std::string& place, const char* name, int64_t lowest,
                   int64_t highest) {
    const json::Value* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) {
      fail(fmt::format("{}.{} must be specified", place, name));
      return lowest;
    }
    const auto number = value->is_number() ? json::find_int(object, name) : std::nullopt;
    if (!number) fail(fmt::format("{}.{} must be an integer", place, name));
    if (number && *number < lowest)
      fail(fmt::format("{}.{} must be greater than or equal to {}", place, name, lowest));
    if (number && *number > highest)
      fail(fmt::format("{}.{} must be less than or equal to {}", place, name, highest));
    return std::clamp(number.value_or(lowest), lowest, highest);
  }

  int optional(const json::Object& object, const std::string& place, const char* name) {
    const json::Value* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return 0;
    return static_cast<int>(required(object, place, name, 0, kRetriesMax));
  }

  Backoff read_backoff(const json::Object& object, const std::string& place) {
    const json::Value* value = object.if_contains("backoffFunction");
    if (value == nullptr || value->is_null()) return Backoff::kLinear;
    const auto* at = std::find(kBackoffs.begin(), kBackoffs.end(),
                               json::find_string(object, "backoffFunction").value_or(""));
    if (at == kBackoffs.end())
      fail(place + ".backoffFunction must be one of [arithmetic, exponential, geometric, linear]");
    return static_cast<Backoff>(at == kBackoffs.end() ? 0 : at - kBackoffs.begin());
  }

  std::string error_;
};

base::Result<json::Object> read_object(std::string_view text) {
  if (const auto trouble = json_trouble(text)) return base::Error{"", "DeliveryPolicy: " + *trouble, ""};
  auto document = json::parse_document(text);
  if (!document || !document->is_object())
    return base::Error{"", "DeliveryPolicy: the policy must be a JSON object", ""};
  return std::move(document->get_object());
}

json::Object retry_json(const delivery::RetrySchedule& retry) {
  return {{"minDelayTarget", retry.min_delay.count()},
          {"maxDelayTarget", retry.max_delay.count()},
          {"numRetries", retry.retries_max},
          {"numMaxDelayRetries", retry.max_delay_retries},
          {"numNoDelayRetries", retry.no_delay_retries},
          {"numMinDelayRetries", retry.min_delay_retries},
          {"backoffFunction", kBackoffs.at(static_cast<size_t>(retry.backoff))}};
}

// The members of the object at `name` that are set, in SNS's order; null where there is no such object.
json::Value kept_members(const json::Object& policy, const char* name) {
  static constexpr const char* kMembers[] = {
      "minDelayTarget",     "maxDelayTarget",       "numRetries",
      "numMaxDelayRetries", "numNoDelayRetries",    "numMinDelayRetries",
      "backoffFunction",    "maxReceivesPerSecond", "headerContentType"};
  const json::Object* object = json::find_object(policy, name);
  if (object == nullptr) return nullptr;
  json::Object out;
  for (const char* member : kMembers) {
    const json::Value* value = object->if_contains(member);
    if (value != nullptr && !value->is_null()) out[member] = *value;
  }
  return out;
}

void set_unless_null(json::Object& out, const char* name, json::Value value) {
  if (!value.is_null()) out[name] = std::move(value);
}

json::Value throttle_json(const DeliveryPolicy& policy) {
  if (!policy.receives_per_second_max) return nullptr;
  return json::Object{{"maxReceivesPerSecond", *policy.receives_per_second_max}};
}

}  // namespace

base::Result<DeliveryPolicy> parse_topic_delivery_policy(std::string_view text) {
  const auto object = read_object(text);
  if (!object) return object.error();
  Reader reader;
  DeliveryPolicy out;
  reader.expect_members(*object, {"http"});
  const json::Object* http = json::find_object(*object, "http");
  if (http == nullptr) {
    reader.fail("http must be specified");
    return reader.result(out);
  }
  reader.expect_members(*http, {"defaultHealthyRetryPolicy", "disableSubscriptionOverrides",
                                "defaultThrottlePolicy", "defaultRequestPolicy"});
  if (const json::Object* retry = json::find_object(*http, "defaultHealthyRetryPolicy"))
    out.retry = reader.read_retry(*retry, "http.defaultHealthyRetryPolicy");
  if (const json::Object* request = json::find_object(*http, "defaultRequestPolicy")) {
    out.content_type = reader.read_content_type(*request, "http.defaultRequestPolicy", kEnvelopeTypes);
  }
  if (const json::Object* throttle = json::find_object(*http, "defaultThrottlePolicy"))
    out.receives_per_second_max = reader.read_throttle(*throttle, "http.defaultThrottlePolicy");
  out.disable_subscription_overrides = json::find_bool(*http, "disableSubscriptionOverrides").value_or(false);
  return reader.result(out);
}

base::Result<DeliveryPolicy> parse_subscription_delivery_policy(std::string_view text) {
  const auto object = read_object(text);
  if (!object) return object.error();
  Reader reader;
  DeliveryPolicy out;
  reader.expect_members(
      *object, {"healthyRetryPolicy", "sicklyRetryPolicy", "throttlePolicy", "requestPolicy", "guaranteed"});
  if (const json::Object* retry = json::find_object(*object, "healthyRetryPolicy"))
    out.retry = reader.read_retry(*retry, "healthyRetryPolicy");
  if (const json::Object* request = json::find_object(*object, "requestPolicy"))
    out.content_type = reader.read_content_type(*request, "requestPolicy", kRawTypes);
  if (const json::Object* throttle = json::find_object(*object, "throttlePolicy"))
    out.receives_per_second_max = reader.read_throttle(*throttle, "throttlePolicy");
  for (const char* name : {"sicklyRetryPolicy", "guaranteed"}) reader.refuse(*object, name);
  return reader.result(out);
}

std::string kept_topic_text(const std::string& text) {
  if (text.empty() || !parse_topic_delivery_policy(text)) return text;
  const auto object = read_object(text);
  const json::Object& given = *json::find_object(*object, "http");
  json::Object http;
  set_unless_null(http, "defaultHealthyRetryPolicy", kept_members(given, "defaultHealthyRetryPolicy"));
  http["disableSubscriptionOverrides"] =
      json::find_bool(given, "disableSubscriptionOverrides").value_or(false);
  set_unless_null(http, "defaultThrottlePolicy", kept_members(given, "defaultThrottlePolicy"));
  set_unless_null(http, "defaultRequestPolicy", kept_members(given, "defaultRequestPolicy"));
  return json::to_text(json::Object{{"http", std::move(http)}});
}

std::string kept_subscription_text(const std::string& text) {
  if (text.empty() || !parse_subscription_delivery_policy(text)) return text;
  const auto given = read_object(text);
  return json::to_text(json::Object{{"healthyRetryPolicy", kept_members(*given, "healthyRetryPolicy")},
                                    {"sicklyRetryPolicy", nullptr},
                                    {"throttlePolicy", kept_members(*given, "throttlePolicy")},
                                    {"requestPolicy", kept_members(*given, "requestPolicy")},
                                    {"guaranteed", false}});
}

DeliveryPolicy effective(const DeliveryPolicy& topic) {
  DeliveryPolicy out = topic;
  if (!out.retry) out.retry = delivery::RetrySchedule::http_endpoint();
  if (!out.content_type) out.content_type = kDefaultContentType;
  return out;
}

DeliveryPolicy effective(const DeliveryPolicy& topic, const DeliveryPolicy& subscription) {
  DeliveryPolicy out = effective(topic);
  if (topic.disable_subscription_overrides) return out;
  if (subscription.retry) out.retry = subscription.retry;
  if (subscription.content_type) out.content_type = subscription.content_type;
  if (subscription.receives_per_second_max)
    out.receives_per_second_max = subscription.receives_per_second_max;
  return out;
}

std::string effective_topic_text(const DeliveryPolicy& policy) {
  json::Object http{{"defaultHealthyRetryPolicy", retry_json(*policy.retry)},
                    {"disableSubscriptionOverrides", policy.disable_subscription_overrides}};
  if (policy.receives_per_second_max) http["defaultThrottlePolicy"] = throttle_json(policy);
  http["defaultRequestPolicy"] = json::Object{{"headerContentType", *policy.content_type}};
  return json::to_text(json::Object{{"http", std::move(http)}});
}

std::string effective_subscription_text(const DeliveryPolicy& policy) {
  return json::to_text(
      json::Object{{"healthyRetryPolicy", retry_json(*policy.retry)},
                   {"sicklyRetryPolicy", nullptr},
                   {"throttlePolicy", throttle_json(policy)},
                   {"requestPolicy", json::Object{{"headerContentType", *policy.content_type}}},
                   {"guaranteed", false}});
}

std::string content_type_of(const DeliveryPolicy& effective, bool raw) {
  const bool fits = raw || is_one_of(media_type(*effective.content_type), kEnvelopeTypes);
  return fits ? *effective.content_type : kDefaultContentType;
}

}  // namespace sb::cloud::sns
