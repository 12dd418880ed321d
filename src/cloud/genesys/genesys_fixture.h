// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/digest.h"
#include "cloud/genesys/genesys.h"

// For tests: the platform without a server, with partner event sources that only remember.
namespace sb::cloud::genesys {

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1772632800000)); }
};

class FakePartnerSources final : public service::PartnerSources {
 public:
  base::Status offer(const aws::Realm& customer, const std::string& name) override {
    if (states.contains({customer, name}))
      return base::Error{"ResourceAlreadyExistsException", "it is there already", ""};
    states[{customer, name}] = service::PartnerSourceState::kPending;
    return {};
  }
  void withdraw(const aws::Realm& customer, const std::string& name) override {
    states.erase({customer, name});
  }
  std::optional<service::PartnerSourceState> state_of(const aws::Realm& customer,
                                                      const std::string& name) const override {
    const auto at = states.find({customer, name});
    return at == states.end() ? std::nullopt : std::optional(at->second);
  }
  bool send(const aws::Realm& customer, const std::string& name,
            const service::PartnerEvent& event) override {
    if (state_of(customer, name) != service::PartnerSourceState::kActive) return false;
    sent[name].push_back(event);
    return true;
  }

  std::map<std::pair<aws::Realm, std::string>, service::PartnerSourceState> states;
  std::map<std::string, std::vector<service::PartnerEvent>> sent;
};

class GenesysTest : public testing::Test {
 protected:
  GenesysTest() : clock_(fixed_) { start(); }
  ~GenesysTest() override { stop(); }

  // Starts the platform anew over the organisation and what is kept.
  void start() {
    timeline_ = std::make_unique<service::Timeline>(loop_, clock_);
    store_ = std::move(
        *store::Store::open(path_, store::Fsync::kInterval, [](std::function<void()> work) { work(); }));
    genesys = std::make_unique<Genesys>(*timeline_, *store_, sources, organization, quotas,
                                        [this](const OutgoingEvent& event) { outgoing.push_back(event); });
    ASSERT_TRUE(genesys->load().ok());
  }
  void restart() {
    stop();
    start();
  }
  // Lets the cloud's time pass and what is due happen.
  void pass(base::Milliseconds duration) {
    timeline_->move_clock(clock_.offset() + duration);
    const auto end = loop_.call_after(base::Milliseconds(1), [this] { loop_.stop(); });
    loop_.run();
  }

  net::HttpResponse ask_for_token(const std::string& body, net::Headers headers = {}) {
    return genesys->handle({"POST", "/oauth/token", std::move(headers), body});
  }
  std::string token(const std::string& id = "local", const std::string& secret = "local") {
    const auto answer =
        ask_for_token("grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret);
    return json::string_or_empty(read(answer), "access_token");
  }
  net::HttpResponse call_as(const std::string& bearer, const std::string& method, const std::string& target,
                            const std::string& body = "") {
    return genesys->handle({method, target, {{"Authorization", "Bearer " + bearer}}, body});
  }
  net::HttpResponse call(const std::string& method, const std::string& target, const std::string& body = "") {
    if (token_.empty()) token_ = token();
    return call_as(token_, method, target, body);
  }
  static json::Object read(const net::HttpResponse& response) {
    const auto body = json::parse_document(response.body);
    return body.ok() && body->is_object() ? body->get_object() : json::Object{};
  }
  static std::string code(const net::HttpResponse& response) {
    return json::string_or_empty(read(response), "code");
  }
  static std::string message(const net::HttpResponse& response) {
    return json::string_or_empty(read(response), "message");
  }
  static std::string header(const net::HttpResponse& response, const std::string& name) {
    return std::string(net::find_header(response.headers, name).value_or(""));
  }

  Organization organization = Organization::built_in();
  service::Quotas quotas = service::Quotas::kNone;
  FakePartnerSources sources;
  std::vector<OutgoingEvent> outgoing;
  std::unique_ptr<Genesys> genesys;

 private:
  void stop() {
    if (store_ != nullptr) store_->drain();
    genesys = nullptr;
    store_ = nullptr;
    timeline_ = nullptr;
  }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_;
  std::unique_ptr<service::Timeline> timeline_;
  const std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / base::make_uuid();
  const std::string path_ = (std::filesystem::create_directories(folder_), (folder_ / "cloud.db").string());
  std::unique_ptr<store::Store> store_;
  std::string token_;
};

}  // namespace sb::cloud::genesys
