// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "aws/arn.h"
#include "base/clock.h"
#include "cloud/service/sessions.h"
#include "json/document.h"
#include "net/http_message.h"

// What every AWS service of the local cloud has in common, whatever protocol a call came in.
namespace sb::cloud::service {

// What a service has found out about an input ahead of the call; each service knows its own kind.
struct Findings {
  virtual ~Findings() = default;
};

// Who calls and from where. `origin` is the address the caller used ("http://127.0.0.1:4010"), for URLs in
// answers.
struct Call {
  aws::Realm realm;
  std::string caller_arn;  // empty where the call needs no signature and has none
  std::string access_key_id;
  std::string request_id;
  std::string origin;
  std::string user_id = {};                          // "123456789012", "AIDA…" or "AROA…:SESSION"
  std::shared_ptr<const Session> session = nullptr;  // where a role was taken on
  std::string trace_header = {};                     // X-Amzn-Trace-Id; empty: none
  std::shared_ptr<net::Peer> peer = nullptr;         // where the answer goes; null: over no connection
  base::Time time = {};                              // when it came, by the cloud's clock
  std::string user_agent = {};
  std::shared_ptr<const Findings> findings = nullptr;  // of Service::look_ahead(); null: none

  // The caller has hung up: what it would be handed is lost.
  bool is_abandoned() const { return peer != nullptr && peer->is_gone(); }
};

// An error as a service means it. The edge gives it the shape of the protocol.
struct Fault {
  std::string code;
  std::string message;
  int status = 400;
  // Where the Query protocol has another code or text for the same fault (SQS); empty: the same.
  std::string query_code;
  std::string query_message;
};

// The answer to a call. Numbers are JSON numbers where the JSON protocol has numbers.
struct Outcome {
  Outcome(json::Object given) : body(std::move(given)) {}
  Outcome(Fault given) : fault(std::move(given)) {}

  std::optional<Fault> fault;
  json::Object body;
  // False for a change that may be lost in a crash without breaking a promise (a message's visibility).
  bool wait_for_durability = true;
};

using Reply = std::function<void(Outcome)>;

// One AWS service. Called on the loop's thread only, but for look_ahead().
class Service {
 public:
  virtual ~Service() = default;
  // What takes long to find out about an input and follows from nothing else, so that it may be found out
  // while the loop goes on; null where there is nothing of the kind. Nobody has checked the input, and who
  // calls is not known. Any thread.
  virtual std::shared_ptr<const Findings> look_ahead(const std::string& /*operation*/,
                                                     const json::Object& /*input*/) const {
    return nullptr;
  }
  // True when `operation` is one this service answers.
  virtual bool knows(const std::string& operation) const = 0;
  // `reply` is called once, now or later. The input is shaped as in the service's JSON protocol; numbers and
  // booleans may also be strings, as in the Query protocol.
  virtual void handle(const Call& call, const std::string& operation, const json::Object& input,
                      Reply reply) = 0;
};

// "N validation error(s) detected: Value 'V' at 'path' failed to satisfy constraint: …" of the AWS
// frameworks.
std::string constraint_text(const std::string& value, const std::string& path, const std::string& constraint);

// A key for the store: parts joined by a byte that cannot stand in them.
std::string make_key(std::initializer_list<std::string_view> parts);

}  // namespace sb::cloud::service
