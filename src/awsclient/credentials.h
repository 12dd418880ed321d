// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace sb::awsclient {

using Environment = std::function<std::optional<std::string>(std::string_view name)>;

struct Credentials {
  std::string access_key_id;
  base::Secret secret_access_key;
  base::Secret session_token;
};

// One way of finding credentials. Thread-safe.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;
  // Where it looks, for messages: "the environment", "profile 'prod'".
  virtual std::string name() const = 0;
  // nullopt: nothing there, ask the next one. Error: something is there and broken.
  virtual base::Result<std::optional<Credentials>> find() = 0;
};

// Given beforehand (the local cloud's own key pair).
std::unique_ptr<CredentialProvider> make_static_provider(Credentials credentials);
// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. One key without the other is an error.
std::unique_ptr<CredentialProvider> make_environment_provider(Environment environment);

// The first provider that has something. Error when none has, naming all that were asked.
class CredentialChain {
 public:
  explicit CredentialChain(std::vector<std::unique_ptr<CredentialProvider>> providers)
      : providers_(std::move(providers)) {}
  base::Result<Credentials> find();

 private:
  std::vector<std::unique_ptr<CredentialProvider>> providers_;
};

}  // namespace sb::awsclient
