// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sb::base {

// Raw digest bytes (OpenSSL).
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string md5(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// Lower-case hexadecimal.
std::string hex(std::string_view bytes);
std::string base64_encode(std::string_view bytes);
// Error when `text` is not standard base64.
Result<std::string> base64_decode(std::string_view text);

// Compares without telling by its duration where the first difference is.
bool equals_constant_time(std::string_view a, std::string_view b);

// `count` bytes from the system's secure random source.
std::string random_bytes(size_t count);
// A random (version 4) UUID in its 36-character lower-case form.
std::string make_uuid();

}  // namespace sb::base
