// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

namespace sb::net {

namespace ssl = boost::asio::ssl;

namespace {

constexpr char kCiphers[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

base::Error failed(const std::string& file, const boost::system::error_code& error) {
  return {"tls", fmt::format("cannot use {}: {}", file, error.message()),
          "--tls-cert takes a certificate chain in PEM, --tls-key its private key without a passphrase"};
}

}  // namespace

base::Result<std::shared_ptr<ssl::context>> make_server_tls(const std::string& certificate,
                                                            const std::string& key) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(native, kCiphers);
  SSL_CTX_set_options(native,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  boost::system::error_code error;
  context->set_password_callback([](size_t, ssl::context::password_purpose) { return std::string(); }, error);
  context->use_certificate_chain_file(certificate, error);
  if (error) return failed(certificate, error);
  context->use_private_key_file(key, ssl::context::pem, error);
  if (error) return failed(key, error);
  return context;
}

}  // namespace sb::net
