// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/policy.h"
#include "json/document.h"

// How a stack knows its own resources: a mark at the end of a rule's description, and statement ids in the
// policies of topics and queues. Both come back from the calls that read those resources, so no state file is
// needed.
namespace sb::reconcile {

// "… [switchboard:STACK/ROUTE]" or "… [switchboard:STACK/ROUTE#id1,id2]", the ids of targets that were named
// in the spec (others carry their own prefix). The route is percent-encoded, so that its name may hold
// anything.
struct RuleMark {
  std::string stack;
  std::string route;
  std::vector<std::string> target_ids;
};

std::string write_mark(const std::string& description, const RuleMark& mark);
std::optional<RuleMark> read_mark(std::string_view description);
// The description as it was before write_mark; one without a mark as it is.
std::string without_mark(std::string_view description);

// Ids of targets that the spec does not name begin with this.
inline constexpr char kTargetIdPrefix[] = "switchboard-";

// What a stack's statement in a policy says about the resource it stands in.
enum class Holding {
  kMade,  // Switchboard made the resource: it goes with the last stack
  kUsed,  // it was there before: only the statement goes
};

// "switchboard-STACK-made", "switchboard-STACK-used".
std::string write_sid(const std::string& stack, Holding holding);
struct Sid {
  std::string stack;
  Holding holding = Holding::kUsed;
};
std::optional<Sid> read_sid(std::string_view sid);

// What the ids of this stack's statements in the policies of functions begin with. By a hash, because one
// stack's name may begin with another's.
std::string permission_prefix(const std::string& stack);

// A policy document as JSON, statements as they stand. An absent policy is an empty one.
json::Object policy_document(const std::string& text);
// The statements of a document, a single one widened to a list.
json::Array statements_of(const json::Object& document);
// This stack's statement; nullptr when there is none.
const json::Object* find_statement(const json::Array& statements, const std::string& stack);
// The same document with this stack's statement put in, replaced or (statement empty) taken out. Other
// statements stay as they are. When the stack that made a resource leaves one that other stacks use, the mark
// "made" passes to one of them. Returns the policy text; "" when no statement is left.
std::string with_statement(const json::Object& document, const std::string& stack,
                           const json::Object& statement);
// True when some other stack has a statement here.
bool used_by_others(const json::Array& statements, const std::string& stack);

// The policy of a topic or queue as one stack sees it.
struct HeldPolicy {
  json::Object document;
  std::optional<json::Object> ours;  // this stack's statement
  Holding holding = Holding::kUsed;
  bool shared = false;  // another stack has a statement too

  // The resource was made by Switchboard and nobody but this stack uses it.
  bool ours_alone() const { return ours && holding == Holding::kMade && !shared; }
};

// Reads the attribute Policy; an absent one is as an empty policy.
HeldPolicy read_held_policy(const std::map<std::string, std::string>& attributes, const std::string& stack);

}  // namespace sb::reconcile
