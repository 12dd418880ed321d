// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "awsclient/credentials/fakes.h"

namespace sb::awsclient::credentials {
namespace {

using testing::HasSubstr;

constexpr char kToken[] = "X-aws-ec2-metadata-token";

// An instance's metadata service. Parts of it can be set otherwise.
struct Service {
  int token_status = 200;
  bool v1 = false;  // answers without a token too
  int role_status = 200;
  std::string role = "my role\n";
  std::string credentials = key_json("EC2");

  net::HttpResponse operator()(const net::ClientRequest& request) const {
    if (request.method == "PUT") return {token_status, {}, "hidden-imds-token"};
    if (!v1 && net::find_header(request.headers, kToken) != "hidden-imds-token") return {401, {}, ""};
    return request.url.ends_with('/') ? net::HttpResponse{role_status, {}, role}
                                      : net::HttpResponse{200, {}, credentials};
  }
};

class InstanceTest : public testing::Test {
 protected:
  std::string found() {
    world.http.answer = service;
    return summary(make_instance_provider(world.surroundings, "default")->find());
  }
  const std::vector<net::ClientRequest>& asked() const { return world.http.asked; }

  FakeWorld world;
  Service service;
};

TEST_F(InstanceTest, TokenThenRoleThenItsCredentials) {
  EXPECT_EQ(found(), "EC2");
  ASSERT_EQ(asked().size(), 3u);
  EXPECT_EQ(asked()[0].url, "http://169.254.169.254/latest/api/token");
  EXPECT_EQ(net::find_header(asked()[0].headers, "X-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(asked()[1].url, "http://169.254.169.254/latest/meta-data/iam/security-credentials/");
  EXPECT_EQ(asked()[2].url, "http://169.254.169.254/latest/meta-data/iam/security-credentials/my%20role");
  for (const auto& request : asked()) {
    EXPECT_EQ(request.timeout.count(), 1000);
    EXPECT_TRUE(request.past_proxies);
  }
}

TEST_F(InstanceTest, WithoutTokensVersionOneIsAsked) {
  service.v1 = true;
  for (const int status : {401, 403, 404, 405, 0}) {
    service.token_status = status;
    EXPECT_EQ(found(), "EC2") << status;
    EXPECT_FALSE(net::find_header(asked().back().headers, kToken).has_value());
  }
}

TEST_F(InstanceTest, VersionOneCanBeForbidden) {
  service.v1 = true;
  service.token_status = 404;
  world.variables["AWS_EC2_METADATA_V1_DISABLED"] = "True";
  EXPECT_EQ(found(),
            "nothing: http://169.254.169.254 gave no token (404), and version 1 of the metadata service is "
            "disabled");
  EXPECT_EQ(asked().size(), 1u);
  world.variables.clear();
  world.set_files("[default]\nec2_metadata_v1_disabled = true\n");
  EXPECT_THAT(found(), HasSubstr("disabled"));
}

TEST_F(InstanceTest, ATokenThatIsRefusedIsAnError) {
  service.token_status = 400;
  EXPECT_EQ(found(), "error: the EC2 metadata service at http://169.254.169.254 answered 400");
}

TEST_F(InstanceTest, WhereNobodyAnswersThereIsNothing) {
  world.variables = {{"AWS_METADATA_SERVICE_TIMEOUT", "3"}, {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2"}};
  EXPECT_EQ(summary(make_instance_provider(world.surroundings, "default")->find()),
            "nothing: no answer from http://169.254.169.254 within 3 s");
  EXPECT_EQ(asked().size(), 4u);  // two for the token, two for version 1
  EXPECT_EQ(asked()[0].timeout.count(), 3000);
}

TEST_F(InstanceTest, AnInstanceWithoutARoleHasNothing) {
  service.role_status = 404;
  EXPECT_EQ(found(), "nothing: the instance has no role");
  service.role_status = 200;
  service.role = "";
  EXPECT_EQ(found(), "nothing: the instance has no role");
}

TEST_F(InstanceTest, AServiceThatIsSwitchedOffHasNothingAndSaysSo) {
  service.token_status = 403;
  service.v1 = true;
  service.role_status = 403;
  EXPECT_EQ(
      found(),
      "nothing: the EC2 metadata service at http://169.254.169.254 answered 403: it is switched off for "
      "this instance, or closed to this program");
}

TEST_F(InstanceTest, ARoleThatCannotBeTakenIsAnErrorInTheServicesWords) {
  service.credentials =
      R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role my role"})";
  EXPECT_EQ(found(),
            "error: the EC2 metadata service at http://169.254.169.254 answered 200: "
            "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role my role");
}

TEST_F(InstanceTest, ItsAddressIsTheEndpointThenTheMode) {
  world.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = "IPv6";
  EXPECT_EQ(found(), "EC2");
  EXPECT_EQ(asked().back().url.substr(0, 25), "http://[fd00:ec2::254]/la");
  world.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:9/";
  EXPECT_EQ(found(), "EC2");
  EXPECT_EQ(asked().back().url.substr(0, 21), "http://127.0.0.1:9/la");
  world.variables.clear();
  world.set_files("[default]\nec2_metadata_service_endpoint = http://127.0.0.1:8\n");
  EXPECT_EQ(found(), "EC2");
  EXPECT_EQ(asked().back().url.substr(0, 21), "http://127.0.0.1:8/la");
}

TEST_F(InstanceTest, CanBeTurnedOff) {
  world.variables["AWS_EC2_METADATA_DISABLED"] = "TRUE";
  EXPECT_EQ(found(), "nothing: AWS_EC2_METADATA_DISABLED is true");
  EXPECT_TRUE(asked().empty());
}

TEST_F(InstanceTest, ASettingThatCannotBeIsNamed) {
  const auto error_with = [&](const char* name, const char* value) {
    world.variables = {{name, value}};
    return found();
  };
  EXPECT_EQ(error_with("AWS_METADATA_SERVICE_TIMEOUT", "soon"),
            "error: AWS_METADATA_SERVICE_TIMEOUT is 'soon' and must be a whole number from 1 to 60");
  EXPECT_EQ(error_with("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0"),
            "error: AWS_METADATA_SERVICE_NUM_ATTEMPTS is '0' and must be a whole number from 1 to 20");
  EXPECT_EQ(error_with("AWS_EC2_METADATA_SERVICE_ENDPOINT", "here"),
            "error: AWS_EC2_METADATA_SERVICE_ENDPOINT is 'here' and must be an http address");
  EXPECT_EQ(error_with("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv5"),
            "error: AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is 'IPv5' and must be IPv4 or IPv6");
  EXPECT_TRUE(asked().empty());
}

}  // namespace
}  // namespace sb::awsclient::credentials
