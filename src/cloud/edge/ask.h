// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cloud/edge/auth.h"
#include "cloud/edge/query.h"
#include "cloud/service/service.h"
#include "json/document.h"
#include "net/http_message.h"

namespace sb::cloud::edge {

// What a request asks for, before it is known whether it may.
struct Ask {
  Protocol protocol = Protocol::kQuery;
  std::string service;  // as in signing scopes; empty: none of ours
  std::string operation;
  Form form;  // Query: the parameters of URL and body
};

// Tells the protocols apart: X-Amz-Target is JSON, a path of Lambda's is REST, all else is Query. Query
// without a version is for the service that the request is signed for. The fault is filled where nothing can
// be asked for like this.
Ask read_ask(const net::HttpRequest& request, std::optional<service::Fault>& fault);

// The account and region that a call without a signature is for, whatever they are worth:
// AssumeRoleWithWebIdentity, and the links that SNS sends out, which are opened by GET (ConfirmSubscription,
// Unsubscribe). nullopt: the call must be signed.
std::optional<aws::Realm> realm_of_unsigned(const Ask& ask, const net::HttpRequest& request);

// What a body of the JSON protocol says, without members that are null. Error: code and text fit for an
// answer.
base::Result<json::Object> decode_json(const std::string& body);

// The input as in the JSON protocol. `read` is what decode_json() said of the body, where it was asked
// already. Error: code and text fit for an answer.
base::Result<json::Object> decode(const Ask& ask, const net::HttpRequest& request,
                                  std::optional<base::Result<json::Object>> read = std::nullopt);

service::Fault unknown_operation(const Ask& ask);

}  // namespace sb::cloud::edge
