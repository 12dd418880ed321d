// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"

namespace sb::cloud::service {

struct SessionTag {
  std::string key;
  std::string value;
  bool transitive = false;  // goes on into the sessions that this one starts
};

// A role taken on for a while: what its temporary credentials stand for.
struct Session {
  std::string access_key_id;  // "ASIA…"
  std::string role_arn;
  std::string name;
  base::Time expires{};
  std::string source_identity;  // may be empty
  // What narrows the role: a policy's text, and ARNs of managed policies; none of either, and nothing does.
  std::string policy;
  std::vector<std::string> policy_arns;
  std::vector<SessionTag> tags;

  std::string account() const;
  // "arn:aws:sts::A:assumed-role/ROLE/NAME", the role's path left out.
  std::string arn() const;
  // "AROA…:NAME".
  std::string user_id() const;
};

// IAM's unique id of a user ("AIDA…") or role ("AROA…"): the same for the same ARN.
std::string unique_id(std::string_view prefix, std::string_view arn);

struct SessionCredentials {
  std::string access_key_id;
  base::Secret secret;
  base::Secret token;
};

// Gives out credentials of sessions and knows its own again. A session token holds the whole session under a
// message authentication code of one master key, and the secret is derived from it too, so that nothing is
// kept for a session and all of them survive a restart. On the loop's thread only.
class Sessions {
 public:
  // Keeps the master key; calls `kept` once that is durable.
  using Keep = std::function<void(const std::string& key, std::function<void()> kept)>;

  // `kept_key` is the key of an earlier run, empty when there was none: it is made, and handed to `keep`,
  // with the first session.
  Sessions(std::string kept_key, Keep keep);

  // `session` without its access key id. When the caller waits for the store, the key is durable too.
  SessionCredentials issue(Session session);

  struct Opened {
    Session session;
    base::Secret secret;
  };
  // nullopt: no token of ours, or not that of this key id. Whether the session has expired is the caller's
  // business.
  std::optional<Opened> open(std::string_view access_key_id, std::string_view token) const;

 private:
  base::Secret secret_of(std::string_view payload) const;
  std::string seal_of(std::string_view payload) const;

  base::Secret key_;
  bool is_kept_ = false;
  const Keep keep_;
};

}  // namespace sb::cloud::service
