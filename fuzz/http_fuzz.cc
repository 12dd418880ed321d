// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a client sends: read at once and in two pieces, the reader says the same; what is a
// request is told apart, decoded, and asked for its signature.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "cloud/edge/answer.h"
#include "cloud/edge/ask.h"
#include "cloud/edge/auth.h"
#include "net/request_reader.h"

namespace {

using namespace sb;

struct Read {
  net::RequestReader reader{net::RequestLimits{}};
  std::string waiting;

  void take(std::string_view bytes) {
    waiting += bytes;
    while (!reader.fault() && !reader.done() && !waiting.empty()) {
      const size_t used = reader.read(waiting);
      if (used == 0) return;
      waiting.erase(0, used);
    }
  }
};

void ask(const net::HttpRequest& request) {
  static const base::SystemClock clock;
  static const cloud::service::Roles roles;
  static const cloud::service::Sessions sessions("key",
                                                 [](const std::string&, const std::function<void()>&) {});
  static cloud::edge::Authenticator authenticator(
      clock, clock,
      [](const std::string& id) -> std::optional<cloud::edge::KnownKey> {
        if (id != "local") return std::nullopt;
        return cloud::edge::KnownKey{base::Secret("local"), "000000000000", ""};
      },
      roles, sessions);
  std::optional<cloud::service::Fault> fault;
  const cloud::edge::Ask what = cloud::edge::read_ask(request, fault);
  (void)cloud::edge::realm_of_unsigned(what, request);
  (void)cloud::edge::decode(what, request);
  const auto who = authenticator.authenticate(request, what.protocol, what.service);
  if (const auto* refused = std::get_if<cloud::service::Fault>(&who))
    (void)cloud::edge::make_answer(what, *refused, "id");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Read whole;
  whole.take(bytes);
  Read pieces;
  const size_t cut = size == 0 ? 0 : data[size - 1] * size / 256;
  pieces.take(bytes.substr(0, cut));
  pieces.take(bytes.substr(cut));
  SB_CHECK(whole.reader.done() == pieces.reader.done());
  SB_CHECK(whole.reader.fault().has_value() == pieces.reader.fault().has_value());
  if (!whole.reader.done()) return 0;
  SB_CHECK(whole.waiting == pieces.waiting);
  const net::HttpRequest request = whole.reader.take();
  SB_CHECK(request.body == pieces.reader.take().body);
  ask(request);
  return 0;
}
