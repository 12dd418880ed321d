// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "reconcile/desired.h"
#include "reconcile/observed.h"

// What stays although the stack made it and the spec does not want it: a queue with messages in it, what a
// target of others leads to. So that a later apply finds it, it is named in the mark of one of the stack's
// rules (ownership.h), which is read anyway.
namespace sb::reconcile {

// "sqs:NAME" or "sns:NAME", and back; "" for anything else.
std::string kept_name(const std::string& arn);
std::string kept_arn(const aws::Realm& realm, const std::string& name);

// Visible, in flight and delayed ones.
int64_t messages_in(const awsclient::QueueAttributes& attributes);

// "the queue NAME holds N messages and stays".
std::string keeps_messages(const std::string& name, int64_t messages);

// Puts each name into the description of the rule that bears it already, else of the first that has room for
// it. Returns those for which none has.
std::set<std::string> name_kept(std::set<std::string> names, const Observed& observed, Desired& desired);

}  // namespace sb::reconcile
