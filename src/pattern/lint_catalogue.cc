// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <variant>

#include "base/text.h"
#include "pattern/evaluate.h"
#include "pattern/joint_fit.h"
#include "pattern/likeness.h"
#include "pattern/lint_rule.h"

namespace sb::pattern {

namespace {

using switchboard::LintCatalogue;

Value text_value(const std::string& text) { return {json::Kind::kString, text, {}, 0}; }

const std::string* exact_text(const Predicate& predicate) {
  const auto* text = std::get_if<ExactString>(&predicate);
  return text == nullptr ? nullptr : &text->value;
}

// One sub-rule against the catalogue.
class CatalogueCheck {
 public:
  CatalogueCheck(LintSubject& subject, const LintCatalogue& catalogue, size_t index,
                 std::set<std::string>& told)
      : subject_(subject),
        catalogue_(catalogue),
        index_(index),
        sub_rule_(subject.pattern.sub_rules[index]),
        told_(told) {}

  void run() {
    if (!find_families()) return;
    if (!find_types()) return;
    if (families_.empty()) return;
    for (const uint32_t field : sub_rule_) check_path(field);
  }

 private:
  // Which families the source leaves; false when the source rules the catalogue out.
  bool find_families() {
    const Field* source = subject_.find(sub_rule_, "source");
    if (source == nullptr) {
      // Without a source, a detail-type of the catalogue tells the family.
      const Field* types = subject_.find(sub_rule_, "detail-type");
      if (types == nullptr) return false;
      for (const Predicate& predicate : types->predicates) {
        const std::string* name = exact_text(predicate);
        const auto* type = name == nullptr ? nullptr : find_type(*name);
        if (type == nullptr) return false;
        families_.insert(type->family);
      }
      return true;
    }
    for (const Predicate& predicate : source->predicates) {
      if (!add_families(predicate)) open_ = true;
    }
    if (families_.empty()) tell_unknown_source(*source);
    return !families_.empty() && !open_;
  }

  // False when the predicate lets sources through that the catalogue does not know.
  bool add_families(const Predicate& predicate) {
    const std::string* text = exact_text(predicate);
    const auto* prefix = std::get_if<Prefix>(&predicate);
    bool found = false;
    for (size_t i = 0; i < catalogue_.families.size(); ++i) {
      const auto& family = catalogue_.families[i];
      const std::string start = family.source + "/";
      const bool may_come = family.is_prefix
                                ? (text != nullptr && text->starts_with(start)) ||
                                      (prefix != nullptr && (prefix->value + "/").starts_with(start))
                                : accepts(predicate, text_value(family.source));
      if (may_come) families_.insert(i);
      found = found || may_come;
    }
    const bool narrow = text != nullptr || prefix != nullptr;
    return found && narrow && (prefix == nullptr || prefix->value.size() >= kTellingPrefix);
  }

  void tell_unknown_source(const Field& source) {
    for (const Predicate& predicate : source.predicates) {
      const std::string* text = exact_text(predicate);
      if (text == nullptr || base::to_lower(*text).find(catalogue_.vendor) == std::string::npos) continue;
      std::vector<std::string> known;
      for (const auto& family : catalogue_.families) {
        known.push_back(family.source);
        if (family.is_prefix && *text == family.source) {
          return tell(source, "SB0613", "no source is called `" + *text + "`: it goes on with the bus's name",
                      R"(write {"prefix":")" + family.source + R"("})");
        }
      }
      const auto near = base::suggest(*text, known);
      if (!near && !text->starts_with(kReservedSources)) continue;  // one of one's own may have any name
      tell(source, "SB0613", "no source is called `" + *text + "`",
           near ? "did you mean `" + *near + "`?" : "the sources are " + base::join(known, ", "));
    }
  }

  // Which types the detail-type leaves; false when none of them can come.
  bool find_types() {
    const Field* field = subject_.find(sub_rule_, "detail-type");
    if (field == nullptr) return true;
    bool possible = false;
    bool open = false;
    std::string why;
    for (const Predicate& predicate : field->predicates) {
      const std::string* name = exact_text(predicate);
      if (name == nullptr) {
        open = true;
        continue;
      }
      const std::string fault = fault_of(*name);
      if (fault.empty()) {
        possible = true;
      } else {
        why = fault;
        faults_.push_back(fault);
      }
    }
    if (!possible && !open) {
      subject_.rule_out(index_, why);
      return false;
    }
    for (const std::string& fault : faults_) tell(*field, "SB0614", fault, "");
    if (open) types_.clear();
    return true;
  }

  // Why no event has this detail-type; "" where one may. Notes the type.
  std::string fault_of(const std::string& name) {
    const LintCatalogue::Type* elsewhere = nullptr;
    for (const auto& type : catalogue_.types) {
      if (type.name != name) continue;
      if (families_.contains(type.family)) {
        types_.insert(&type);
        return {};
      }
      elsewhere = &type;
    }
    if (elsewhere != nullptr) {
      return "events called `" + name + "` have the source `" +
             catalogue_.families[elsewhere->family].source + "`, not `" +
             catalogue_.families[*families_.begin()].source + "`";
    }
    return unknown_fault(name);
  }

  std::string unknown_fault(const std::string& name) {
    std::vector<std::string> known;
    bool whole = true;
    bool may_be_new = false;
    for (const auto& type : catalogue_.types) {
      if (!families_.contains(type.family)) continue;
      if (is_filled_in(name, type.name)) {
        return "`" + name + "` never comes as detail-type, which keeps the literal {id}: `" + type.name + "`";
      }
      known.push_back(type.name);
    }
    for (const size_t family : families_) {
      whole = whole && catalogue_.families[family].is_whole;
      const std::string& prefix = catalogue_.families[family].type_prefix;
      may_be_new = may_be_new || (!prefix.empty() && name.starts_with(prefix));
    }
    const auto near = base::suggest(name, known);
    const bool slip = near && (is_slip(*near, name) || base::equals_ignore_case(*near, name));
    if (slip) return "no event is called `" + name + "`; did you mean `" + *near + "`?";
    if (!whole || may_be_new) return {};
    return "no event with this source is called `" + name + "`" +
           (near ? "; did you mean `" + *near + "`?" : "");
  }

  // Whether `name` is the template `type` with something in place of its {id}s.
  static bool is_filled_in(const std::string& name, const std::string& type) {
    const auto parts = base::split(name, '.');
    const auto wanted = base::split(type, '.');
    if (parts.size() != wanted.size()) return false;
    bool filled = false;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (parts[i] == wanted[i]) continue;
      if (wanted[i] != "{id}") return false;
      filled = true;
    }
    return filled;
  }

  void check_path(uint32_t index) {
    const Field& field = subject_.pattern.fields[index];
    const std::string& path = field.path.name;
    if (!path.starts_with("detail.")) return;
    if (check_key_path(field)) return;
    const auto foreign = [&](size_t family) { return !is_at_home(path, catalogue_.families[family]); };
    if (!std::all_of(families_.begin(), families_.end(), foreign)) return;
    const auto& family = catalogue_.families[*families_.begin()];
    tell(field, "SB0612", "events from `" + family.source + "` have no `" + path + "`",
         "what they are about stands below `" + family.body + "`");
  }

  bool is_at_home(const std::string& path, const LintCatalogue::Family& family) const {
    const auto keys = base::split(path, '.');
    if (!family.detail_keys.empty()) {
      return std::find(family.detail_keys.begin(), family.detail_keys.end(), keys[1]) !=
             family.detail_keys.end();
    }
    return std::none_of(catalogue_.families.begin(), catalogue_.families.end(), [&](const auto& other) {
      return other.body.size() > family.body.size() && path.starts_with(other.body + ".");
    });
  }

  // A path that leads to the id in other events than these.
  bool check_key_path(const Field& field) {
    if (types_.empty() || may_be_absent(field)) return false;
    const auto leads = [&](const LintCatalogue::Type& type) { return type.key_path == field.path.name; };
    const bool here =
        std::any_of(types_.begin(), types_.end(), [&](const auto* type) { return leads(*type); });
    const auto other = std::find_if(catalogue_.types.begin(), catalogue_.types.end(), leads);
    if (here || other == catalogue_.types.end()) return false;
    const LintCatalogue::Type& type = **types_.begin();
    tell(field, "SB0612",
         type.key_path.empty() ? "`" + type.name + "` carries no " + catalogue_.key_name
                               : "`" + type.name + "` carries its " + catalogue_.key_name + " at `" +
                                     type.key_path + "`, not at `" + field.path.name + "`",
         type.key_path.empty() ? "" : "look at `" + type.key_path + "`");
    return true;
  }

  // Once, however many sub-rules say it.
  void tell(const Field& field, const char* code, const std::string& message, const std::string& hint) {
    const auto index = static_cast<size_t>(&field - subject_.pattern.fields.data());
    if (told_.insert(std::to_string(index) + message).second) subject_.warn(code, index, message, hint);
  }

  const LintCatalogue::Type* find_type(const std::string& name) const {
    const auto at = std::find_if(catalogue_.types.begin(), catalogue_.types.end(),
                                 [&](const auto& type) { return type.name == name; });
    return at == catalogue_.types.end() ? nullptr : &*at;
  }

  static constexpr char kReservedSources[] = "aws.";
  static constexpr size_t kTellingPrefix = 4;  // a shorter prefix lets anything through

  LintSubject& subject_;
  const LintCatalogue& catalogue_;
  const size_t index_;
  const SubRule& sub_rule_;
  std::set<std::string>& told_;
  std::set<size_t> families_;
  std::set<const LintCatalogue::Type*> types_;
  std::vector<std::string> faults_;
  bool open_ = false;
};

}  // namespace

void lint_against_catalogue(LintSubject& subject, const LintCatalogue& catalogue) {
  if (catalogue.families.empty()) return;
  std::set<std::string> told;
  for (size_t i = 0; i < subject.pattern.sub_rules.size(); ++i) {
    CatalogueCheck(subject, catalogue, i, told).run();
  }
}

}  // namespace sb::pattern
