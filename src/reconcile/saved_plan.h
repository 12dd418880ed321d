// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/arn.h"
#include "base/result.h"
#include "reconcile/plan.h"
#include "spec/model.h"

// A plan on disk. It holds what it was made from, the spec's text and the variables that the spec asked for,
// and what it would do. Carrying it out means making the plan again from the same text against what is live
// by then, and refusing when the two differ in anything: nothing is done that was not shown.
namespace sb::reconcile {

struct SavedChange {
  std::string action;
  std::string kind;
  std::string name;
  std::vector<Difference> diff;
  std::string calls;  // SHA-256 of all that its calls say
  std::string loses;
};

// What a file that cannot be carried out calls for.
struct SavedPlanCommands {
  std::string save = "switchboard plan --out FILE";               // the plan again, into the same file
  std::string save_spec = "switchboard plan -f FILE --out PLAN";  // where the file is a spec: a plan of it
  std::string apply_spec = "switchboard apply -f FILE";           // and to carry it out as it is
};

struct SavedPlan {
  std::string program;  // Switchboard's version
  std::string file;     // the spec's name, for messages
  std::string text;     // the spec
  // What the spec asked the environment for; nullopt: not set.
  std::map<std::string, std::optional<std::string>> variables;
  std::set<std::string> withheld;  // of these, whose values are not kept
  bool adopt = false;
  bool discard_messages = false;
  std::vector<std::string> only;
  std::string stack;
  aws::Realm realm;
  std::string organization;  // id; "" where Genesys Cloud did not say
  std::vector<SavedChange> changes;
  std::vector<std::string> warnings;
};

// The variables whose values are not to be kept: those whose names say that they are secrets, and those whose
// values stand in the secret part of a subscriber's address. They are read from the environment again when
// the plan is carried out.
std::set<std::string> secret_variables(const std::map<std::string, std::optional<std::string>>& variables,
                                       const spec::Spec& spec);

// The changes of a plan as they are kept. Values of the variables in `withheld` appear as ${NAME}; the
// digests of the calls are of the true values.
std::vector<SavedChange> changes_to_save(const Plan& plan,
                                         const std::map<std::string, std::optional<std::string>>& variables,
                                         const std::set<std::string>& withheld);
// The same of its warnings: what ends with the changes, though it is not the stack's, among them.
std::vector<std::string> warnings_to_save(const Plan& plan,
                                          const std::map<std::string, std::optional<std::string>>& variables,
                                          const std::set<std::string>& withheld);

// Whether a text begins as a saved plan does, of whatever format, whole or cut short.
bool seems_saved_plan(std::string_view text);
// The file's text: a line that says format, length and SHA-256, and a line of JSON.
std::string write_saved_plan(const SavedPlan& plan);
// Error SB0341: what `text`, read from `path`, is instead: no saved plan, one of another format, one that was
// cut short or changed. The digest finds accidents; who may write the file may also write its digest.
base::Result<SavedPlan> read_saved_plan(std::string_view text, const std::string& path,
                                        const SavedPlanCommands& commands = {});

// What differs between the plan as it was saved and as it is made now, a sentence each; none for the same. A
// warning that is not given any more is no difference.
std::vector<std::string> differences(const SavedPlan& saved, const SavedPlan& live);

}  // namespace sb::reconcile
