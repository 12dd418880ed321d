// SPDX-License-Identifier: Apache-2.0
#include "reconcile/ownership.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"

namespace sb::reconcile {
namespace {

constexpr std::string_view kOpen = "[switchboard:";
constexpr std::string_view kSidPrefix = "switchboard-";
constexpr std::string_view kMade = "-made";
constexpr std::string_view kUsed = "-used";

}  // namespace

std::string write_mark(const std::string& description, const RuleMark& mark) {
  std::string out = description.empty() ? "" : description + " ";
  out += fmt::format("{}{}/{}", kOpen, mark.stack, base::percent_encode(mark.route));
  if (!mark.target_ids.empty()) out += "#" + base::join(mark.target_ids, ",");
  return out + "]";
}

std::optional<RuleMark> read_mark(std::string_view description) {
  const size_t open = description.rfind(kOpen);
  if (open == std::string_view::npos || !description.ends_with(']')) return std::nullopt;
  std::string_view inside = description.substr(open + kOpen.size());
  inside.remove_suffix(1);
  const size_t slash = inside.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  RuleMark out;
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

std::string write_sid(const std::string& stack, Holding holding) {
  return fmt::format("{}{}{}", kSidPrefix, stack, holding == Holding::kMade ? kMade : kUsed);
}

std::optional<Sid> read_sid(std::string_view sid) {
  if (!sid.starts_with(kSidPrefix)) return std::nullopt;
  const bool made = sid.ends_with(kMade);
  if (!made && !sid.ends_with(kUsed)) return std::nullopt;
  sid.remove_prefix(kSidPrefix.size());
  sid.remove_suffix(kMade.size());
  return Sid{std::string(sid), made ? Holding::kMade : Holding::kUsed};
}

std::string permission_prefix(const std::string& stack) {
  return fmt::format("{}{}-", kSidPrefix, base::hex(base::sha256(stack)).substr(0, 8));
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

namespace {
std::optional<Sid> sid_of(const json::Value& statement) {
  return statement.is_object() ? read_sid(json::string_or_empty(statement.get_object(), "Sid"))
                               : std::nullopt;
}
}  // namespace

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
  if (const json::Object* ours = find_statement(statements, stack)) {
    out.ours = *ours;
    out.holding = read_sid(json::string_or_empty(*ours, "Sid"))->holding;
  }
  return out;
}

std::string with_statement(const json::Object& document, const std::string& stack,
                           const json::Object& statement) {
  json::Array kept;
  bool pass_on = false;
  for (const json::Value& item : statements_of(document)) {
    const auto sid = sid_of(item);
    if (!sid || sid->stack != stack) {
      kept.push_back(item);
    } else if (statement.empty() && sid->holding == Holding::kMade) {
      pass_on = true;
    }
  }
  for (json::Value& item : kept) {
    const auto sid = sid_of(item);
    if (!pass_on || !sid) continue;
    item.as_object()["Sid"] = write_sid(sid->stack, Holding::kMade);
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
