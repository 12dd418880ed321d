// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sb::cloud::sns {

// Signs messages as SNS does: RSA PKCS#1 v1.5 over "Key\nValue\n" lines of the signed members, keys in byte
// order; version 1 with SHA-1, version 2 with SHA-256. The key and its certificate are made at first use and
// can be kept.
class Signer {
 public:
  Signer();
  ~Signer();

  // Takes up a key made earlier. Error: not such a key.
  base::Status load(const std::string& private_key_pem, const std::string& certificate_pem);
  // Makes the key pair if there is none yet. True when it was made by this call.
  bool ensure_key();
  std::string private_key_pem() const;
  const std::string& certificate_pem() const { return certificate_pem_; }
  // "SimpleNotificationService-<32 hex>.pem", by the certificate.
  const std::string& certificate_name() const { return certificate_name_; }

  // Base64. `members` are exactly those that are signed.
  std::string sign(const std::map<std::string_view, std::string_view>& members,
                   const std::string& version) const;

 private:
  struct Key;
  void set_certificate(std::string pem);

  std::unique_ptr<Key> key_;
  std::string certificate_pem_;
  std::string certificate_name_;
};

}  // namespace sb::cloud::sns
