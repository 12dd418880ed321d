// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "awsclient/credentials.h"
#include "awsclient/credentials/provider.h"
#include "json/document.h"

// What the endpoints of this folder have in common. Error messages never hold the text of an answer, which
// may be a secret.
namespace sb::awsclient::credentials {

// How often an endpoint is asked, and how long between two times.
struct Patience {
  int attempts_max = 1;
  base::Milliseconds apart{1000};
};

// Asks again where there was no answer, or 429 or 5xx, until the sleeper is stopped. Error: there was none at
// last.
base::Result<net::HttpResponse> fetch(const Surroundings& surroundings, const net::ClientRequest& request,
                                      const Patience& patience);

// "answered 403: AccessDenied: words", with the `code` and `message` of a JSON body where it has them.
std::string describe(const net::HttpResponse& response);

// The object in `text`. Error: `who` gave something else.
base::Result<json::Object> read_object(std::string_view text, const std::string& who);

// `{"AccessKeyId", "SecretAccessKey", <token_key>, "Expiration"}`. Which of the last two must be there is the
// caller's to say.
enum class Temporary { kYes, kMaybe };
base::Result<Credentials> read_credentials(const json::Object& object, std::string_view token_key,
                                           Temporary temporary, const std::string& who);

// ISO 8601 with 'Z', an offset (+01:00, +0100) or the "UTC" that older AWS CLIs wrote into the SSO cache.
base::Result<base::Time> read_time(std::string_view text);

}  // namespace sb::awsclient::credentials
