// SPDX-License-Identifier: Apache-2.0
#include "aws/partition.h"

#include <algorithm>

#include "aws/arn.h"

namespace sb::aws {
namespace {

struct Partition {
  std::string_view region_prefix;
  const char* name;
  const char* dns_suffix;
};
constexpr Partition kPartitions[] = {
    {"cn-", "aws-cn", "amazonaws.com.cn"},       {"us-gov-", "aws-us-gov", "amazonaws.com"},
    {"us-iso-", "aws-iso", "c2s.ic.gov"},        {"us-isob-", "aws-iso-b", "sc2s.sgov.gov"},
    {"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"}, {"us-isof-", "aws-iso-f", "csp.hci.ic.gov"},
    {"eusc-", "aws-eusc", "amazonaws.eu"}};
constexpr Partition kCommercial{"", "aws", "amazonaws.com"};

const Partition& find_partition(std::string_view region) {
  const auto* found =
      std::find_if(std::begin(kPartitions), std::end(kPartitions),
                   [&](const Partition& partition) { return region.starts_with(partition.region_prefix); });
  return found == std::end(kPartitions) ? kCommercial : *found;
}

}  // namespace

std::string partition_of(std::string_view region) { return find_partition(region).name; }

bool is_aws_host(std::string_view host) {
  const auto is_below = [&](std::string_view domain) {
    return host.size() > domain.size() + 1 && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.';
  };
  return is_below(kCommercial.dns_suffix) || is_below("api.aws") ||
         std::any_of(std::begin(kPartitions), std::end(kPartitions),
                     [&](const Partition& partition) { return is_below(partition.dns_suffix); });
}

std::string dns_suffix_of(std::string_view region) { return find_partition(region).dns_suffix; }

}  // namespace sb::aws
