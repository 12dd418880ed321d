// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/limits.h"
#include "aws/policy.h"
#include "json/document.h"

// How a stack knows its own resources: a mark at the end of a rule's description, and statement ids in the
// policies of topics and queues. Both come back from the calls that read those resources, so no state file is
// needed.
namespace sb::reconcile {

// "… [switchboard:STACK/ROUTE]" or "… [switchboard:STACK/ROUTE#id1,id2]", the ids of targets that were named
// in the spec (others carry their own prefix). The route is percent-encoded, so that its name may hold
// anything. "+sqs:NAME,sns:NAME" after that names what the stack keeps although the spec does not want it
// (kept.h). A "!" at the end tells that the stack is taking the rule away, and has disabled it for that.
struct RuleMark {
  std::string stack;
  std::string route;
  std::vector<std::string> target_ids;
  bool is_going = false;
  std::vector<std::string> kept{};
};

// Characters of a description with its mark, so that there is room for the "!".
inline constexpr size_t kMarkedDescriptionMax = aws::kDescriptionMax - 1;

std::string write_mark(const std::string& description, const RuleMark& mark);
std::optional<RuleMark> read_mark(std::string_view description);
// The description as it was before write_mark; one without a mark as it is.
std::string without_mark(std::string_view description);

// True where a rule with that mark, which the spec does not name, can be the one that it was written for: the
// rule is called as the route's are by default, or one of its targets is the stack's, or it has none. Else
// somebody has copied the description.
bool fits_rule(const RuleMark& mark, const std::string& rule, const std::vector<std::string>& target_ids);

// Ids of targets that the spec does not name begin with this.
inline constexpr char kTargetIdPrefix[] = "switchboard-";
// True for the id of a target that the stack put on the rule with that mark.
bool is_named_own(const RuleMark& mark, const std::string& target_id);

// What a stack's statement in a policy says about the resource it stands in.
enum class Holding {
  kMade,  // Switchboard made the resource: it goes with the last stack
  kUsed,  // it was there before: only the statement goes
};

// Whose a subscription is that leads from a topic to a queue. Subscriptions bear no tag, so the stack's
// statement in the queue's policy tells: it is written before the queue is subscribed. A subscription that
// stands while the statement does not let its topic in was there before the stack, and is others', unless the
// stack made the topic or the queue; the statement then says so from that call on, by marks in its Sid. It is
// used, changed with --adopt only, and never ended.
std::string found_mark(const std::string& topic_arn);

// Sids of the statements that AWS puts into the policy of a topic or queue: the owner's own rights.
inline constexpr char kDefaultTopicSid[] = "__default_statement_ID";
inline constexpr char kDefaultQueueSid[] = "__owner_statement";

// "switchboard-STACK-made", "switchboard-STACK-used", and after it "-MARK" for each subscription that was
// there before.
std::string write_sid(const std::string& stack, Holding holding, const std::set<std::string>& found = {});
struct Sid {
  std::string stack;
  Holding holding = Holding::kUsed;
  std::set<std::string> found{};  // marks of the topics from which others had subscribed the queue
};
std::optional<Sid> read_sid(std::string_view sid);

// What the ids of this stack's statements in the policies of functions begin with. By a hash, because one
// stack's name may begin with another's.
std::string permission_prefix(const std::string& stack);

// Whose a statement of a function's policy is, by its id.
enum class Permitter { kStack, kOtherStack, kOthers };
// The policy of a function with the statements of those alone; a text that is no policy is an empty one.
std::string permissions_of(const std::string& policy_text, const std::string& stack,
                           const std::set<Permitter>& permitters);

// A policy document as JSON, statements as they stand. An absent policy is an empty one.
json::Object policy_document(const std::string& text);
// The statements of a document, a single one widened to a list.
json::Array statements_of(const json::Object& document);
// Where what a statement lets in has to come from: the values of aws:SourceArn in its conditions.
std::set<std::string> sources_of(const json::Object& statement);
// This stack's statement; nullptr when there is none.
const json::Object* find_statement(const json::Array& statements, const std::string& stack);
// The same document with this stack's statement put in, replaced or (statement empty) taken out. Other
// statements stay as they are. When the stack that made a resource leaves one that other stacks use, the mark
// "made" passes to one of them, and subscriptions that the stack made are no longer marked as found. Returns
// the policy text; "" when no statement is left.
std::string with_statement(const json::Object& document, const std::string& stack,
                           const json::Object& statement);
// True when some other stack has a statement here.
bool used_by_others(const json::Array& statements, const std::string& stack);

// The policy of a topic or queue as one stack sees it.
struct HeldPolicy {
  json::Object document;
  std::optional<json::Object> ours;  // this stack's statement
  Holding holding = Holding::kUsed;
  std::set<std::string> found{};  // as in Sid
  bool shared = false;            // another stack has a statement too

  // The resource was made by Switchboard and nobody but this stack uses it.
  bool ours_alone() const { return ours && holding == Holding::kMade && !shared; }
  // Switchboard made the resource for this stack, or passed it on to it.
  bool made() const { return ours && holding == Holding::kMade; }
  // This stack's statement lets that source in; another's does.
  bool lets_in(const std::string& source) const;
  bool others_let_in(const std::string& source) const;
  // Statements that neither a stack nor AWS has put there, by what people call them: "'SID'", "one without a
  // Sid". `allowing`: those alone that let somebody in.
  std::vector<std::string> others(bool allowing) const;
};

// Reads the attribute Policy; an absent one is as an empty policy. A statement that names another topic or
// queue as its Resource was copied from there and is nobody's.
HeldPolicy read_held_policy(const std::map<std::string, std::string>& attributes, const std::string& stack);

}  // namespace sb::reconcile
