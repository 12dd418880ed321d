// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/signer.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/digest.h"

namespace sb::cloud::sns {
namespace {

// Verifies with nothing but the certificate, as a subscriber would.
bool verifies(const std::string& certificate_pem, const std::string& text, const std::string& signature,
              const EVP_MD* digest) {
  BIO* in = BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size()));
  X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  EVP_PKEY* key = X509_get_pubkey(certificate);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const std::string raw = *base::base64_decode(signature);
  EVP_DigestVerifyInit(context, nullptr, digest, nullptr, key);
  const int good = EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(raw.data()), raw.size(),
                                    reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free(in);
  return good == 1;
}

TEST(Signer, SignsWhatTheCertificateVerifies) {
  Signer signer;
  EXPECT_TRUE(signer.ensure_key());
  EXPECT_FALSE(signer.ensure_key());
  const std::map<std::string_view, std::string_view> members{{"Type", "Notification"}, {"Message", "m"}};
  const std::string text = "Message\nm\nType\nNotification\n";
  EXPECT_TRUE(verifies(signer.certificate_pem(), text, signer.sign(members, "1"), EVP_sha1()));
  EXPECT_TRUE(verifies(signer.certificate_pem(), text, signer.sign(members, "2"), EVP_sha256()));
  EXPECT_FALSE(verifies(signer.certificate_pem(), text + "x", signer.sign(members, "2"), EVP_sha256()));
}

TEST(Signer, TakesUpTheKeyThatWasKept) {
  Signer first;
  first.ensure_key();
  Signer second;
  ASSERT_TRUE(second.load(first.private_key_pem(), first.certificate_pem()).ok());
  EXPECT_FALSE(second.ensure_key());
  EXPECT_EQ(second.certificate_name(), first.certificate_name());
  EXPECT_TRUE(verifies(first.certificate_pem(), "a\nb\n", second.sign({{"a", "b"}}, "1"), EVP_sha1()));
  EXPECT_FALSE(Signer().load("nonsense", "").ok());
}

}  // namespace
}  // namespace sb::cloud::sns
