// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/chain.h"

#include <fmt/format.h>

namespace sb::reconcile::doctor {

bool Chain::add(Check check, const char* owner) {
  const std::optional<bool> ok = check.ok;
  findings_.push_back({std::move(check), ok == true ? "" : owner, route_, std::nullopt});
  return ok != false;
}

bool Chain::good(std::string subject, std::string check, std::string detail) {
  return add({std::move(subject), std::move(check), true, std::move(detail), ""}, "");
}

bool Chain::bad(std::string subject, std::string check, const char* owner, std::string detail,
                std::string fix) {
  return add({std::move(subject), std::move(check), false, std::move(detail), std::move(fix)}, owner);
}

bool Chain::unknown(std::string subject, std::string check, const char* owner, std::string detail,
                    std::string fix) {
  return add({std::move(subject), std::move(check), std::nullopt, std::move(detail), std::move(fix)}, owner);
}

bool Chain::unreadable(std::string subject, std::string check, const char* owner, const base::Error& error) {
  return unknown(std::move(subject), std::move(check), owner, error.message, error.hint);
}

void Chain::leave(const std::string& what) {
  const Check& last = findings_.back().check;
  leave(what, (last.ok == false ? "the chain is broken at " : "too little is known of ") + last.subject);
}

void Chain::leave(const std::string& what, const std::string& why) {
  unknown("route " + route_, "what comes after it", "", fmt::format("not checked, as {}: {}", why, what));
}

}  // namespace sb::reconcile::doctor
