// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sb::aws {

// The domain of AWS's services in a region: "amazonaws.com", "amazonaws.com.cn", … (AWS's partition data, as
// its SDKs have it in partitions.json). The partition's name is partition_of() (arn.h).
std::string dns_suffix_of(std::string_view region);
// Whether a host is one of AWS's own, interface endpoints (VPC) among them, in whichever partition.
bool is_aws_host(std::string_view host);

}  // namespace sb::aws
