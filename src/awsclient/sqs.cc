// SPDX-License-Identifier: Apache-2.0
#include "awsclient/sqs.h"

#include <fmt/format.h>

namespace sb::awsclient {
namespace {

bool is_missing(const base::Error& error) {
  return error.code == "QueueDoesNotExist" || error.code == "AWS.SimpleQueueService.NonExistentQueue";
}

base::Status status_of(const base::Result<json::Object>& answer) {
  return answer.ok() ? base::Status{} : base::Status{answer.error()};
}

}  // namespace

base::Result<json::Object> Sqs::call(const std::string& operation, const json::Object& input,
                                     base::Milliseconds timeout) {
  return transport_.call_json("sqs", "1.0", "AmazonSQS." + operation, input, timeout);
}

base::Result<std::string> Sqs::create_queue(const std::string& name, const QueueAttributes& attributes,
                                            const QueueAttributes& tags) {
  json::Object input{{"QueueName", name}};
  if (!attributes.empty()) input["Attributes"] = json::to_object(attributes);
  if (!tags.empty()) input["tags"] = json::to_object(tags);
  const auto answer = call("CreateQueue", input);
  if (!answer) return answer.error();
  return json::string_or_empty(*answer, "QueueUrl");
}

base::Result<std::optional<std::string>> Sqs::queue_url(const std::string& name,
                                                        const std::string& owner_account) {
  json::Object input{{"QueueName", name}};
  if (!owner_account.empty()) input["QueueOwnerAWSAccountId"] = owner_account;
  const auto answer = call("GetQueueUrl", input);
  if (!answer.ok() && is_missing(answer.error())) return std::optional<std::string>{};
  if (!answer) return answer.error();
  return std::optional<std::string>(json::string_or_empty(*answer, "QueueUrl"));
}

base::Result<std::optional<QueueAttributes>> Sqs::attributes(const std::string& url) {
  const auto answer = call("GetQueueAttributes", {{"QueueUrl", url}, {"AttributeNames", json::Array{"All"}}});
  if (!answer.ok() && is_missing(answer.error())) return std::optional<QueueAttributes>{};
  if (!answer) return answer.error();
  return std::optional(json::string_map(*answer, "Attributes"));
}

base::Status Sqs::set_attributes(const std::string& url, const QueueAttributes& attributes) {
  return status_of(
      call("SetQueueAttributes", {{"QueueUrl", url}, {"Attributes", json::to_object(attributes)}}));
}

base::Status Sqs::delete_queue(const std::string& url) {
  return status_of(call("DeleteQueue", {{"QueueUrl", url}}));
}

base::Result<std::vector<std::string>> Sqs::list_queues(const std::string& name_prefix, size_t most) {
  static constexpr int kPage = 1000;
  std::vector<std::string> out;
  json::Object input{{"MaxResults", kPage}};
  if (!name_prefix.empty()) input["QueueNamePrefix"] = name_prefix;
  for (;;) {
    const auto page = call("ListQueues", input);
    if (!page) return page.error();
    if (const json::Array* urls = json::find_array(*page, "QueueUrls")) {
      for (const json::Value& url : *urls) {
        if (url.is_string()) out.push_back(json::to_std(url.get_string()));
      }
    }
    const std::string next = json::string_or_empty(*page, "NextToken");
    if (next.empty() || out.size() >= most) return out;
    input["NextToken"] = next;
  }
}

base::Result<std::optional<std::map<std::string, std::string>>> Sqs::tags(const std::string& url) {
  using Tags = std::map<std::string, std::string>;
  const auto answer = call("ListQueueTags", {{"QueueUrl", url}});
  if (!answer.ok() && is_missing(answer.error())) return std::optional<Tags>{};
  if (!answer) return answer.error();
  return std::optional<Tags>(json::string_map(*answer, "Tags"));
}

base::Status Sqs::tag(const std::string& url, const std::map<std::string, std::string>& tags) {
  return status_of(call("TagQueue", {{"QueueUrl", url}, {"Tags", json::to_object(tags)}}));
}

base::Status Sqs::remove_tags(const std::string& url, const std::vector<std::string>& keys) {
  return status_of(
      call("UntagQueue", {{"QueueUrl", url}, {"TagKeys", json::Array(keys.begin(), keys.end())}}));
}

base::Result<std::vector<ReceivedMessage>> Sqs::receive(const std::string& url, base::Seconds wait) {
  static constexpr base::Seconds kPastTheWait{10};
  const auto answer = call(
      "ReceiveMessage", {{"QueueUrl", url}, {"MaxNumberOfMessages", 10}, {"WaitTimeSeconds", wait.count()}},
      wait + kPastTheWait);
  if (!answer) return answer.error();
  std::vector<ReceivedMessage> out;
  const json::Array* messages = json::find_array(*answer, "Messages");
  if (messages == nullptr) return out;
  for (const json::Value& item : *messages) {
    if (!item.is_object()) continue;
    const json::Object& message = item.get_object();
    out.push_back({json::string_or_empty(message, "MessageId"),
                   json::string_or_empty(message, "ReceiptHandle"), json::string_or_empty(message, "Body")});
  }
  return out;
}

base::Status Sqs::delete_messages(const std::string& url, const std::vector<std::string>& receipt_handles) {
  json::Array entries;
  for (const std::string& handle : receipt_handles) {
    entries.push_back(json::Object{{"Id", fmt::format("{}", entries.size())}, {"ReceiptHandle", handle}});
  }
  const auto answer = call("DeleteMessageBatch", {{"QueueUrl", url}, {"Entries", entries}});
  if (!answer) return answer.error();
  const json::Array* failed = json::find_array(*answer, "Failed");
  if (failed == nullptr || failed->empty()) return {};
  return base::Error{"PartialFailure",
                     fmt::format("sqs DeleteMessageBatch: {} entries failed", failed->size()), ""};
}

}  // namespace sb::awsclient
