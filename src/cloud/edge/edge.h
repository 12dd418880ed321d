// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "cloud/edge/auth.h"
#include "cloud/service/service.h"
#include "net/http_server.h"

namespace sb::cloud::edge {

// One AWS request: tells the protocols apart, verifies the signature, decodes, calls the service, waits until
// what it changed is durable, answers in the protocol it came in. On the loop's thread only.
class Edge {
 public:
  // How many changes were made so far, and a way to wait for them (the store).
  struct Durability {
    std::function<uint64_t()> changes;
    std::function<void(std::function<void(const base::Status&)>)> wait;
  };

  Edge(Authenticator authenticator, Durability durability)
      : authenticator_(std::move(authenticator)), durability_(std::move(durability)) {}

  // `name` as in signing scopes: "events", "sns", "sqs", "sts", "lambda".
  void add_service(const std::string& name, service::Service& service) { services_[name] = &service; }
  void handle(const net::HttpRequest& request, net::HttpServer::Respond respond);

 private:
  // What a request asks for, before it is known whether it may.
  struct Ask {
    Protocol protocol = Protocol::kQuery;
    std::string service;
    std::string operation;
    std::string body_form;  // Query: the parameters, wherever they stood
  };
  struct Asked {
    Ask ask;
    std::optional<service::Fault> fault;
  };
  static Asked read(const net::HttpRequest& request);
  static Asked read_query(const net::HttpRequest& request);
  base::Result<json::Object> decode(const Ask& ask, const net::HttpRequest& request) const;
  void call(const Ask& ask, const net::HttpRequest& request, service::Call call,
            net::HttpServer::Respond respond);
  static net::HttpResponse render(const Ask& ask, const service::Outcome& outcome,
                                  const std::string& request_id);

  const Authenticator authenticator_;
  const Durability durability_;
  std::map<std::string, service::Service*> services_;
};

}  // namespace sb::cloud::edge
