// SPDX-License-Identifier: Apache-2.0
#include "reconcile/ownership.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/digest.h"
#include "base/text.h"
#include "spec/validate.h"

namespace sb::reconcile {
namespace {

constexpr std::string_view kOpen = "[switchboard:";
constexpr std::string_view kSidPrefix = "switchboard-";
constexpr std::string_view kMade = "-made";
constexpr std::string_view kUsed = "-used";
constexpr size_t kFoundMarkLength = 8;
constexpr size_t kStackHashLength = 8;

bool is_hash(std::string_view text, size_t length) {
  return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_found_mark(std::string_view text) { return is_hash(text, kFoundMarkLength); }

std::optional<Sid> sid_of(const json::Object& statement) {
  return read_sid(json::string_or_empty(statement, "Sid"));
}

std::optional<Sid> sid_of(const json::Value& statement) {
  return statement.is_object() ? sid_of(statement.get_object()) : std::nullopt;
}

Permitter permitter_of(const json::Value& statement, const std::string& stack) {
  const std::string sid =
      statement.is_object() ? json::string_or_empty(statement.get_object(), "Sid") : std::string();
  const std::string own = permission_prefix(stack);
  if (sid.starts_with(own)) return Permitter::kStack;
  const bool stacks =
      sid.size() > own.size() && sid.starts_with(kSidPrefix) && sid[own.size() - 1] == '-' &&
      is_hash(std::string_view(sid).substr(kSidPrefix.size(), kStackHashLength), kStackHashLength);
  return stacks ? Permitter::kOtherStack : Permitter::kOthers;
}

// Without the marks of subscriptions that the stack which leaves had made itself.
std::set<std::string> found_after(const json::Object& leaving, const Sid& stays) {
  std::set<std::string> out = stays.found;
  const std::set<std::string> left = sid_of(leaving)->found;
  for (const std::string& source : sources_of(leaving)) {
    if (const std::string mark = found_mark(source); !left.contains(mark)) out.erase(mark);
  }
  return out;
}

// For a statement in the policy of the topic or queue with those attributes.
bool is_copied(const json::Object& statement, const std::map<std::string, std::string>& attributes) {
  const auto resource = aws::parse_arn(json::string_or_empty(statement, "Resource"));
  if (!resource) return false;
  for (const char* name : {"QueueArn", "TopicArn"}) {
    const auto own = attributes.find(name);
    if (own != attributes.end() && resource->to_text() != own->second &&
        resource->resource.find_first_of("*?") == std::string::npos)
      return true;
  }
  return false;
}

// What part_name() puts after the name of a route's first rule: "-2", "-t2", "-2-t2".
bool is_part(std::string_view rest) {
  for (const std::string_view before : {"-", "-t"}) {
    if (!rest.starts_with(before)) continue;
    const size_t end = rest.find_first_not_of("0123456789", before.size());
    if (end != before.size() && rest.size() > before.size()) rest.remove_prefix(std::min(end, rest.size()));
  }
  return rest.empty();
}

bool is_default_name(const RuleMark& mark, const std::string& rule) {
  spec::Spec spec;
  spec.stack = mark.stack;
  spec::Route route;
  route.name = mark.route;
  const std::string name = spec::rule_name_of(spec, route);
  if (rule.starts_with(name) && is_part(std::string_view(rule).substr(name.size()))) return true;
  // Cut, with a hash for its end.
  constexpr size_t kHashed = 9;
  return rule.size() == aws::kRuleNameMax && rule.starts_with(name.substr(0, rule.size() - kHashed));
}

}  // namespace

bool fits_rule(const RuleMark& mark, const std::string& rule, const std::vector<std::string>& target_ids) {
  return target_ids.empty() || mark.is_going || is_default_name(mark, rule) ||
         std::any_of(target_ids.begin(), target_ids.end(),
                     [&](const std::string& id) { return is_named_own(mark, id); });
}

std::string write_mark(const std::string& description, const RuleMark& mark) {
  std::string out = description.empty() ? "" : description + " ";
  out += fmt::format("{}{}/{}", kOpen, mark.stack, base::percent_encode(mark.route));
  if (!mark.target_ids.empty()) out += "#" + base::join(mark.target_ids, ",");
  if (!mark.kept.empty()) out += "+" + base::join(mark.kept, ",");
  return out + (mark.is_going ? "!]" : "]");
}

std::optional<RuleMark> read_mark(std::string_view description) {
  const size_t open = description.rfind(kOpen);
  if (open == std::string_view::npos || !description.ends_with(']')) return std::nullopt;
  std::string_view inside = description.substr(open + kOpen.size());
  inside.remove_suffix(1);
  RuleMark out;
  out.is_going = inside.ends_with('!');
  if (out.is_going) inside.remove_suffix(1);
  if (const size_t plus = inside.find('+'); plus != std::string_view::npos) {
    for (const std::string_view name : base::split(inside.substr(plus + 1), ',')) out.kept.emplace_back(name);
    inside = inside.substr(0, plus);
  }
  const size_t slash = inside.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  out.stack = std::string(inside.substr(0, slash));
  const size_t hash = inside.find('#');
  out.route = base::percent_decode(
      inside.substr(slash + 1, hash == std::string_view::npos ? hash : hash - slash - 1));
  if (hash != std::string_view::npos) {
    for (const std::string_view id : base::split(inside.substr(hash + 1), ','))
      out.target_ids.emplace_back(id);
  }
  return out;
}

std::string without_mark(std::string_view description) {
  if (!read_mark(description)) return std::string(description);
  std::string_view before = description.substr(0, description.rfind(kOpen));
  if (before.ends_with(' ')) before.remove_suffix(1);
  return std::string(before);
}

bool is_named_own(const RuleMark& mark, const std::string& target_id) {
  return target_id.starts_with(kTargetIdPrefix) ||
         std::find(mark.target_ids.begin(), mark.target_ids.end(), target_id) != mark.target_ids.end();
}

std::string found_mark(const std::string& topic_arn) {
  return base::hex(base::sha256(topic_arn)).substr(0, kFoundMarkLength);
}

std::string write_sid(const std::string& stack, Holding holding, const std::set<std::string>& found) {
  std::string out = fmt::format("{}{}{}", kSidPrefix, stack, holding == Holding::kMade ? kMade : kUsed);
  for (const std::string& mark : found) out += "-" + mark;
  return out;
}

std::optional<Sid> read_sid(std::string_view sid) {
  if (!sid.starts_with(kSidPrefix)) return std::nullopt;
  Sid out;
  for (size_t dash = sid.rfind('-'); is_found_mark(sid.substr(dash + 1)); dash = sid.rfind('-')) {
    out.found.emplace(sid.substr(dash + 1));
    sid = sid.substr(0, dash);
  }
  const bool made = sid.ends_with(kMade);
  if ((!made && !sid.ends_with(kUsed)) || sid.size() < kSidPrefix.size() + kMade.size()) return std::nullopt;
  sid.remove_prefix(kSidPrefix.size());
  sid.remove_suffix(kMade.size());
  out.stack = std::string(sid);
  out.holding = made ? Holding::kMade : Holding::kUsed;
  return out;
}

std::string permission_prefix(const std::string& stack) {
  return fmt::format("{}{}-", kSidPrefix, base::hex(base::sha256(stack)).substr(0, kStackHashLength));
}

std::string permissions_of(const std::string& policy_text, const std::string& stack,
                           const std::set<Permitter>& permitters) {
  json::Object out = policy_document(policy_text);
  json::Array kept;
  for (const json::Value& item : statements_of(out)) {
    if (permitters.contains(permitter_of(item, stack))) kept.push_back(item);
  }
  out["Statement"] = std::move(kept);
  return json::to_text(out);
}

json::Object policy_document(const std::string& text) {
  if (auto document = json::parse_document(text); document.ok() && document->is_object())
    return std::move(document->get_object());
  return {{"Version", "2012-10-17"}, {"Statement", json::Array{}}};
}

json::Array statements_of(const json::Object& document) {
  const json::Value* statements = document.if_contains("Statement");
  if (statements == nullptr) return {};
  return statements->is_array() ? statements->get_array() : json::Array{*statements};
}

std::set<std::string> sources_of(const json::Object& statement) {
  std::set<std::string> out;
  const auto parsed = aws::parse_statement(statement);
  if (!parsed) return out;
  for (const aws::PolicyCondition& condition : parsed->conditions) {
    if (base::equals_ignore_case(condition.key, "aws:SourceArn"))
      out.insert(condition.values.begin(), condition.values.end());
  }
  return out;
}

const json::Object* find_statement(const json::Array& statements, const std::string& stack) {
  for (const json::Value& statement : statements) {
    const auto sid = sid_of(statement);
    if (sid && sid->stack == stack) return &statement.get_object();
  }
  return nullptr;
}

bool used_by_others(const json::Array& statements, const std::string& stack) {
  for (const json::Value& statement : statements) {
    const auto sid = sid_of(statement);
    if (sid && sid->stack != stack) return true;
  }
  return false;
}

HeldPolicy read_held_policy(const std::map<std::string, std::string>& attributes, const std::string& stack) {
  HeldPolicy out;
  const auto text = attributes.find("Policy");
  out.document = policy_document(text == attributes.end() ? "" : text->second);
  const json::Array statements = statements_of(out.document);
  out.shared = used_by_others(statements, stack);
  const json::Object* ours = find_statement(statements, stack);
  if (ours != nullptr && !is_copied(*ours, attributes)) {
    out.ours = *ours;
    const Sid sid = *sid_of(*ours);
    out.holding = sid.holding;
    out.found = sid.found;
  }
  return out;
}

bool HeldPolicy::lets_in(const std::string& source) const {
  return ours && sources_of(*ours).contains(source);
}

bool HeldPolicy::others_let_in(const std::string& source) const {
  const json::Array statements = statements_of(document);
  const std::optional<Sid> own = ours ? sid_of(*ours) : std::nullopt;
  return std::any_of(statements.begin(), statements.end(), [&](const json::Value& item) {
    const auto sid = sid_of(item);
    return sid && !(own && sid->stack == own->stack) && sources_of(item.get_object()).contains(source);
  });
}

std::vector<std::string> HeldPolicy::others(bool allowing) const {
  std::vector<std::string> out;
  for (const json::Value& item : statements_of(document)) {
    if (!item.is_object() || sid_of(item)) continue;
    const std::string sid = json::string_or_empty(item.get_object(), "Sid");
    if (sid == kDefaultTopicSid || sid == kDefaultQueueSid) continue;
    if (allowing && json::string_or_empty(item.get_object(), "Effect") != "Allow") continue;
    out.push_back(sid.empty() ? "one without a Sid" : "'" + sid + "'");
  }
  return out;
}

std::string with_statement(const json::Object& document, const std::string& stack,
                           const json::Object& statement) {
  json::Array kept;
  std::optional<json::Object> leaving;
  for (const json::Value& item : statements_of(document)) {
    const auto sid = sid_of(item);
    if (!sid || sid->stack != stack) {
      kept.push_back(item);
    } else if (statement.empty()) {
      leaving = item.get_object();
    }
  }
  bool pass_on = leaving && sid_of(*leaving)->holding == Holding::kMade;
  for (json::Value& item : kept) {
    const auto sid = sid_of(item);
    if (!leaving || !sid) continue;
    const Holding holding = pass_on ? Holding::kMade : sid->holding;
    item.as_object()["Sid"] = write_sid(sid->stack, holding, found_after(*leaving, *sid));
    pass_on = false;
  }
  if (!statement.empty()) kept.push_back(statement);
  if (kept.empty()) return "";
  json::Object out = document;
  if (!out.contains("Version")) out["Version"] = "2012-10-17";
  out["Statement"] = kept;
  return json::to_text(out);
}

}  // namespace sb::reconcile
