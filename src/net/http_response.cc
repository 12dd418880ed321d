// SPDX-License-Identifier: Apache-2.0
#include "net/http_response.h"

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ostream>

namespace sb::net {
namespace {

void add_number(std::string& out, size_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void add_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  const size_t begin = out.size();
  out.append(value);
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  out += "\r\n";
}

}  // namespace

std::string response_head(const HttpResponse& response, std::string_view date, bool keep_alive) {
  std::string out;
  out.reserve(384);
  out += "HTTP/1.1 ";
  add_number(out, static_cast<size_t>(response.status));
  out += ' ';
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
  out.append(reason.data(), reason.size()).append("\r\n");
  for (const auto& [name, value] : response.headers) add_header(out, name, value);
  if (!date.empty()) add_header(out, "Date", date);
  if (response.status >= 200 && response.status != 204 && response.status != 304) {
    out += "Content-Length: ";
    add_number(out, response.body.size());
    out += "\r\n";
  }
  if (!keep_alive) out += "Connection: close\r\n";
  out += "\r\n";
  return out;
}

}  // namespace sb::net
