// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "reconcile/plan.h"

namespace sb::cli {

// A plan for a pull request, in GitHub-flavoured Markdown: the sums, warnings, a table of changes with the
// signs of the text view, notes, and each change's differences folded away. Names and values are escaped, so
// that none of them can end a cell, a fold or a code block, or become a link, a mention or HTML.
std::string plan_as_markdown(const reconcile::Plan& plan);

}  // namespace sb::cli
