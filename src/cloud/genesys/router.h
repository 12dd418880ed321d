// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/form.h"
#include "cloud/genesys/answers.h"
#include "cloud/genesys/organization.h"

namespace sb::cloud::genesys {

// One call of the platform API by a client that may make it.
struct Ask {
  const OAuthClient& client;
  std::string path;                // as asked, for URIs in answers
  std::vector<std::string> names;  // what stood for each {…} of the route's path, decoded
  base::Form query;
  json::Object body;  // of POST, PUT and PATCH
};

struct Route {
  std::string method;
  std::string path;        // "/api/v2/integrations/{id}/config/current"
  std::string permission;  // empty: none is needed
  std::function<Answer(const Ask&)> serve;
};

// Which route a request means. The first route whose path fits says which resource it is, so a path with a
// literal part stands before one with {…} there. HEAD is taken as GET.
class Router {
 public:
  struct Found {
    const Route* route = nullptr;      // null: the resource does not have the method
    std::vector<std::string> methods;  // of the resource; empty: there is no such resource
    std::vector<std::string> names;
  };

  void add(std::vector<Route> routes);
  Found find(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace sb::cloud::genesys
