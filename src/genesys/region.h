// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sb::genesys {

// Where one Genesys Cloud region answers. URLs have no trailing slash.
struct Endpoints {
  std::string domain;     // "mypurecloud.de"
  std::string login_url;  // "https://login.mypurecloud.de"
  std::string api_url;    // "https://api.mypurecloud.de"
  std::string form_url;   // "https://mypurecloud.de", where the tutorials post their token request
};

// Reads a region as people write it: a domain, "my.genesys.cloud", a pasted api.… or login.… host with or
// without https://, or an AWS region name. An unknown domain is taken as it is (new regions appear). Error:
// no host at all, or an AWS region without a Genesys Cloud region.
base::Result<Endpoints> resolve_region(std::string_view region);

// One address for everything: the local cloud, a gateway.
Endpoints single_endpoint(std::string_view url);

}  // namespace sb::genesys
