// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"

// What a target receives in place of the event: the members Input, InputPath and InputTransformer of a target
// as PutTargets takes it.
namespace sb::aws {

// A <name> in an InputTemplate.
struct Placeholder {
  std::string name;
  size_t begin = 0;  // of its '<'
  size_t end = 0;    // behind its '>'
  bool quoted = false;
};

std::vector<Placeholder> placeholders_of(std::string_view input_template);

// True for the variables that need no path: aws.events.rule-arn and its like.
bool is_predefined_variable(std::string_view name);
// 1 to 256 of letters, digits, '_', '-'.
bool is_input_variable(std::string_view name);
// True for a template that is to give one JSON object or list, false for one of texts.
bool is_json_template(std::string_view input_template);

struct InputFault {
  enum class Part { kTarget, kInput, kPath, kPaths, kTemplate };
  Part part = Part::kTarget;
  std::string variable;  // of kPaths: whose path it is; "" for the map as a whole
  std::string words;     // EventBridge's, where they are recorded
  std::string hint;      // what to do about it
};

// Why EventBridge refuses a target's input: all there is; EventBridge tells the first.
std::vector<InputFault> check_target_input(const json::Object& target);
// Members that are too long, too many or wrongly named, which its framework refuses before that.
std::vector<InputFault> check_input_sizes(const json::Object& target);
// A template that EventBridge takes and that gives no JSON whatever the event is, so that nothing is ever
// delivered. `words` name the line and column in the template.
std::vector<InputFault> find_hopeless_template(const json::Object& target);
// A template of text that is not in double quotes, a line each, which EventBridge asks for.
std::vector<InputFault> find_bare_text(const json::Object& target);

}  // namespace sb::aws
