// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/arn.h"
#include "json/document.h"
#include "reconcile/desired.h"

// The AWS side of a stack as a template of other tools: the resources that apply would make, with the same
// names, policies, marks and tags.
namespace sb::interchange {

struct Template {
  json::Object document;
  std::vector<std::string> notes;  // what the template leaves to others
};

// Stands for the account and region that a template is used in, where `desired` was computed without knowing
// them.
const aws::Realm& any_realm();

// A CloudFormation template, and a Terraform configuration (JSON syntax, provider hashicorp/aws 5.27 or
// later).
Template to_cloudformation(const reconcile::Desired& desired);
Template to_terraform(const reconcile::Desired& desired);

}  // namespace sb::interchange
