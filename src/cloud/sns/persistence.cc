// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/sns.h"
#include "cloud/sns/subscription_attributes.h"
#include "cloud/sns/topic_attributes.h"

// How topics, subscriptions and the signing key are kept.
namespace sb::cloud::sns {

namespace {

using State = Subscription::State;

constexpr char kKeyName[] = "sns-key";
constexpr char kCertificateName[] = "sns-certificate";

std::string key_of(const Topic& topic) {
  return service::make_key({topic.realm.account, topic.realm.region, topic.name});
}

std::string key_of(const Topic& topic, const Subscription& s) {
  return service::make_key({key_of(topic), s.id});
}

State state_of(std::string_view name) {
  if (name == "pending") return State::kPending;
  return name == "deleted" ? State::kDeleted : State::kConfirmed;
}

base::Time time_at(const json::Object& row, const char* member) {
  return base::Time(base::Milliseconds(json::find_int(row, member).value_or(0)));
}

base::Result<Subscription> read_subscription(const Topic& topic, std::string id, const json::Object& row) {
  Subscription s;
  s.id = std::move(id);
  s.arn = topic.arn + ":" + s.id;
  s.protocol = json::string_or_empty(row, "protocol");
  s.endpoint = json::string_or_empty(row, "endpoint");
  s.owner = json::string_or_empty(row, "owner");
  s.principal = json::string_or_empty(row, "principal");
  s.state = state_of(json::string_or_empty(row, "state"));
  s.since = time_at(row, "since");
  s.token = json::string_or_empty(row, "token");
  s.token_made = time_at(row, "token_made");
  s.confirmation_was_authenticated = json::find_bool(row, "confirmation_was_authenticated").value_or(true);
  s.authenticate_on_unsubscribe = json::find_bool(row, "authenticate_on_unsubscribe").value_or(false);
  if (const auto fault = set_attributes(s, json::string_map(row, "attributes"), "")) {
    return base::Error{"store",
                       fmt::format("the subscription {} has an attribute that is not taken any more: {}",
                                   s.arn, fault->message),
                       "set it anew, or end the subscription, by the version that took it"};
  }
  return s;
}

}  // namespace

const char* name_of(State state) {
  if (state == State::kPending) return "pending";
  return state == State::kDeleted ? "deleted" : "confirmed";
}

void Sns::save(const Topic& topic) {
  const json::Object row{{"account", topic.realm.account},
                         {"region", topic.realm.region},
                         {"name", topic.name},
                         {"attributes", json::to_object(topic.attributes)},
                         {"tags", json::to_object(topic.tags)}};
  store_.put(store::Table::kTopic, key_of(topic), json::to_text(row));
}

void Sns::save(const Topic& topic, const Subscription& s) {
  const json::Object row{{"protocol", s.protocol},
                         {"endpoint", s.endpoint},
                         {"owner", s.owner},
                         {"principal", s.principal},
                         {"state", name_of(s.state)},
                         {"since", s.since.time_since_epoch().count()},
                         {"token", s.token},
                         {"token_made", s.token_made.time_since_epoch().count()},
                         {"confirmation_was_authenticated", s.confirmation_was_authenticated},
                         {"authenticate_on_unsubscribe", s.authenticate_on_unsubscribe},
                         {"attributes", json::to_object(s.attributes)}};
  store_.put(store::Table::kSubscription, key_of(topic, s), json::to_text(row));
}

void Sns::erase(const Topic& topic) {
  for (const auto& [id, s] : topic.subscriptions) erase(topic, s);
  store_.erase(store::Table::kTopic, key_of(topic));
}

void Sns::erase(const Topic& topic, const Subscription& s) {
  store_.erase(store::Table::kSubscription, key_of(topic, s));
}

base::Status Sns::load() {
  for (const auto part : {&Sns::load_key, &Sns::load_topics, &Sns::load_subscriptions}) {
    if (auto status = (this->*part)(); !status) return status;
  }
  for (const auto& [arn, topic] : topics_) {
    for (const auto& [id, s] : topic->subscriptions) watch(*topic, s);
  }
  return {};
}

base::Status Sns::load_key() {
  std::string key_pem;
  std::string certificate_pem;
  auto status = store_.for_each(store::Table::kMeta, [&](std::string_view key, std::string_view value) {
    if (key == kKeyName) key_pem = std::string(value);
    if (key == kCertificateName) certificate_pem = std::string(value);
  });
  return status.ok() && !key_pem.empty() ? signer_.load(key_pem, certificate_pem) : status;
}

void Sns::ensure_key() {
  if (!signer_.ensure_key()) return;
  store_.put(store::Table::kMeta, kKeyName, signer_.private_key_pem());
  store_.put(store::Table::kMeta, kCertificateName, signer_.certificate_pem());
}

base::Status Sns::load_topics() {
  return store_.for_each_object(store::Table::kTopic, [&](std::string_view, const json::Object& row) {
    auto topic = std::make_unique<Topic>();
    topic->realm = {json::string_or_empty(row, "account"), json::string_or_empty(row, "region")};
    topic->name = json::string_or_empty(row, "name");
    topic->arn = aws::topic_arn(topic->realm, topic->name);
    topic->tags = json::string_map(row, "tags");
    for (const auto& [name, text] : json::string_map(row, "attributes")) set_attribute(*topic, name, text);
    const std::string arn = topic->arn;
    topics_.emplace(arn, std::move(topic));
  });
}

base::Status Sns::load_subscriptions() {
  std::map<std::string, Topic*> by_key;
  for (const auto& [arn, topic] : topics_) by_key.emplace(key_of(*topic), topic.get());
  base::Status read;
  const auto status =
      store_.for_each_object(store::Table::kSubscription, [&](std::string_view key, const json::Object& row) {
        const size_t mark = key.rfind('\x1f');
        const auto at = by_key.find(std::string(key.substr(0, mark)));
        if (at == by_key.end()) return;
        Topic& topic = *at->second;
        auto s = read_subscription(topic, std::string(key.substr(mark + 1)), row);
        if (!s) {
          read = s.error();
          return;
        }
        topic.subscriptions.emplace(s->id, std::move(*s));
      });
  return status.ok() ? read : status;
}

}  // namespace sb::cloud::sns
