// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/receipt_handle.h"

#include <fmt/format.h>

#include <limits>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/service/service.h"

namespace sb::cloud::sqs {

std::string ReceiptHandle::to_text(const std::string& queue_key) const {
  return base::base64_encode(
      service::make_key({queue_key, fmt::format("{}", sequence), fmt::format("{}", receipt)}));
}

std::optional<ReceiptHandle> parse_receipt_handle(const std::string& text, const std::string& queue_key) {
  const auto bytes = base::base64_decode(text);
  if (!bytes.ok() || !bytes->starts_with(queue_key + '\x1f')) return std::nullopt;
  const auto parts = base::split(std::string_view(*bytes).substr(queue_key.size() + 1), '\x1f');
  if (parts.size() != 2) return std::nullopt;
  const auto sequence = base::parse_int(parts[0]);
  const auto receipt = base::parse_int(parts[1]);
  if (!sequence || !receipt || *sequence < 1 || *receipt < 1 ||
      *receipt > std::numeric_limits<uint32_t>::max()) {
    return std::nullopt;
  }
  return ReceiptHandle{static_cast<uint64_t>(*sequence), static_cast<uint32_t>(*receipt)};
}

}  // namespace sb::cloud::sqs
