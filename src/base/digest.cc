// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/check.h"

namespace sb::base {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string digest(const EVP_MD* kind, std::string_view bytes) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned int length = 0;
  SB_CHECK(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &length, kind,
                      nullptr) == 1);
  out.resize(length);
  return out;
}

constexpr char kHex[] = "0123456789abcdef";

// Random bytes fetched many at a time: the generator costs the same for sixteen as for hundreds.
class RandomPool {
 public:
  std::array<unsigned char, 16> take() {
    if (used_ == bytes_.size()) {
      SB_CHECK(RAND_bytes(bytes_.data(), static_cast<int>(bytes_.size())) == 1);
      used_ = 0;
    }
    std::array<unsigned char, 16> out;
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
    used_ += out.size();
    return out;
  }

 private:
  std::array<unsigned char, 1024> bytes_{};
  size_t used_ = bytes_.size();
};

// OpenSSL looks an algorithm up by its name; once is enough.
struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

MacContext make_hmac_context() {
  static EVP_MAC* const kMac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MacContext out(EVP_MAC_CTX_new(kMac));
  char digest_name[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                                   OSSL_PARAM_construct_end()};
  SB_CHECK(out != nullptr && EVP_MAC_CTX_set_params(out.get(), parameters) == 1);
  return out;
}

}  // namespace

std::string sha1(std::string_view bytes) {
  static const EVP_MD* const kKind = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return digest(kKind, bytes);
}

std::string sha256(std::string_view bytes) {
  static const EVP_MD* const kKind = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return digest(kKind, bytes);
}

std::string md5(std::string_view bytes) {
  static const EVP_MD* const kKind = EVP_MD_fetch(nullptr, "MD5", nullptr);
  return digest(kKind, bytes);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  static thread_local const MacContext kContext = make_hmac_context();
  std::string out(EVP_MAX_MD_SIZE, '\0');
  size_t length = 0;
  SB_CHECK(EVP_MAC_init(kContext.get(), bytes_of(key.empty() ? "" : key), key.size(), nullptr) == 1 &&
           EVP_MAC_update(kContext.get(), bytes_of(bytes), bytes.size()) == 1 &&
           EVP_MAC_final(kContext.get(), reinterpret_cast<unsigned char*>(out.data()), &length, out.size()) ==
               1);
  out.resize(length);
  return out;
}

std::string hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes),
                                     static_cast<int>(bytes.size()));
  out.resize(static_cast<size_t>(length));
  return out;
}

Result<std::string> base64_decode(std::string_view text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  const int length = text.size() % 4 != 0 ? -1
                                          : EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                                            bytes_of(text), static_cast<int>(text.size()));
  if (length < 0) return Error{"", "not valid base64", ""};
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  out.resize(static_cast<size_t>(length) - padding);
  return out;
}

bool equals_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(size_t count) {
  std::string out(count, '\0');
  SB_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) == 1);
  return out;
}

std::string make_uuid() {
  static thread_local RandomPool pool;
  std::array<unsigned char, 16> raw = pool.take();
  raw[6] = static_cast<unsigned char>((raw[6] & 0x0F) | 0x40);
  raw[8] = static_cast<unsigned char>((raw[8] & 0x3F) | 0x80);
  std::string out(36, '-');
  size_t at = 0;
  for (const unsigned char byte : raw) {
    if (at == 8 || at == 13 || at == 18 || at == 23) ++at;
    out[at++] = kHex[byte >> 4];
    out[at++] = kHex[byte & 15];
  }
  return out;
}

}  // namespace sb::base
