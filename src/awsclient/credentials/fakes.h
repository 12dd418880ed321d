// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "awsclient/credentials/provider.h"

// For this folder's tests.
namespace sb::awsclient::credentials {

// 2026-03-04T14:00:00Z.
inline constexpr base::Time kStart{std::chrono::milliseconds{1772632800000}};

class FakeClock final : public base::Clock {
 public:
  base::Time now() const override { return kStart + passed_.load(); }
  void pass(base::Milliseconds time) { passed_ = passed_.load() + time; }

 private:
  std::atomic<base::Milliseconds> passed_{base::Milliseconds{0}};
};

// Answers by `answer` and notes what was asked. Status 0: no answer comes.
class FakeHttp final : public net::HttpTransport {
 public:
  base::Result<net::HttpResponse> send(const net::ClientRequest& request) override {
    const std::lock_guard lock(mutex_);
    asked.push_back(request);
    net::HttpResponse response = answer(request);
    if (response.status == 0) return base::Error{"Unreachable", "no answer from " + request.url, ""};
    return response;
  }
  std::function<net::HttpResponse(const net::ClientRequest&)> answer = [](const net::ClientRequest&) {
    return net::HttpResponse{0, {}, ""};
  };
  std::vector<net::ClientRequest> asked;

 private:
  std::mutex mutex_;
};

class CountingSleeper final : public net::Sleeper {
 public:
  void sleep(base::Milliseconds duration) override { slept += duration; }
  base::Milliseconds slept{0};
};

// Everything that a provider stands on, and none of it real.
struct FakeWorld {
  std::map<std::string, std::string> variables;
  FakeHttp http;
  CountingSleeper sleeper;
  FakeClock clock;
  Surroundings surroundings{[this](std::string_view name) -> std::optional<std::string> {
                              const auto at = variables.find(std::string(name));
                              return at == variables.end() ? std::nullopt : std::optional(at->second);
                            },
                            {},
                            {"eu-west-1"},
                            http,
                            sleeper,
                            clock};

  void set_files(const std::string& config, const std::string& credentials = {}) {
    surroundings.files = *SharedFiles::parse(config, credentials);
  }
};

// What a provider found; its key id, "nothing: why" or "error: message".
inline std::string summary(const base::Result<Found>& found) {
  if (!found.ok()) return "error: " + found.error().message;
  if (const auto* nothing = std::get_if<Nothing>(&*found)) return "nothing: " + nothing->why;
  return std::get<Credentials>(*found).access_key_id;
}

// `{"AccessKeyId": id, …}` as containers and EC2 instances get it; ends an hour after kStart.
inline std::string key_json(const std::string& id) {
  return R"({"Code":"Success","AccessKeyId":")" + id +
         R"(","SecretAccessKey":"hidden-secret","Token":"hidden-token","Expiration":"2026-03-04T15:00:00Z"})";
}

// STS's answer to `action`.
inline net::HttpResponse session_xml(const std::string& action, const std::string& id) {
  return {200,
          {},
          "<" + action + "Response><" + action + "Result><Credentials><AccessKeyId>" + id +
              "</AccessKeyId><SecretAccessKey>hidden-secret</SecretAccessKey><SessionToken>hidden-token</"
              "SessionToken><Expiration>2026-03-04T15:00:00Z</Expiration></Credentials></" +
              action + "Result></" + action + "Response>"};
}

inline net::HttpResponse sts_fault(int status, const std::string& code, const std::string& message) {
  return {status,
          {},
          "<ErrorResponse><Error><Code>" + code + "</Code><Message>" + message +
              "</Message></Error></ErrorResponse>"};
}

}  // namespace sb::awsclient::credentials
