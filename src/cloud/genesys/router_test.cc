// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/router.h"

#include <gtest/gtest.h>

namespace sb::cloud::genesys {
namespace {

using Texts = std::vector<std::string>;

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    for (const auto& [method, path] :
         std::vector<std::pair<std::string, std::string>>{{"GET", "/q"},
                                                          {"POST", "/q"},
                                                          {"GET", "/q/views"},
                                                          {"GET", "/q/{id}"},
                                                          {"PUT", "/q/{id}/c/{kind}"}})
      router.add({{method, path, "", {}}});
  }
  Router router;
};

TEST_F(RouterTest, FindsTheRouteOfMethodAndPath) {
  const auto found = router.find("POST", "/q");
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.route->method, "POST");
  EXPECT_EQ(found.methods, (Texts{"GET", "POST"}));
}

TEST_F(RouterTest, NamesArePartsOfThePathDecoded) {
  const auto found = router.find("PUT", "/q/a%2Fb/c/d%20e");
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.names, (Texts{"a/b", "d e"}));
}

TEST_F(RouterTest, ALiteralPartStandsBeforeAName) {
  EXPECT_EQ(router.find("GET", "/q/views").route->path, "/q/views");
  EXPECT_EQ(router.find("GET", "/q/viewsX").route->path, "/q/{id}");
}

TEST_F(RouterTest, AnotherMethodOfAResourceIsNoRouteButTheResourceIsThere) {
  const auto found = router.find("DELETE", "/q/x");
  EXPECT_EQ(found.route, nullptr);
  EXPECT_EQ(found.methods, (Texts{"GET"}));
}

TEST_F(RouterTest, AnythingElseIsNoResource) {
  for (const char* path : {"/", "/q/", "/q/x/", "/q/x/c", "/Q", "/q//c/x"})
    EXPECT_TRUE(router.find("GET", path).methods.empty()) << path;
}

TEST_F(RouterTest, HeadIsTakenAsGet) { EXPECT_EQ(router.find("HEAD", "/q").route->method, "GET"); }

}  // namespace
}  // namespace sb::cloud::genesys
