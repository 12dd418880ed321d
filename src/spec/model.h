// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/diagnostics.h"
#include "json/document.h"
#include "spec/catalogue.h"

// switchboard.yaml as plain data: what was written, checked and with variables filled in, nothing resolved.
namespace sb::spec {

// A piece of JSON that keeps the spelling of its scalars and where it stood in the file.
struct Fragment {
  enum class Kind { kScalar, kObject, kArray };
  Kind kind = Kind::kScalar;
  std::string scalar;  // JSON text
  struct Member;
  std::vector<Member> members;
  std::vector<Fragment> items;
  base::SourcePosition position;

  std::string to_json() const;
  // Where in the file the byte `offset` of to_json() comes from: the innermost value around it.
  base::SourcePosition position_at(size_t offset) const;
};

struct Fragment::Member {
  std::string name;
  Fragment value;
};

struct QueueSelector {
  enum class Kind { kName, kMatch, kId };
  Kind kind = Kind::kName;
  std::string value;
  base::SourcePosition position;
};

// Where undeliverable events go: a queue by name or ARN, or an explicit refusal with its reason.
struct DeadLetter {
  std::string queue;
  std::string none_reason;
  base::SourcePosition position;
};

struct Retry {
  std::optional<int> attempts;
  std::optional<base::Seconds> max_age;
};

struct Subscriber {
  std::string protocol;  // sqs, https, http, lambda
  std::string endpoint;  // queue name or ARN, URL, function ARN
  bool raw = false;
  std::optional<Fragment> filter;
  base::SourcePosition position;  // of the endpoint
  // The variable that stands in a written spec for the secret of the endpoint's address; "" for none.
  std::string secret_variable{};
};

// What the target receives in place of the event.
struct Input {
  std::string path;
  std::string text;
  std::string transform;  // InputTemplate
  std::map<std::string, std::string> paths;
  base::SourcePosition position;  // of what is given: path, text or template
  base::SourcePosition paths_position;
  std::map<std::string, base::SourcePosition> path_positions;

  // Its members Input, InputPath and InputTransformer, as PutTargets takes them.
  json::Object to_wire() const;
};

struct Target {
  enum class Kind { kSns, kSqs, kLambda, kBus, kArn };
  Kind kind = Kind::kSns;
  std::string value;  // name or ARN
  base::SourcePosition value_position;
  std::string id;  // empty: made from the stack and the value
  base::SourcePosition id_position;
  std::string role;
  base::SourcePosition role_position;
  std::optional<Input> input;
  std::optional<DeadLetter> dead_letter;
  Retry retry;
  bool manage_policy = true;
  std::vector<Subscriber> subscribers;
  base::SourcePosition position;
};

struct Route {
  std::string name;
  base::SourcePosition name_position;
  std::string rule;                    // empty: <stack>-<name>
  base::SourcePosition rule_position;  // of the name where there is no rule
  std::string bus;                     // empty: the family's
  std::string role;
  std::string description;
  std::string state;  // "", "enabled", "disabled"
  std::vector<std::string> events;
  std::vector<base::SourcePosition> event_positions;  // by the same index as events
  std::string intent;                                 // "", "ended"
  std::optional<Fragment> pattern;                    // the whole pattern, in place of events and intent
  std::vector<QueueSelector> queues;
  std::optional<Fragment> where;
  std::vector<Target> to;
  base::SourcePosition position;
};

// The integration over which the partner family's events come.
struct IntegrationSettings {
  std::string suffix;                           // empty: no integration is asked for
  base::Seconds wait{std::chrono::minutes(5)};  // how long apply waits for each of its states
  base::SourcePosition position;
};

struct Genesys {
  std::string region;
  std::string auth = "basic";  // "basic", "form"
  IntegrationSettings integration;
  std::string organization;  // guard: id or name, empty for any
  bool exclusive = false;
};

struct Aws {
  std::string region;
  std::string account;  // guard, empty for any
  size_t rules_per_bus = 300;
  size_t pattern_chars = 2048;
};

struct Spec {
  std::string file;
  std::string stack;
  Genesys genesys;
  Aws aws;
  DeadLetter dead_letter;
  Retry retry;
  std::vector<Route> routes;
  Catalogue catalogue;
};

}  // namespace sb::spec
