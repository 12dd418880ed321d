// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "reconcile/desired.h"
#include "reconcile/observed.h"
#include "spec/model.h"

// A part of a stack: some of its routes. What its other routes use is left as it is.
namespace sb::reconcile {

struct Scope {
  std::set<std::string> routes;  // by name; empty: the whole stack
  Desired others;                // what the other routes of the spec ask for, patterns aside

  bool whole() const { return routes.empty(); }
  bool holds(const std::string& route) const { return whole() || routes.contains(route); }
};

// The spec with the routes of `scope` only, and the spec with all others.
spec::Spec inside(const spec::Spec& spec, const Scope& scope);
spec::Spec outside(const spec::Spec& spec, const Scope& scope);

// True for a rule that bears the mark of this stack and a route of `scope`. A rule that a service manages is
// nobody's.
bool is_inside(const awsclient::Rule& rule, const std::string& stack, const Scope& scope);

// The names in `routes` that neither the spec knows nor any live rule of its stack bears, each with the
// nearest one that there is.
std::vector<base::Error> unknown_routes(const std::vector<std::string>& routes, const spec::Spec& spec,
                                        const Observed& observed);

// What the routes inside and outside of a scope share and do not share. For a whole stack nothing is
// elsewhere and everything is touched.
class Sharing {
 public:
  Sharing(const Desired& desired, const Observed& observed, const Scope& scope);

  // A topic or queue that a route outside uses, by the spec or by a live rule.
  bool is_used_elsewhere(const std::string& arn) const { return elsewhere_.contains(arn); }
  // A topic or queue that a route inside uses.
  bool is_touched(const std::string& arn) const { return scope_.whole() || touched_.contains(arn); }
  // True for a subscription that may end with the routes inside: nobody outside has a share in it.
  bool may_end(const std::string& topic_arn, const awsclient::Subscription& subscription) const;
  // The same for a permission whose source is that rule ARN, a pattern of rule ARNs, or a topic.
  bool may_end(const DesiredPermission& permission) const;
  // Of the sources that a queue's statement lets in, those that stay when the routes inside go.
  std::set<std::string> sources_left(const std::string& queue_arn, const std::set<std::string>& live) const;

 private:
  bool covers_rule_outside(const std::string& source) const;
  bool covers_rule_inside(const std::string& source) const;
  bool is_wanted_inside(const std::string& topic_arn, const std::string& endpoint) const;
  void note_rule(const ObservedRule& found, std::set<std::string>& into) const;

  const Desired& desired_;
  const Scope& scope_;
  std::set<std::string> elsewhere_;
  std::set<std::string> touched_;
  std::set<std::string> rules_inside_;  // ARNs of live rules
  std::set<std::string> rules_outside_;
};

}  // namespace sb::reconcile
