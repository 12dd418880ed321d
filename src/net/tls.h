// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.h"

namespace sb::net {

// A server's side of TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only (Mozilla's
// "intermediate" profile, its ECDHE suites). `certificate` holds the certificate and those that vouch for it,
// `key` the private key, both files in PEM. Error: the file and OpenSSL's reason, or that the two do not
// belong together.
base::Result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(const std::string& certificate,
                                                                         const std::string& key);

}  // namespace sb::net
