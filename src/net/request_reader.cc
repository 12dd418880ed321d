// SPDX-License-Identifier: Apache-2.0
#include "net/request_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

#include "base/text.h"

namespace sb::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

// A chunk's size line, with whatever extensions a client thinks of.
constexpr size_t kChunkLineMax = 4096;
constexpr size_t kBodyReserveMax = 256 * 1024;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

bool is_authority(std::string_view text) {
  return !text.empty() && text.size() <= 255 + 6 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~:[]%").find(c) != std::string_view::npos;
  });
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Where the header's lines are not what they seem: carriage return and line feed stand together, and never
// before a blank. `head` may end anywhere.
const char* find_bad_line(std::string_view head) {
  static constexpr size_t kNone = std::string_view::npos;
  for (size_t at = head.find('\n'); at != kNone; at = head.find('\n', at + 1)) {
    if (at == 0 || head[at - 1] != '\r') return "a line feed stands alone";
    if (at + 1 < head.size() && (head[at + 1] == ' ' || head[at + 1] == '\t'))
      return "a header line is folded";
  }
  for (size_t at = head.find('\r'); at != kNone; at = head.find('\r', at + 1)) {
    if (at + 1 < head.size() && head[at + 1] != '\n') return "a carriage return stands alone";
  }
  return nullptr;
}

RequestFault fault_of(beast::error_code error) {
  if (error == http::error::body_limit) return {413, "The request body is too large."};
  if (error == http::error::header_limit) return {431, "The request header is too large."};
  if (error == http::error::bad_version) return {505, "This server speaks HTTP/1.1."};
  return {400, fmt::format("Not a request this server can read: {}.", error.message())};
}

}  // namespace

class RequestReader::Parser final : public http::basic_parser<true> {
 public:
  explicit Parser(const RequestLimits& given) : limits(given) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
    body_limit(limits.body_bytes_max);
    request.headers.reserve(16);
  }

  size_t take(std::string_view bytes);
  bool check_lines(std::string_view bytes);
  void check_header();
  void take_target();
  void fail(int status, std::string_view what) {
    if (!fault) fault = RequestFault{status, fmt::format("Not a request this server can read: {}.", what)};
  }

  const RequestLimits limits;
  HttpRequest request;
  std::optional<RequestFault> fault;
  int version = 11;
  int hosts = 0;
  int lengths = 0;
  int codings = 0;
  bool expects_continue = false;

 private:
  size_t looked_at_ = 0;

  void on_request_impl(http::verb, beast::string_view method, beast::string_view target, int given,
                       beast::error_code&) override {
    version = given;
    request.method = view(method);
    request.target = view(target);
  }
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
  void on_field_impl(http::field field, beast::string_view name, beast::string_view value,
                     beast::error_code& error) override {
    if (is_header_done()) return;
    if (request.headers.size() >= limits.header_fields_max) {
      error = http::error::header_limit;
      return;
    }
    hosts += field == http::field::host;
    lengths += field == http::field::content_length;
    codings += field == http::field::transfer_encoding;
    if (field == http::field::expect && version == 11) {
      expects_continue = beast::iequals(value, "100-continue");
      if (!expects_continue) fault = RequestFault{417, "This server knows no expectation but 100-continue."};
    }
    request.headers.emplace_back(view(name), view(value));
  }
  void on_header_impl(beast::error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, beast::error_code&) override {
    if (length) request.body.reserve(static_cast<size_t>(std::min<std::uint64_t>(*length, kBodyReserveMax)));
  }
  size_t on_body_impl(beast::string_view body, beast::error_code&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {}
  size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, beast::error_code&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(beast::error_code&) override {}
};

size_t RequestReader::Parser::take(std::string_view bytes) {
  if (!is_header_done() && !check_lines(bytes)) return 0;
  size_t used = 0;
  beast::error_code error;
  while (!fault && !is_done() && used < bytes.size()) {
    const bool had_header = is_header_done();
    used += put(asio::buffer(bytes.data() + used, bytes.size() - used), error);
    if (error == http::error::need_more) break;
    if (error) fault = fault_of(error);
    if (!had_header && is_header_done() && !fault) check_header();
  }
  looked_at_ = bytes.size() - used;
  if (!fault && is_header_done() && !is_done() && bytes.size() - used > kChunkLineMax)
    fail(400, "a chunk's first line is too long");
  return used;
}

// Looks at each byte of the header once, however small the pieces in which it comes.
bool RequestReader::Parser::check_lines(std::string_view bytes) {
  const size_t from = looked_at_ < 3 ? 0 : looked_at_ - 3;
  const std::string_view fresh = bytes.substr(from);
  const size_t end = fresh.find("\r\n\r\n");
  // A line feed in front belongs to a pair that was looked at before.
  const size_t skip = from > 0 && fresh.starts_with('\n') ? 1 : 0;
  if (const char* bad =
          find_bad_line(fresh.substr(skip, end == std::string_view::npos ? end : end + 4 - skip)))
    fail(400, bad);
  return !fault;
}

void RequestReader::Parser::check_header() {
  if (hosts > 1) return fail(400, "it has more than one Host");
  if (hosts == 0 && version == 11) return fail(400, "it has no Host");
  if (hosts == 1 && !is_authority(*find_header(request.headers, "Host")))
    return fail(400, "its Host is none");
  if (lengths + codings > 1) return fail(400, "it says more than once how long it is");
  if (lengths == 1 && !is_number(*find_header(request.headers, "Content-Length")))
    return fail(400, "its Content-Length is none");
  if (codings == 1 && (version == 10 || !base::equals_ignore_case(
                                            *find_header(request.headers, "Transfer-Encoding"), "chunked")))
    return fail(400, "it is coded otherwise than in chunks");
  take_target();
}

void RequestReader::Parser::take_target() {
  std::string& target = request.target;
  if (target.starts_with('/')) return;
  const auto origin = parse_origin(target);
  if (!origin) return fail(400, "its target is neither a path nor an address");
  const size_t authority = target.find("://") + 3;
  const size_t path = std::min(target.find_first_of("/?#", authority), target.size());
  const auto host = find_header(request.headers, "Host");
  if (host && !base::equals_ignore_case(*host, std::string_view(target).substr(authority, path - authority)))
    return fail(400, "its target names another host than its Host");
  target.erase(0, path);
  if (!target.starts_with('/')) target.insert(0, "/");
}

RequestReader::RequestReader(const RequestLimits& limits) : parser_(std::make_unique<Parser>(limits)) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

size_t RequestReader::read(std::string_view bytes) { return parser_->take(bytes); }
const std::optional<RequestFault>& RequestReader::fault() const { return parser_->fault; }
bool RequestReader::has_header() const { return parser_->is_header_done(); }
bool RequestReader::done() const { return parser_->is_done() && !parser_->fault; }
bool RequestReader::keep_alive() const { return parser_->version == 11 && parser_->keep_alive(); }
bool RequestReader::expects_continue() const { return parser_->expects_continue; }
size_t RequestReader::body_bytes() const { return parser_->request.body.size(); }
HttpRequest RequestReader::take() { return std::move(parser_->request); }

size_t RequestReader::body_bytes_missing() const {
  const auto missing = parser_->content_length_remaining();
  return missing ? static_cast<size_t>(*missing) : 0;
}

}  // namespace sb::net
