// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "awsclient/credentials.h"
#include "awsclient/shared_files.h"
#include "awsclient/transport.h"
#include "base/clock.h"
#include "net/http_client.h"
#include "net/retry.h"

namespace sb::awsclient::credentials {

// What providers look at and call. Outlives every provider made with it.
struct Surroundings {
  Environment environment;
  SharedFiles files;
  Endpoints endpoints;
  net::HttpTransport& http;
  net::Sleeper& sleeper;
  const base::Clock& clock;

  // A variable that is set and not empty, else "".
  std::string variable(std::string_view name) const { return environment(name).value_or(""); }
};

// There are no credentials at this place: "AWS_ACCESS_KEY_ID is not set".
struct Nothing {
  std::string why;
};
using Found = std::variant<Credentials, Nothing>;

// One way of finding credentials; asked again for every renewal. One caller at a time.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;
  // Where it looks, for messages: "the environment", "the role of profile 'prod'".
  virtual std::string name() const = 0;
  // Nothing: the next one is asked. Error: something is there and broken, or refused; the chain ends.
  virtual base::Result<Found> find() = 0;
};
using ProviderPtr = std::unique_ptr<CredentialProvider>;

}  // namespace sb::awsclient::credentials
