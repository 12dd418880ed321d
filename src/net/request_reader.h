// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_message.h"

namespace sb::net {

struct RequestLimits {
  size_t header_bytes_max = 32 * 1024;
  size_t header_fields_max = 100;
  size_t body_bytes_max = 4 * 1024 * 1024;
};

// Why a request is not read on: the status to answer with, and a sentence.
struct RequestFault {
  int status = 400;
  std::string reason;
};

// Reads one HTTP/1.x request from bytes as they come (Boost.Beast parses). Stricter than RFC 9112 where
// servers and proxies have been brought to disagree about where a request ends: a request with both
// Content-Length and Transfer-Encoding, with more than one of either, with a coding other than chunked, with
// a bare line feed or a folded header line is refused, and so is one without exactly one Host (HTTP/1.0 may
// have none). Trailers are read and dropped. An absolute target becomes a path; its authority must be the
// Host's.
class RequestReader {
 public:
  explicit RequestReader(const RequestLimits& limits);
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  // Takes what it can of `bytes` and says how much; what is left over must stand in front of the next bytes.
  // Not to be called again after a fault, nor once done().
  size_t read(std::string_view bytes);
  const std::optional<RequestFault>& fault() const;
  bool has_header() const;
  bool done() const;
  // Valid once has_header(). A connection of HTTP/1.0 carries one request.
  bool keep_alive() const;
  bool expects_continue() const;
  size_t body_bytes() const;
  // How much of the body is still to come; 0 where that is not known.
  size_t body_bytes_missing() const;
  // Once done().
  HttpRequest take();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace sb::net
