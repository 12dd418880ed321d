// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/container.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "awsclient/credentials/fakes.h"
#include "base/file.h"

namespace sb::awsclient::credentials {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kFull[] = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

class ContainerTest : public testing::Test {
 protected:
  ContainerTest() {
    world.http.answer = [](const net::ClientRequest&) {
      return net::HttpResponse{200, {}, key_json("TASK")};
    };
  }
  std::string found() { return summary(make_container_provider(world.surroundings)->find()); }
  std::string found_at(const std::string& url) {
    world.variables[kFull] = url;
    return found();
  }
  FakeWorld world;
};

TEST_F(ContainerTest, ARelativeUriIsAskedOfTheTasksOwnAddressPastProxies) {
  world.variables = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x"},
                     {kFull, "http://127.0.0.1/not-this"}};
  EXPECT_EQ(found(), "TASK");
  const net::ClientRequest& request = world.http.asked.at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "http://169.254.170.2/v2/credentials/x");
  EXPECT_EQ(request.timeout.count(), 2000);
  EXPECT_TRUE(request.past_proxies);
  EXPECT_FALSE(net::find_header(request.headers, "Authorization").has_value());
}

TEST_F(ContainerTest, WithoutEitherVariableThereIsNothing) {
  EXPECT_THAT(found(), HasSubstr("nothing: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor"));
}

TEST_F(ContainerTest, CredentialsAreFetchedFromKnownHostsOnly) {
  for (const char* url : {"https://anywhere.example/c", "http://localhost:1/c", "http://127.9.9.9/c",
                          "http://[::1]:80/c", "http://169.254.170.2/c",
                          "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1/credentials"}) {
    EXPECT_EQ(found_at(url), "TASK") << url;
  }
  world.http.asked.clear();
  for (const char* url : {"http://anywhere.example/c", "http://169.254.169.254/c", "http://10.0.0.1/c",
                          "http://127.0.0.1.example/c", "http://127.0.0.1@anywhere.example/c",
                          "https://user@anywhere.example/c", "ftp://127.0.0.1/c", "127.0.0.1/c"}) {
    EXPECT_THAT(found_at(url), HasSubstr("error: AWS_CONTAINER_CREDENTIALS_FULL_URI")) << url;
  }
  EXPECT_TRUE(world.http.asked.empty());
}

TEST_F(ContainerTest, AnHttpsAddressMayLieBehindAProxy) {
  (void)found_at("https://anywhere.example/c");
  EXPECT_FALSE(world.http.asked.at(0).past_proxies);
}

TEST_F(ContainerTest, TheTokenFileIsReadAnewEachTimeAndBeatsTheVariable) {
  const std::string path = testing::TempDir() + "/container-token";
  world.variables = {{kFull, "http://127.0.0.1/c"}, {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic v"}};
  const auto provider = make_container_provider(world.surroundings);
  (void)provider->find();
  world.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = path;
  for (const char* token : {"first\n", "second"}) {
    ASSERT_TRUE(base::replace_private_file(path, token).ok());
    (void)provider->find();
  }
  std::vector<std::string> sent;
  for (const auto& request : world.http.asked)
    sent.emplace_back(net::find_header(request.headers, "Authorization").value_or("none"));
  EXPECT_THAT(sent, testing::ElementsAre("Basic v", "first", "second"));
}

TEST_F(ContainerTest, ATokenThatNoHeaderCanHoldIsRefusedUnshown) {
  world.variables = {{kFull, "http://127.0.0.1/c"}, {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "hidden\r\nX: y"}};
  EXPECT_EQ(found(), "error: AWS_CONTAINER_AUTHORIZATION_TOKEN holds a line break, which no header can");
  world.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/no/such/file";
  EXPECT_EQ(found(), "error: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: there is no file /no/such/file");
}

TEST_F(ContainerTest, IsAskedThreeTimesASecondApart) {
  world.http.answer = [this](const net::ClientRequest&) {
    return net::HttpResponse{world.http.asked.size() == 2 ? 500 : 0, {}, ""};
  };
  EXPECT_EQ(found_at("http://127.0.0.1/c"), "error: no answer from http://127.0.0.1/c");
  EXPECT_EQ(world.http.asked.size(), 3u);
  EXPECT_EQ(world.sleeper.slept.count(), 2000);
}

TEST_F(ContainerTest, ARefusalIsToldInItsOwnWordsAndNotRepeated) {
  world.http.answer = [](const net::ClientRequest&) {
    return net::HttpResponse{403, {}, R"({"code":"AccessDenied","message":"no role","Token":"hidden"})"};
  };
  EXPECT_EQ(found_at("http://127.0.0.1/c?id=hidden"),
            "error: the container's endpoint http://127.0.0.1/c answered 403: AccessDenied: no role");
  EXPECT_EQ(world.http.asked.size(), 1u);
}

TEST_F(ContainerTest, AnAnswerWithAPartMissingIsAnErrorThatDoesNotShowIt) {
  for (const char* body : {"hidden", R"({"AccessKeyId":"a","SecretAccessKey":"hidden","Token":"hidden"})",
                           R"({"AccessKeyId":"a","SecretAccessKey":"hidden","Expiration":"hidden"})"}) {
    world.http.answer = [&](const net::ClientRequest&) { return net::HttpResponse{200, {}, body}; };
    EXPECT_THAT(found_at("http://127.0.0.1/c"), HasSubstr("error: ")) << body;
    EXPECT_THAT(found(), Not(HasSubstr("hidden"))) << body;
  }
}

}  // namespace
}  // namespace sb::awsclient::credentials
