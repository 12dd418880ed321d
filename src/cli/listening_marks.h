// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "awsclient/eventbridge.h"
#include "awsclient/sqs.h"
#include "base/clock.h"
#include "base/result.h"

// How the queue and the rule of a tail are known as such, and how they go.
namespace sb::cli {

inline constexpr char kOwnerTag[] = "switchboard:owner";
inline constexpr char kOwner[] = "switchboard-tail";
inline constexpr char kExpiresTag[] = "switchboard:expires";
// The id of the rule's one target.
inline constexpr char kListeningTarget[] = "tail";

struct ListeningMarks {
  std::string bus;
  std::string stack;  // may be empty
  base::Time created;
  std::optional<base::Time> expires;  // on the queue only
};

// With this host and this process. Values keep to the characters that AWS allows in tags.
std::map<std::string, std::string> write_queue_tags(const ListeningMarks& marks);
// nullopt: these are not the tags of a tail's queue.
std::optional<ListeningMarks> read_queue_tags(const std::map<std::string, std::string>& tags);

std::string write_rule_description(const ListeningMarks& marks);
// When the rule was made; nullopt: the description is not that of a tail's rule.
std::optional<base::Time> read_rule_description(const std::string& description);

// The queue does not exist, in either spelling.
bool is_missing_queue(const base::Error& error);

// What is gone already is no error.
base::Status remove_listening_rule(awsclient::EventBridge& events, const std::string& bus,
                                   const std::string& name);
base::Status remove_listening_queue(awsclient::Sqs& sqs, const std::string& url);

}  // namespace sb::cli
