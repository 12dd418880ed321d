// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "awsclient/transport.h"

namespace sb::awsclient {

struct ReceivedMessage {
  std::string id;
  std::string receipt_handle;
  std::string body;
};

using QueueAttributes = std::map<std::string, std::string>;

// Amazon SQS, API 2012-11-05, AWS JSON 1.0.
class Sqs {
 public:
  explicit Sqs(Transport& transport) : transport_(transport) {}

  // Returns the queue's URL. Error code QueueNameExists: it exists with other values.
  base::Result<std::string> create_queue(const std::string& name, const QueueAttributes& attributes,
                                         const QueueAttributes& tags);
  // nullopt: no such queue.
  base::Result<std::optional<std::string>> queue_url(const std::string& name,
                                                     const std::string& owner_account = {});
  // All attributes; nullopt: no such queue.
  base::Result<std::optional<QueueAttributes>> attributes(const std::string& url);
  base::Status set_attributes(const std::string& url, const QueueAttributes& attributes);
  base::Status delete_queue(const std::string& url);
  // The URLs of the queues whose name begins so: all pages, or as many as it takes to have `most`.
  base::Result<std::vector<std::string>> list_queues(const std::string& name_prefix, size_t most = SIZE_MAX);
  // nullopt: no such queue.
  base::Result<std::optional<std::map<std::string, std::string>>> tags(const std::string& url);
  // Adds tags, or replaces their values. Error code QueueDoesNotExist (or its older spelling): it is gone.
  base::Status tag(const std::string& url, const std::map<std::string, std::string>& tags);
  // A tag that is not there is no error.
  base::Status remove_tags(const std::string& url, const std::vector<std::string>& keys);

  // Up to 10 messages, waiting up to `wait` for the first. A connection that brings no answer then is given
  // up soon after.
  base::Result<std::vector<ReceivedMessage>> receive(const std::string& url, base::Seconds wait);
  // At most 10 handles; one that fails is an error.
  base::Status delete_messages(const std::string& url, const std::vector<std::string>& receipt_handles);

 private:
  base::Result<json::Object> call(const std::string& operation, const json::Object& input,
                                  base::Milliseconds timeout = base::Milliseconds(0));

  Transport& transport_;
};

}  // namespace sb::awsclient
