// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace sb::awsclient {

// Reads an environment variable; nullopt when unset.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

struct Credentials {
  std::string access_key_id;
  base::Secret secret_access_key;
  base::Secret session_token;                        // empty for long-term keys
  std::optional<base::Time> expires = std::nullopt;  // nullopt: they last
};

// Where a Transport takes its credentials from, before every attempt of a call. Thread-safe.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  // Error: there are none, or none that still hold; says where it looked.
  virtual base::Result<Credentials> get() = 0;
};

// Given beforehand (the local cloud's own key pair).
class FixedCredentials final : public CredentialSource {
 public:
  explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
  base::Result<Credentials> get() override { return credentials_; }

 private:
  const Credentials credentials_;
};

}  // namespace sb::awsclient
