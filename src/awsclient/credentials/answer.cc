// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/answer.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

constexpr size_t kWordsMax = 200;

bool is_transient(const base::Result<net::HttpResponse>& response) {
  return !response.ok() || response->status == 429 || response->status >= 500;
}

// "+01:00", or "+0100", as what it is ahead of UTC.
std::optional<std::chrono::minutes> read_offset(std::string_view offset) {
  const auto hours = base::parse_int(offset.substr(1, 2));
  const auto minutes = base::parse_int(offset.substr(offset.size() - 2));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes ahead(*hours * 60 + *minutes);
  return offset[0] == '+' ? ahead : -ahead;
}

}  // namespace

base::Result<net::HttpResponse> fetch(const Surroundings& surroundings, const net::ClientRequest& request,
                                      const Patience& patience) {
  for (int attempt = 1;; ++attempt) {
    auto response = surroundings.http.send(request);
    if (!is_transient(response) || attempt >= patience.attempts_max) return response;
    surroundings.sleeper.sleep(patience.apart);
    if (surroundings.sleeper.stopped()) return response;
  }
}

std::string describe(const net::HttpResponse& response) {
  std::string out = fmt::format("answered {}", response.status);
  const auto body = json::parse_document(response.body);
  if (!body.ok() || !body->is_object()) return out;
  for (const char* key : {"code", "Code", "error", "message", "Message", "error_description"}) {
    const std::string words = json::string_or_empty(body->get_object(), key);
    if (!words.empty()) out += ": " + words.substr(0, kWordsMax);
  }
  return out;
}

base::Result<json::Object> read_object(std::string_view text, const std::string& who) {
  auto body = json::parse_document(text);
  if (body.ok() && body->is_object()) return std::move(body->get_object());
  return base::Error{"BadAnswer", fmt::format("{} gave something that is no JSON object", who), ""};
}

base::Result<Credentials> read_credentials(const json::Object& object, std::string_view token_key,
                                           Temporary temporary, const std::string& who) {
  Credentials out{json::string_or_empty(object, "AccessKeyId"),
                  base::Secret(json::string_or_empty(object, "SecretAccessKey")),
                  base::Secret(json::string_or_empty(object, token_key))};
  const std::string expires = json::string_or_empty(object, "Expiration");
  const bool must_end = temporary == Temporary::kYes;
  for (const auto& [key, missing] :
       {std::pair<std::string_view, bool>{"AccessKeyId", out.access_key_id.empty()},
        {"SecretAccessKey", out.secret_access_key.empty()},
        {token_key, must_end && out.session_token.empty()},
        {"Expiration", must_end && expires.empty()}}) {
    if (missing) return base::Error{"BadAnswer", fmt::format("{} gave no {}", who, key), ""};
  }
  if (expires.empty()) return out;
  const auto time = read_time(expires);
  if (!time) return base::Error{"BadAnswer", fmt::format("{} gave an Expiration that is no time", who), ""};
  out.expires = *time;
  return out;
}

base::Result<base::Time> read_time(std::string_view text) {
  if (text.ends_with("UTC")) return base::parse_iso(std::string(text.substr(0, text.size() - 3)) + "Z");
  const size_t sign = text.find_last_of("+-");
  const bool has_offset = sign != std::string_view::npos && text.find('T') < sign;
  const std::string_view offset = has_offset ? text.substr(sign) : std::string_view();
  if (offset.size() != 5 && (offset.size() != 6 || offset[3] != ':')) return base::parse_iso(text);
  const auto ahead = read_offset(offset);
  auto local = base::parse_iso(std::string(text.substr(0, sign)) + "Z");
  if (!ahead || !local) return base::parse_iso(text);
  return *local - *ahead;
}

}  // namespace sb::awsclient::credentials
