// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_listener.h"

namespace sb::cli {
namespace {

constexpr base::Seconds kWait{1};

std::string conversation_of(const std::string& body) {
  const auto document = json::parse_document(body);
  const json::Object* detail =
      document.ok() && document->is_object() ? json::find_object(document->get_object(), "detail") : nullptr;
  if (detail == nullptr) return "";
  if (const json::Object* event_body = json::find_object(*detail, "eventBody"))
    return json::string_or_empty(*event_body, "conversationId");
  return json::string_or_empty(*detail, "conversationId");
}

}  // namespace

DemoListener::DemoListener(awsclient::Transport& transport, std::string queue_url)
    : sqs_(transport), queue_url_(std::move(queue_url)), thread_([this] { run(); }) {}

DemoListener::~DemoListener() { finish(); }

void DemoListener::finish() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void DemoListener::run() {
  // After stop one more look, so that what came last is not left behind.
  for (bool last = false; !last;) {
    last = stop_;
    const auto messages = sqs_.receive(queue_url_, last ? base::Seconds(0) : kWait);
    if (!messages) {
      errors_.push_back(messages.error().message);
      return;
    }
    if (!messages->empty()) last = false;
    take(*messages);
  }
}

void DemoListener::take(const std::vector<awsclient::ReceivedMessage>& messages) {
  const auto now = SteadyClock::now();
  std::vector<std::string> handles;
  for (const awsclient::ReceivedMessage& message : messages) {
    const std::string id = conversation_of(message.body);
    if (id.empty()) errors_.push_back("a message that is no event: " + message.body.substr(0, 200));
    arrivals_.emplace(id, now);
    handles.push_back(message.receipt_handle);
  }
  if (!handles.empty()) {
    if (const auto status = sqs_.delete_messages(queue_url_, handles); !status)
      errors_.push_back(status.error().message);
  }
  count_ += messages.size();
}

}  // namespace sb::cli
