// SPDX-License-Identifier: Apache-2.0
#include "reconcile/saved_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/address_secret.h"
#include "base/digest.h"
#include "base/text.h"
#include "json/document.h"
#include "reconcile/operation_text.h"

namespace sb::reconcile {
namespace {

constexpr std::string_view kFormat = "switchboard.saved-plan/";
constexpr std::string_view kSchema = "switchboard.saved-plan/2";

using Variables = std::map<std::string, std::optional<std::string>>;

base::Error unusable(const std::string& path, const std::string& what, const std::string& hint) {
  return {"SB0341", fmt::format("{} {}", path, what), hint};
}

std::string save_again(const SavedPlanCommands& commands) { return "save it again: " + commands.save; }

json::Array to_array(const std::vector<std::string>& list) {
  json::Array out;
  for (const std::string& item : list) out.emplace_back(item);
  return out;
}

json::Object to_json(const SavedChange& change) {
  json::Array diff;
  for (const Difference& d : change.diff)
    diff.push_back(json::Object{{"path", d.path}, {"before", d.before}, {"after", d.after}});
  return {{"action", change.action}, {"kind", change.kind},  {"name", change.name}, {"diff", diff},
          {"calls", change.calls},   {"loses", change.loses}};
}

json::Object to_json(const Variables& variables, const std::set<std::string>& withheld) {
  json::Object out;
  for (const auto& [name, value] : variables) {
    if (withheld.contains(name)) {
      out[name] = json::Object{{"withheld", true}};
    } else {
      out[name] = value ? json::Value(*value) : json::Value(nullptr);
    }
  }
  return out;
}

// Reads members that a file of this program has; remembers whether one was missing.
class Reader {
 public:
  std::string text(const json::Object& object, const char* key) {
    const auto found = json::find_string(object, key);
    ok_ = ok_ && found;
    return std::string(found.value_or(""));
  }
  const json::Array& list(const json::Object& object, const char* key) {
    static const json::Array kNone;
    const json::Array* found = json::find_array(object, key);
    ok_ = ok_ && found != nullptr;
    return found == nullptr ? kNone : *found;
  }
  const json::Object& object(const json::Value& value) {
    static const json::Object kNone;
    ok_ = ok_ && value.is_object();
    return value.is_object() ? value.get_object() : kNone;
  }
  bool ok() const { return ok_; }

 private:
  bool ok_ = true;
};

SavedChange read_change(Reader& read, const json::Object& from) {
  SavedChange out{read.text(from, "action"), read.text(from, "kind"), read.text(from, "name"), {},
                  read.text(from, "calls"),  read.text(from, "loses")};
  for (const json::Value& item : read.list(from, "diff")) {
    const json::Object& d = read.object(item);
    out.diff.push_back({read.text(d, "path"), read.text(d, "before"), read.text(d, "after")});
  }
  return out;
}

std::optional<SavedPlan> read_content(const json::Object& from) {
  Reader read;
  SavedPlan out;
  out.program = read.text(from, "program");
  out.file = read.text(from, "file");
  out.text = read.text(from, "spec");
  out.stack = read.text(from, "stack");
  out.realm = {read.text(from, "account"), read.text(from, "region")};
  out.organization = read.text(from, "organization");
  out.adopt = json::find_bool(from, "adopt").value_or(false);
  out.discard_messages = json::find_bool(from, "discard_messages").value_or(false);
  for (const json::Value& name : read.list(from, "only")) {
    if (name.is_string()) out.only.push_back(json::to_std(name.get_string()));
  }
  for (const json::Value& change : read.list(from, "changes"))
    out.changes.push_back(read_change(read, read.object(change)));
  for (const json::Value& warning : read.list(from, "warnings")) {
    if (warning.is_string()) out.warnings.push_back(json::to_std(warning.get_string()));
  }
  if (const json::Object* variables = json::find_object(from, "variables")) {
    for (const auto& [name, value] : *variables) {
      auto& kept = out.variables[std::string(name)];
      if (value.is_string()) kept = json::to_std(value.get_string());
      if (value.is_object()) out.withheld.insert(std::string(name));
    }
  }
  return read.ok() ? std::optional(std::move(out)) : std::nullopt;
}

// What a file that is no saved plan seems to be.
base::Error not_a_saved_plan(const std::string& path, std::string_view first_line,
                             const SavedPlanCommands& commands) {
  if (seems_saved_plan(first_line))
    return unusable(path, "was cut short in its first line", save_again(commands));
  return unusable(path, "is not a saved plan",
                  fmt::format("if it is a spec, apply it by: {}; save a plan of it by: {}",
                              commands.apply_spec, commands.save_spec));
}

// By its words, which "_" parts.
bool is_secret_name(std::string_view variable) {
  static const std::set<std::string_view> kWords{"secret", "secrets", "token",      "password",   "passwd",
                                                 "pass",   "pwd",     "passphrase", "auth",       "key",
                                                 "keys",   "apikey",  "credential", "credentials"};
  const std::string name = base::to_lower(variable);
  // The shell's own.
  if (name == "pwd" || name == "oldpwd") return false;
  const auto words = base::split(name, '_');
  return std::any_of(words.begin(), words.end(), [](std::string_view word) { return kWords.contains(word); });
}

// Whether `value` stands in `address` where its secret does, wholly or in part.
bool tells_secret_of(const std::string& address, const std::string& value) {
  const auto parts = base::find_address_secret(address);
  if (!parts || value.empty()) return false;
  const size_t begin = parts->before.size();
  const size_t end = begin + parts->secret.size();
  for (size_t at = address.find(value); at < end; at = address.find(value, at + 1)) {
    if (at + value.size() > begin) return true;
  }
  return false;
}

bool tells_secret(const spec::Spec& spec, const std::string& value) {
  for (const spec::Route& route : spec.routes) {
    for (const spec::Target& target : route.to) {
      for (const spec::Subscriber& subscriber : target.subscribers) {
        if (tells_secret_of(subscriber.endpoint, value)) return true;
      }
    }
  }
  return false;
}

// The text with names in the place of the values of `withheld`.
std::string hide_values(std::string text, const Variables& variables, const std::set<std::string>& withheld) {
  for (const auto& [name, value] : variables) {
    if (withheld.contains(name) && value && !value->empty())
      text = base::replace_all(std::move(text), *value, "${" + name + "}");
  }
  return text;
}

}  // namespace

bool seems_saved_plan(std::string_view text) {
  return text.starts_with(fmt::format("{{\"schema\":\"{}", kFormat));
}

std::set<std::string> secret_variables(const Variables& variables, const spec::Spec& spec) {
  std::set<std::string> out;
  for (const auto& [name, value] : variables) {
    if (is_secret_name(name) || (value && tells_secret(spec, *value))) out.insert(name);
  }
  return out;
}

std::vector<std::string> warnings_to_save(const Plan& plan, const Variables& variables,
                                          const std::set<std::string>& withheld) {
  std::vector<std::string> out;
  for (const std::string& warning : plan.warnings) out.push_back(hide_values(warning, variables, withheld));
  return out;
}

std::vector<SavedChange> changes_to_save(const Plan& plan, const Variables& variables,
                                         const std::set<std::string>& withheld) {
  const auto hide = [&](const std::string& text) { return hide_values(text, variables, withheld); };
  std::vector<SavedChange> out;
  for (const Change& change : plan.changes) {
    SavedChange kept{action_word(change.action),
                     change.kind,
                     hide(change.name),
                     {},
                     base::hex(base::sha256(text_of(change.operations))),
                     hide(change.loses)};
    for (const Difference& d : change.diff) kept.diff.push_back({d.path, hide(d.before), hide(d.after)});
    out.push_back(std::move(kept));
  }
  return out;
}

std::string write_saved_plan(const SavedPlan& plan) {
  json::Array changes;
  for (const SavedChange& change : plan.changes) changes.push_back(to_json(change));
  const std::string content =
      json::to_text(json::Object{{"program", plan.program},
                                 {"stack", plan.stack},
                                 {"account", plan.realm.account},
                                 {"region", plan.realm.region},
                                 {"organization", plan.organization},
                                 {"adopt", plan.adopt},
                                 {"discard_messages", plan.discard_messages},
                                 {"only", to_array(plan.only)},
                                 {"variables", to_json(plan.variables, plan.withheld)},
                                 {"file", plan.file},
                                 {"spec", plan.text},
                                 {"changes", changes},
                                 {"warnings", to_array(plan.warnings)}}) +
      "\n";
  const json::Object head{
      {"schema", kSchema}, {"bytes", content.size()}, {"sha256", base::hex(base::sha256(content))}};
  return json::to_text(head) + "\n" + content;
}

base::Result<SavedPlan> read_saved_plan(std::string_view text, const std::string& path,
                                        const SavedPlanCommands& commands) {
  const size_t end = text.find('\n');
  const std::string_view first_line = text.substr(0, end);
  const auto head = json::parse_document(first_line);
  if (!head || !head->is_object() || end == std::string_view::npos)
    return not_a_saved_plan(path, first_line, commands);
  const json::Object& said = head->get_object();
  const std::string schema = json::string_or_empty(said, "schema");
  if (!schema.starts_with(kFormat)) return not_a_saved_plan(path, first_line, commands);
  if (schema != kSchema) {
    return unusable(path, fmt::format("has the format {}, this program reads {}", schema, kSchema),
                    "save it again by the program that is to apply it");
  }
  const std::string_view content = text.substr(end + 1);
  const auto bytes = static_cast<size_t>(json::find_int(said, "bytes").value_or(0));
  static constexpr char kChanged[] = "was changed after it was saved: its SHA-256 is another";
  if (content.size() < bytes) {
    return unusable(path, fmt::format("was cut short: {} of {} bytes are there", content.size(), bytes),
                    save_again(commands));
  }
  if (content.size() > bytes || base::hex(base::sha256(content)) != json::string_or_empty(said, "sha256"))
    return unusable(path, kChanged, save_again(commands));
  const auto document = json::parse_document(content);
  auto plan = document.ok() && document->is_object() ? read_content(document->get_object()) : std::nullopt;
  if (!plan) return unusable(path, "lacks parts that a saved plan has", save_again(commands));
  return std::move(*plan);
}

}  // namespace sb::reconcile
