// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/shared_text.h"
#include "cloud/sns/signer.h"
#include "cloud/sns/topic.h"
#include "json/document.h"

// What subscribers receive (SNS developer guide, "Amazon SNS message and JSON formats").
namespace sb::cloud::sns {

enum class MessageType { kNotification, kSubscriptionConfirmation, kUnsubscribeConfirmation };

// The header fields of a message to an HTTP endpoint.
std::vector<std::pair<std::string, std::string>> http_headers(MessageType type, const Topic& topic,
                                                              const Subscription& subscription,
                                                              const std::string& message_id);

// What somebody published. Partly views of the call or the delivery that it came in.
struct Publication {
  base::SharedText message;
  std::string_view subject;
  std::string_view group_id;
  const json::Object& attributes;  // {"name":{"DataType":…,"StringValue"|"BinaryValue":…}}
  std::map<std::string, base::SharedText> by_protocol;  // MessageStructure json
  std::string_view trace_header = {};                   // goes on to queues

  const base::SharedText& message_for(const std::string& protocol) const {
    const auto special = by_protocol.find(protocol);
    return special == by_protocol.end() ? message : special->second;
  }
};

// What all that one topic sends at one time has in common.
struct Sender {
  const Signer& signer;
  std::string_view origin;  // of the links
  std::string_view topic_arn;
  std::string message_id;
  std::string timestamp;
};

// The notifications of one publication. Signs each distinct message once, however many subscriptions get it.
class Envelopes {
 public:
  Envelopes(Sender sender, const Publication& publication)
      : sender_(std::move(sender)), publication_(publication) {}

  // What queues and HTTP endpoints receive.
  std::string notification(const std::string& protocol, const std::string& subscription_arn,
                           const std::string& signature_version);
  // The event that a Lambda function is invoked with; always of signature version 1.
  std::string lambda_event(const std::string& subscription_arn);

 private:
  struct Signed {
    std::string_view message;
    std::string version;
    std::string signature;
  };
  const std::string& signature(std::string_view message, const std::string& version);
  json::Object message_attributes() const;
  std::string unsubscribe_url(const std::string& subscription_arn) const;

  const Sender sender_;
  const Publication& publication_;
  std::vector<Signed> signed_;
};

// A message of the other two types, which ask their receiver to visit a link.
std::string confirmation_message(const Sender& sender, MessageType type, const std::string& subscription_arn,
                                 const std::string& token, const std::string& signature_version);

}  // namespace sb::cloud::sns
