// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cloud/edge/ask.h"
#include "cloud/edge/auth.h"
#include "cloud/edge/call_rates.h"
#include "cloud/edge/preparer.h"
#include "cloud/service/roles.h"
#include "cloud/service/service.h"
#include "net/http_server.h"

namespace sb::cloud::edge {

// One AWS request: tells the protocols apart, verifies the signature, decodes, asks what a session's policies
// allow, calls the service, waits until what it changed is durable, answers in the protocol it came in. On
// the loop's thread only.
class Edge {
 public:
  // True while nothing more can be taken in.
  using IsFull = std::function<bool()>;
  // How many changes were made so far, whether any of them is not durable yet, and a way to wait for them
  // (the store).
  struct Durability {
    std::function<uint64_t()> changes;
    std::function<bool()> is_behind;
    std::function<void(std::function<void(const base::Status&)>)> wait;
  };

  // `clock` is the cloud's own, which must outlive this.
  // `scheme` is that of the addresses by which clients come: "http" or "https".
  // `post` is how work gets onto the loop, from any thread.
  Edge(Authenticator authenticator, const base::Clock& clock, const service::Roles& roles,
       Durability durability, IsFull is_full, std::string scheme, Preparer::Post post)
      : authenticator_(std::move(authenticator)),
        clock_(clock),
        roles_(roles),
        durability_(std::move(durability)),
        is_full_(std::move(is_full)),
        scheme_(std::move(scheme)),
        preparer_(std::move(post), [this](const auto&... asked) { return look_ahead(asked...); }) {}

  // `name` as in signing scopes: "events", "sns", "sqs", "sts", "lambda". Before the first request.
  void add_service(const std::string& name, service::Service& service) { services_[name] = &service; }
  // From here on, calls over AWS's requests a second are throttled.
  void hold_rates() { rates_.emplace(); }
  // A large body is read on another thread, so that the loop goes on.
  void handle(net::HttpRequest request, net::HttpServer::Respond respond);

  // Signed calls so far that asked for something there is, by service and operation.
  using Counts = std::map<std::string, std::map<std::string, uint64_t>>;
  const Counts& counts() const { return counts_; }

 private:
  // A call on its way to its answer.
  struct Pending;
  void serve(const net::HttpRequest& request, Preparation preparation, net::HttpServer::Respond respond);
  std::shared_ptr<const service::Findings> look_ahead(const std::string& service,
                                                      const std::string& operation,
                                                      const json::Object& input) const;
  std::optional<service::Fault> identify(const Ask& ask, const net::HttpRequest& request,
                                         std::string_view body_sha256, service::Call& call);
  std::optional<service::Fault> call(const net::HttpRequest& request, Preparation preparation,
                                     const std::shared_ptr<Pending>& pending);
  void finish(const std::shared_ptr<Pending>& pending, service::Outcome outcome);

  Authenticator authenticator_;
  const base::Clock& clock_;
  const service::Roles& roles_;
  const Durability durability_;
  const IsFull is_full_;
  const std::string scheme_;
  std::map<std::string, service::Service*> services_;
  Counts counts_;
  std::optional<CallRates> rates_;
  Preparer preparer_;
};

}  // namespace sb::cloud::edge
