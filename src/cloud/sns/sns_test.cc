// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/digest.h"
#include "cloud/sns/filter_policy.h"
#include "cloud/sns/signer.h"

namespace sb::cloud::sns {
namespace {

using Scope = FilterPolicy::Scope;

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
  const std::map<std::string, std::string> members{{"Type", "Notification"}, {"Message", "m"}};
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

json::Object attribute(const char* type, const char* value) {
  return {{"DataType", type}, {"StringValue", value}};
}

TEST(FilterPolicy, ReadsAttributesByTheirTypes) {
  const auto policy =
      FilterPolicy::parse(R"({"n":[{"numeric":[">",5]}],"s":["a"]})", Scope::kMessageAttributes);
  ASSERT_TRUE(policy.ok());
  EXPECT_TRUE(policy->lets_through("", {{"n", attribute("Number", "6")}, {"s", attribute("String", "a")}}));
  EXPECT_FALSE(policy->lets_through("", {{"n", attribute("String", "6")}, {"s", attribute("String", "a")}}));
  EXPECT_FALSE(policy->lets_through("", {{"n", attribute("Number", "6")}}));
  EXPECT_TRUE(policy->lets_through(
      "", {{"n", attribute("Number", "6")}, {"s", attribute("String.Array", R"(["b","a"])")}}));
}

TEST(FilterPolicy, ReadsTheBodyWhereItsScopeSaysSo) {
  const auto policy = FilterPolicy::parse(R"({"detail":{"mediaType":["voice"]}})", Scope::kMessageBody);
  ASSERT_TRUE(policy.ok());
  EXPECT_TRUE(policy->lets_through(R"({"detail":{"mediaType":"voice"}})", {}));
  EXPECT_FALSE(policy->lets_through(R"({"detail":{"mediaType":"chat"}})", {}));
  EXPECT_FALSE(policy->lets_through("no json", {}));
}

TEST(FilterPolicy, RefusesInTheWordsOfSns) {
  const auto reason = [](const char* text, Scope scope) {
    return FilterPolicy::parse(text, scope).error().message;
  };
  EXPECT_EQ(reason(R"({"a":{"b":["x"]}})", Scope::kMessageAttributes),
            "Filter policy scope MessageAttributes does not support nested filter policy");
  EXPECT_EQ(reason(R"({"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]})", Scope::kMessageBody),
            "FilterPolicy: Filter policy can not have more than 5 keys");
  EXPECT_EQ(reason(R"({"a":[{"numeric":[">",1000000001]}]})", Scope::kMessageBody),
            "FilterPolicy: Numbers must be between -1000000000 and 1000000000");
  EXPECT_EQ(reason(("{\"a\":[\"" + std::string(262144, 'x') + "\"]}").c_str(), Scope::kMessageBody),
            "FilterPolicy: Filter policy can not be larger than 256 KB");
  std::string many = R"({"a":[0)";
  for (int i = 1; i < 151; ++i) many += "," + std::to_string(i);
  EXPECT_EQ(reason((many + "]}").c_str(), Scope::kMessageBody), "FilterPolicy: Filter policy is too complex");
  EXPECT_TRUE(FilterPolicy::parse(R"({"a":[1000000000,{"numeric":["<=",-1e9]}]})", Scope::kMessageBody));
  EXPECT_TRUE(reason(R"({"a":"x"})", Scope::kMessageBody)
                  .starts_with(R"(FilterPolicy: "a" must be an object or an array)"));
}

}  // namespace
}  // namespace sb::cloud::sns
