// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <vector>

#include "cloud/sns/sns.h"

// What stands of SNS, and how all of it goes.
namespace sb::cloud::sns {
namespace {

// Without the token, which would confirm it.
json::Object describe(const Subscription& s) {
  return {{"arn", s.arn},
          {"protocol", s.protocol},
          {"endpoint", service::without_password(s.endpoint)},
          {"state", name_of(s.state)},
          {"owner", s.owner},
          {"attributes", json::to_object(s.attributes)}};
}

json::Object describe(const Topic& topic) {
  std::vector<const Subscription*> ordered;
  for (const auto& [id, subscription] : topic.subscriptions) ordered.push_back(&subscription);
  std::sort(ordered.begin(), ordered.end(), [](const Subscription* a, const Subscription* b) {
    return std::tie(a->protocol, a->endpoint, a->id) < std::tie(b->protocol, b->endpoint, b->id);
  });
  json::Array subscriptions;
  for (const Subscription* subscription : ordered) subscriptions.push_back(describe(*subscription));
  return {{"name", topic.name},
          {"arn", topic.arn},
          {"attributes", json::to_object(topic.attributes)},
          {"tags", json::to_object(topic.tags)},
          {"subscriptions", std::move(subscriptions)}};
}

}  // namespace

void Sns::describe(service::Inventory& out) const {
  for (const auto& [arn, topic] : topics_) out.list(topic->realm, "topics").push_back(sns::describe(*topic));
}

void Sns::reset() {
  for (const auto& [arn, topic] : topics_) erase(*topic);
  topics_.clear();
}

}  // namespace sb::cloud::sns
