// SPDX-License-Identifier: Apache-2.0
#include "pattern/face_state.h"
#include "pattern/json_text.h"
#include "switchboard/explain.h"

namespace switchboard {

namespace {

using sb::pattern::append_quoted;

const char* name_of(NearMiss::Kind kind) {
  switch (kind) {
    case NearMiss::Kind::kLetterCase:
      return "letter-case";
    case NearMiss::Kind::kType:
      return "type";
    case NearMiss::Kind::kWhiteSpace:
      return "white-space";
    case NearMiss::Kind::kPartOfText:
      return "part-of-text";
    case NearMiss::Kind::kSpelling:
      return "spelling";
    case NearMiss::Kind::kPath:
      return "path";
    case NearMiss::Kind::kValue:
      return "value";
    case NearMiss::Kind::kObject:
      return "object";
    case NearMiss::Kind::kEncoded:
      break;
  }
  return "encoded";
}

const char* name_of(SuggestedChange::Kind kind) {
  switch (kind) {
    case SuggestedChange::Kind::kSetValue:
      return "set-value";
    case SuggestedChange::Kind::kAddValue:
      return "add-value";
    case SuggestedChange::Kind::kRemoveValue:
      return "remove-value";
    case SuggestedChange::Kind::kMovePath:
      return "move-path";
    case SuggestedChange::Kind::kReplaceCondition:
      break;
  }
  return "replace-condition";
}

// Appends JSON member by member; commas come by themselves.
class Writer {
 public:
  Writer& open(char bracket) {
    comma();
    out_.push_back(bracket);
    first_ = true;
    return *this;
  }
  Writer& close(char bracket) {
    out_.push_back(bracket);
    first_ = false;
    return *this;
  }
  Writer& key(std::string_view name) {
    comma();
    append_quoted(name, out_);
    out_.push_back(':');
    first_ = true;
    return *this;
  }
  void text(std::string_view value) {
    comma();
    append_quoted(value, out_);
  }
  void number(size_t value) {
    comma();
    out_ += std::to_string(value);
  }
  void boolean(bool value) {
    comma();
    out_ += value ? "true" : "false";
  }
  template <class List, class Each>
  void list(const List& items, Each each) {
    open('[');
    for (const auto& item : items) each(item);
    close(']');
  }
  void numbers(const std::vector<size_t>& values) {
    list(values, [this](size_t value) { number(value); });
  }

  std::string take() { return std::move(out_); }

 private:
  void comma() {
    if (!first_) out_.push_back(',');
    first_ = false;
  }

  std::string out_;
  bool first_ = true;
};

void write(Writer& out, const ExplainedCondition& condition) {
  out.open('{');
  out.key("op").text(condition.op);
  out.key("wanted").text(condition.wanted);
  out.key("holds").boolean(condition.holds);
  out.close('}');
}

void write(Writer& out, const FoundValue& value) {
  out.open('{');
  out.key("at").text(value.at);
  out.key("value").text(value.value);
  out.key("accepted").boolean(value.accepted);
  out.close('}');
}

void write(Writer& out, const NearMiss& miss) {
  out.open('{');
  out.key("kind").text(name_of(miss.kind));
  out.key("text").text(miss.text);
  out.key("at").text(miss.at);
  out.key("instead").text(miss.instead);
  out.close('}');
}

void write(Writer& out, const ExplainedField& field) {
  const auto each = [&out](const auto& item) { write(out, item); };
  out.open('{');
  out.key("path").text(field.path);
  out.key("line").number(static_cast<size_t>(field.line));
  out.key("column").number(static_cast<size_t>(field.column));
  out.key("holds").boolean(field.holds);
  out.key("overridden").boolean(field.overridden);
  out.key("conditions").list(field.conditions, each);
  out.key("found").list(field.found, each);
  out.key("near_misses").list(field.near_misses, each);
  out.close('}');
}

void write(Writer& out, const ExplainedGroup& group) {
  out.open('{');
  out.key("holds").boolean(group.holds);
  out.key("fields").numbers(group.fields);
  out.key("choices").list(group.choices, [&out](const std::vector<ExplainedGroup>& choice) {
    out.list(choice, [&out](const ExplainedGroup& branch) { write(out, branch); });
  });
  out.close('}');
}

void write(Writer& out, const ExplainedAlternative& alternative) {
  out.open('{');
  out.key("branches").numbers(alternative.branches);
  out.key("fields").numbers(alternative.fields);
  out.key("matches").boolean(alternative.matches);
  out.key("failed").numbers(alternative.failed);
  out.key("conflicts").list(alternative.conflicts, [&out](const std::string& text) { out.text(text); });
  out.close('}');
}

void write(Writer& out, const SuggestedChange& change) {
  out.open('{');
  out.key("in").text(change.in_pattern() ? "pattern" : "event");
  out.key("kind").text(name_of(change.kind));
  out.key("place").text(change.place);
  out.key("before").text(change.before);
  out.key("after").text(change.after);
  out.key("text").text(change.text);
  out.close('}');
}

}  // namespace

Result<std::string> to_json(const Explanation& explanation) noexcept {
  return guarded<std::string>([&]() -> Result<std::string> {
    Writer out;
    const auto each = [&out](const auto& item) { write(out, item); };
    out.open('{');
    out.key("matches").boolean(explanation.matches);
    out.key("fields").list(explanation.fields, each);
    write(out.key("root"), explanation.root);
    out.key("alternatives").list(explanation.alternatives, each);
    out.key("changes").list(explanation.changes, each);
    out.key("changed_event").text(explanation.changed_event);
    out.key("changed_pattern").text(explanation.changed_pattern);
    out.key("needed").text(explanation.needed);
    out.close('}');
    return out.take();
  });
}

}  // namespace switchboard
