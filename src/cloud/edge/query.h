// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/form.h"
#include "base/result.h"
#include "json/document.h"

// The AWS Query protocol: form parameters in, XML out. Inside, operations know the JSON shapes only.
namespace sb::cloud::edge {

using base::Form;
using base::form_value;
using base::parse_form;

// "Attributes.entry.1.key=…" (SNS, STS) or "Attribute.1.Name=…" (SQS, flattened) as a JSON object; Action and
// Version are left out. Error: a name nested deeper or a list longer than any operation has.
base::Result<json::Object> form_to_json(const Form& form, std::string_view service);

// <ActionResponse xmlns="…">…</ActionResponse>, with <ActionResult> where the operation has an output.
std::string success_xml(std::string_view service, const std::string& action, const json::Object& body,
                        const std::string& request_id);
std::string error_xml(std::string_view service, const std::string& code, const std::string& message,
                      bool sender, const std::string& request_id);

// As the text of an element. What XML 1.0 has no way to write (control characters but tab and line ends,
// U+FFFE, U+FFFF, surrogates) becomes U+FFFD, so that every answer is well-formed.
std::string escape_xml(std::string_view text);

}  // namespace sb::cloud::edge
