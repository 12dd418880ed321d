// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "interchange/templates.h"

// What both kinds of template need; inside this folder only.
namespace sb::interchange {

// A topic or queue that apply would make, with its whole policy.
struct MadeTopic {
  const reconcile::DesiredTopic* topic = nullptr;
  json::Object policy;
};
struct MadeQueue {
  const reconcile::DesiredQueue* queue = nullptr;
  json::Object policy;
};

// What the template makes and what it takes for granted.
struct TemplateParts {
  std::vector<MadeTopic> topics;
  std::vector<MadeQueue> queues;
  std::vector<std::string> notes;
};
TemplateParts take_apart(const reconcile::Desired& desired);

// The ARNs that a rule's targets need to be ready: theirs and their dead-letter queues'.
std::set<std::string> needs_of(const reconcile::DesiredRule& rule);

// What is said of the password of an endpoint's address, which no template holds: in the template, and beside
// it, with what stands for it.
std::string secret_words(const std::string& endpoint);
std::string secret_note(const std::string& endpoint, const std::string& stand_in);

// Names made of letters and digits (and `extra`), each given once: a second one gets a number.
class Names {
 public:
  explicit Names(std::string extra) : extra_(std::move(extra)) {}
  std::string take(const std::string& prefix, const std::string& name);

 private:
  const std::string extra_;
  std::set<std::string> taken_;
};

// The value with every string in it put through `change`; keys stay.
json::Value with_strings(const json::Value& value,
                         const std::function<json::Value(const std::string&)>& change);

// Tags as the calls of apply write them.
std::string stack_tag_name();

}  // namespace sb::interchange
