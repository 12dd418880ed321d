// SPDX-License-Identifier: Apache-2.0
#include "genesys/region.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sb::genesys {
namespace {

struct Region {
  const char* aws_region;
  const char* domain;
};

// Genesys Cloud's public regions (Genesys Cloud developer centre, "Platform API regions").
constexpr Region kRegions[] = {
    {"us-east-1", "mypurecloud.com"},
    {"us-east-2", "use2.us-gov-pure.cloud"},
    {"us-west-2", "usw2.pure.cloud"},
    {"ca-central-1", "cac1.pure.cloud"},
    {"sa-east-1", "sae1.pure.cloud"},
    {"mx-central-1", "mxc1.pure.cloud"},
    {"eu-west-1", "mypurecloud.ie"},
    {"eu-west-2", "euw2.pure.cloud"},
    {"eu-central-1", "mypurecloud.de"},
    {"eu-central-2", "euc2.pure.cloud"},
    {"eusc-de-east-1", "edee1.eusc-pure.cloud"},
    {"me-central-1", "mec1.pure.cloud"},
    {"ap-south-1", "aps1.pure.cloud"},
    {"ap-northeast-1", "mypurecloud.jp"},
    {"ap-northeast-2", "apne2.pure.cloud"},
    {"ap-northeast-3", "apne3.pure.cloud"},
    {"ap-southeast-1", "apse1.pure.cloud"},
    {"ap-southeast-2", "mypurecloud.com.au"},
};

bool looks_like_aws_region(std::string_view text) {
  return text.find('.') == std::string_view::npos && std::count(text.begin(), text.end(), '-') >= 2;
}

}  // namespace

base::Result<Endpoints> resolve_region(std::string_view region) {
  std::string_view text = base::trim(region);
  for (const std::string_view prefix : {"https://", "http://"}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  text = text.substr(0, text.find('/'));
  for (const std::string_view prefix : {"api.", "login.", "apps."}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  std::string domain = base::to_lower(text);
  if (looks_like_aws_region(domain)) {
    const auto* found = std::find_if(std::begin(kRegions), std::end(kRegions),
                                     [&](const Region& r) { return domain == r.aws_region; });
    if (found == std::end(kRegions)) {
      return base::Error{"genesys.region", fmt::format("Genesys Cloud has no region in {}", domain),
                         "give its domain, such as mypurecloud.com or mypurecloud.de"};
    }
    domain = found->domain;
  }
  if (domain.find('.') == std::string::npos) {
    return base::Error{"genesys.region", fmt::format("'{}' is not a Genesys Cloud region", region),
                       "give its domain, such as mypurecloud.com or mypurecloud.de"};
  }
  return Endpoints{domain, "https://login." + domain, "https://api." + domain, "https://" + domain};
}

Endpoints single_endpoint(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  const std::string base_url(url);
  return {base_url, base_url, base_url, base_url};
}

}  // namespace sb::genesys
