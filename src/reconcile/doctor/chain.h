// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "reconcile/doctor/finding.h"

namespace sb::reconcile::doctor {

// The links of one route's chain in the order of an event's way, branches one after the other. Each function
// that adds a link says whether the walk goes on: a broken link ends it, one that could not be checked does
// not.
class Chain {
 public:
  explicit Chain(std::string route = {}) : route_(std::move(route)) {}

  bool good(std::string subject, std::string check, std::string detail = {});
  bool bad(std::string subject, std::string check, const char* owner, std::string detail, std::string fix);
  bool unknown(std::string subject, std::string check, const char* owner, std::string detail,
               std::string fix = {});
  // A read that failed.
  bool unreadable(std::string subject, std::string check, const char* owner, const base::Error& error);
  bool add(Check check, const char* owner);
  // The finding added last.
  Finding& last() { return findings_.back(); }

  // Names what stands behind the broken link added last, which is not looked at.
  void leave(const std::string& what);
  // The same where the broken link is of every route: `why` says which.
  void leave(const std::string& what, const std::string& why);

  std::vector<Finding> take() && { return std::move(findings_); }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  const std::string route_;
  std::vector<Finding> findings_;
};

}  // namespace sb::reconcile::doctor
