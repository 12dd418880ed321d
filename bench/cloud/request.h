// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace sb::bench {

// Who signs: the key pair, and the region of the scope.
struct Caller {
  std::string access_key_id = "local";
  std::string secret = "local";
  std::string region = "us-east-1";
};

// The bytes of one signed POST of the JSON protocol, ready for a socket. `target` as in X-Amz-Target; the
// service of the signing scope follows from it. `host` with its port. A signature is good for five minutes.
std::string make_request(const Caller& caller, const std::string& host, const std::string& target,
                         const std::string& body);

// PutEvents bodies of `entries` events each, from lines of {"source","detail-type","detail"}; sources that
// PutEvents would refuse are replaced. Lines that do not fill a last body are left out.
std::vector<std::string> make_put_events_bodies(const std::string& ndjson, size_t entries);

}  // namespace sb::bench
