// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/signer.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/check.h"
#include "base/digest.h"

namespace sb::cloud::sns {
namespace {

constexpr unsigned kKeyBits = 2048;
constexpr long kCertificateSeconds = 10L * 365 * 86400;

std::string drain(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<size_t>(length));
  BIO_free(bio);
  return out;
}

std::string make_certificate(EVP_PKEY* key) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kCertificateSeconds);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("sns.local.switchboard"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  SB_CHECK(X509_sign(certificate, key, EVP_sha256()) != 0);
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(out, certificate);
  X509_free(certificate);
  return drain(out);
}

}  // namespace

struct Signer::Key {
  explicit Key(EVP_PKEY* given) : handle(given) {}
  ~Key() { EVP_PKEY_free(handle); }
  EVP_PKEY* handle;
};

Signer::Signer() = default;
Signer::~Signer() = default;

base::Status Signer::load(const std::string& private_key_pem, const std::string& certificate_pem) {
  BIO* in = BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  if (key == nullptr) return base::Error{"sns.key", "the kept signing key is not a private key", ""};
  key_ = std::make_unique<Key>(key);
  set_certificate(certificate_pem);
  return {};
}

bool Signer::ensure_key() {
  if (key_ != nullptr) return false;
  EVP_PKEY* key = EVP_RSA_gen(kKeyBits);
  SB_CHECK(key != nullptr);
  key_ = std::make_unique<Key>(key);
  set_certificate(make_certificate(key));
  return true;
}

std::string Signer::private_key_pem() const {
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(out, key_->handle, nullptr, nullptr, 0, nullptr, nullptr);
  return drain(out);
}

void Signer::set_certificate(std::string pem) {
  certificate_pem_ = std::move(pem);
  certificate_name_ = "SimpleNotificationService-" + base::hex(base::md5(certificate_pem_)) + ".pem";
}

std::string Signer::sign(const std::map<std::string_view, std::string_view>& members,
                         const std::string& version) const {
  std::string text;
  for (const auto& [key, value] : members) {
    text.append(key).append("\n");
    text.append(value).append("\n");
  }
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  size_t length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  SB_CHECK(EVP_DigestSignInit(context, nullptr, version == "2" ? EVP_sha256() : EVP_sha1(), nullptr,
                              key_->handle) == 1);
  SB_CHECK(EVP_DigestSign(context, nullptr, &length, bytes, text.size()) == 1);
  std::string out(length, '\0');
  SB_CHECK(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &length, bytes,
                          text.size()) == 1);
  EVP_MD_CTX_free(context);
  out.resize(length);
  return base::base64_encode(out);
}

}  // namespace sb::cloud::sns
