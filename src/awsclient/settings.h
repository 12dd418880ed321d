// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "awsclient/shared_files.h"
#include "awsclient/transport.h"

namespace sb::awsclient {

// What the command line and the spec say about AWS; empty: nothing.
struct Given {
  std::string profile;
  std::string region;
  std::string spec_region;
  std::string endpoint_url;
};

// The region: Given::region, spec_region, AWS_REGION, AWS_DEFAULT_REGION, the profile's. Error, "NoRegion":
// none of them; "BadSetting": one that cannot be part of an address.
base::Result<std::string> find_region(const Given& given, const Environment& environment,
                                      const SharedFiles& files);

// Region and addresses. A service's address: Given::endpoint_url (not for SSO, which signs in), else
// AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's [services] section, the profile's endpoint_url,
// as in botocore; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS (ignore_configured_endpoint_urls) drops all but the
// first. AWS_STS_REGIONAL_ENDPOINTS (sts_regional_endpoints) is `regional`, the default, or `legacy`.
// Errors: as find_region; "BadSetting"; "ProfileNotFound" for a profile that was named.
base::Result<Endpoints> find_endpoints(const Given& given, const Environment& environment,
                                       const SharedFiles& files);

// The file of certificates to trust: AWS_CA_BUNDLE, else the profile's ca_bundle; "" for the system's.
// Error, "BadSetting": it is not there.
base::Result<std::string> find_ca_bundle(const Given& given, const Environment& environment,
                                         const SharedFiles& files);

}  // namespace sb::awsclient
