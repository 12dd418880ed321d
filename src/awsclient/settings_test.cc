// SPDX-License-Identifier: Apache-2.0
#include "awsclient/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace sb::awsclient {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  void set_config(const std::string& text) { files_ = *SharedFiles::parse(text, ""); }
  base::Result<std::string> region() { return find_region(given, environment_, files_); }
  base::Result<Endpoints> endpoints() { return find_endpoints(given, environment_, files_); }
  base::Result<std::string> ca_bundle() { return find_ca_bundle(given, environment_, files_); }
  std::string url(const char* service) { return endpoints()->url(service); }

  Given given{"", "eu-west-1", "", ""};
  std::map<std::string, std::string> variables;

 private:
  SharedFiles files_;
  const Environment environment_ = [this](std::string_view name) -> std::optional<std::string> {
    const auto at = variables.find(std::string(name));
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  };
};

TEST_F(SettingsTest, TheRegionIsTheFlagsThenTheSpecsThenTheEnvironmentsThenTheProfiles) {
  given = {"", "a-flag", "a-spec", ""};
  variables = {{"AWS_REGION", "a-region"}, {"AWS_DEFAULT_REGION", "a-default"}, {"AWS_PROFILE", "p"}};
  set_config("[profile p]\nregion = a-profile\n");
  EXPECT_EQ(*region(), "a-flag");
  given.region = "";
  EXPECT_EQ(*region(), "a-spec");
  given.spec_region = "";
  EXPECT_EQ(*region(), "a-region");
  variables.erase("AWS_REGION");
  EXPECT_EQ(*region(), "a-default");
  variables.erase("AWS_DEFAULT_REGION");
  EXPECT_EQ(*region(), "a-profile");
  variables.erase("AWS_PROFILE");
  EXPECT_EQ(region().error().code, "NoRegion");
}

TEST_F(SettingsTest, ARegionThatCannotBePartOfAnAddressIsRefusedByItsOrigin) {
  for (const char* bad : {"EU-WEST-1", "eu west", "eu.west/x", "-eu", "eu-"}) {
    given.region = bad;
    EXPECT_EQ(region().error().message,
              std::string("--region is '") + bad + "' and must be a region, as eu-west-1 is");
  }
  given.region = "";
  set_config("[default]\nregion = a b\n");
  EXPECT_THAT(region().error().message, HasSubstr("region of the AWS profile 'default' is 'a b'"));
}

TEST_F(SettingsTest, AnAddressIsTheFlagsThenTheServicesThenTheGeneralOneThenTheProfiles) {
  set_config(
      "[default]\nendpoint_url = http://profile\nservices = s\n"
      "[services s]\neventbridge =\n  endpoint_url = http://section\nsso_oidc =\n  endpoint_url = "
      "http://oidc\n");
  EXPECT_EQ(url("events"), "http://section");
  EXPECT_EQ(url("oidc"), "http://oidc");
  EXPECT_EQ(url("sns"), "http://profile");
  variables["AWS_ENDPOINT_URL"] = "http://all";
  EXPECT_EQ(url("events"), "http://all");
  for (const auto& [service, name] : {std::pair{"events", "EVENTBRIDGE"},
                                      {"sns", "SNS"},
                                      {"sqs", "SQS"},
                                      {"sts", "STS"},
                                      {"lambda", "LAMBDA"},
                                      {"portal.sso", "SSO"},
                                      {"oidc", "SSO_OIDC"}}) {
    variables[std::string("AWS_ENDPOINT_URL_") + name] = std::string("http://own/") + name;
    EXPECT_EQ(url(service), std::string("http://own/") + name);
  }
  given.endpoint_url = "http://flag";
  EXPECT_EQ(url("events"), "http://flag");
  EXPECT_EQ(url("sts"), "http://flag");
  EXPECT_EQ(url("portal.sso"), "http://own/SSO");
}

TEST_F(SettingsTest, ConfiguredAddressesCanBeIgnored) {
  set_config("[default]\nendpoint_url = http://profile\nignore_configured_endpoint_urls = true\n");
  variables["AWS_ENDPOINT_URL_SNS"] = "http://sns";
  EXPECT_EQ(url("sns"), "https://sns.eu-west-1.amazonaws.com");
  variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false";
  EXPECT_EQ(url("sns"), "http://sns");
  variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "TRUE";
  given.endpoint_url = "http://flag";
  EXPECT_EQ(url("sns"), "http://flag");
}

TEST_F(SettingsTest, WhatIsNoAddressIsRefusedByItsOrigin) {
  variables["AWS_ENDPOINT_URL_SQS"] = "localhost:4566";
  EXPECT_EQ(endpoints().error().message,
            "AWS_ENDPOINT_URL_SQS is 'localhost:4566' and must be an http or https address");
  variables.clear();
  set_config("[default]\nservices = s\n[services s]\nsns =\n  endpoint_url = here\n");
  EXPECT_THAT(endpoints().error().message, HasSubstr("sns endpoint_url in [services s] is 'here'"));
  set_config("[default]\nservices = t\n");
  EXPECT_THAT(endpoints().error().message, HasSubstr("services of the AWS profile 'default' is 't'"));
}

TEST_F(SettingsTest, AProfileThatIsNamedMustExist) {
  set_config("[profile prod]\nregion = x\n");
  EXPECT_TRUE(endpoints().ok());
  variables["AWS_PROFILE"] = "prodd";
  EXPECT_EQ(endpoints().error().code, "ProfileNotFound");
  given.profile = "prod";
  EXPECT_TRUE(endpoints().ok());
}

TEST_F(SettingsTest, StsIsRegionalUnlessItIsToBeOfOld) {
  EXPECT_EQ(url("sts"), "https://sts.eu-west-1.amazonaws.com");
  set_config("[default]\nsts_regional_endpoints = legacy\n");
  EXPECT_EQ(url("sts"), "https://sts.amazonaws.com");
  EXPECT_EQ(endpoints()->signing_region("sts"), "us-east-1");
  EXPECT_EQ(endpoints()->signing_region("sns"), "eu-west-1");
  variables["AWS_STS_REGIONAL_ENDPOINTS"] = "regional";
  EXPECT_EQ(url("sts"), "https://sts.eu-west-1.amazonaws.com");
  variables["AWS_STS_REGIONAL_ENDPOINTS"] = "global";
  EXPECT_EQ(endpoints().error().message,
            "AWS_STS_REGIONAL_ENDPOINTS is 'global' and must be regional or legacy");
}

TEST_F(SettingsTest, TheCertificatesAreTheEnvironmentsThenTheProfilesAndMustBeThere) {
  const std::string path = testing::TempDir() + "/bundle.pem";
  ASSERT_TRUE(base::replace_private_file(path, "x").ok());
  EXPECT_EQ(*ca_bundle(), "");
  set_config("[default]\nca_bundle = " + path + "\n");
  EXPECT_EQ(*ca_bundle(), path);
  variables["AWS_CA_BUNDLE"] = "/no/such/file";
  EXPECT_EQ(ca_bundle().error().message,
            "AWS_CA_BUNDLE is '/no/such/file' and must be a file of certificates; it is not there");
}

}  // namespace
}  // namespace sb::awsclient
