// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/preparer.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/digest.h"
#include "net/loop.h"

namespace sb::cloud::edge {
namespace {

net::HttpRequest json_request(const std::string& body) {
  return {"POST", "/", {{"Host", "h"}, {"X-Amz-Target", "AWSEvents.PutEvents"}}, body};
}

// What was asked for, as a finding.
struct Asked final : service::Findings {
  std::string text;
};

std::shared_ptr<const service::Findings> note(const std::string& service, const std::string& operation,
                                              const json::Object& input) {
  auto out = std::make_shared<Asked>();
  out->text = service + " " + operation + " " + json::to_text(input);
  return out;
}

Preparation prepared(const net::HttpRequest& request) { return prepare(request, note); }

TEST(Prepare, TheServiceLooksAtTheInputAheadWhereThereIsOne) {
  const Preparation whole = prepared(json_request(R"({"a":1})"));
  const auto* asked = dynamic_cast<const Asked*>(whole.findings.get());
  ASSERT_NE(asked, nullptr);
  EXPECT_EQ(asked->text, R"(events PutEvents {"a":1})");
  EXPECT_EQ(prepared(json_request(R"({"a":)")).findings, nullptr);
  EXPECT_EQ(prepared({"POST", "/", {{"Host", "h"}}, "Action=Publish"}).findings, nullptr);
}

TEST(Prepare, HashesEveryBodyAndReadsThoseOfTheJsonProtocol) {
  const Preparation json = prepared(json_request(R"({"a":1})"));
  EXPECT_EQ(json.body_sha256, base::hex(base::sha256(R"({"a":1})")));
  ASSERT_TRUE(json.input && json.input->ok());
  EXPECT_EQ(json::to_text(**json.input), R"({"a":1})");

  const Preparation broken = prepared(json_request(R"({"a":)"));
  ASSERT_TRUE(broken.input);
  EXPECT_EQ(broken.input->error().code, "SerializationException");

  const Preparation query = prepared({"POST", "/", {{"Host", "h"}}, "Action=Publish"});
  EXPECT_EQ(query.body_sha256, base::hex(base::sha256("Action=Publish")));
  EXPECT_FALSE(query.input);
}

TEST(Preparer, GivesEachRequestBackOnTheLoopInItsOrder) {
  net::Loop loop;
  Preparer preparer([&](std::function<void()> work) { loop.post(std::move(work)); }, note);
  const auto loop_thread = std::this_thread::get_id();
  std::vector<std::string> got;
  for (int i = 0; i < 200; ++i) {
    const std::string body = R"({"n":)" + std::to_string(i) + "}";
    preparer.prepare_apart(json_request(body), [&, body](const net::HttpRequest& request, Preparation found) {
      EXPECT_EQ(std::this_thread::get_id(), loop_thread);
      EXPECT_EQ(request.body, body);
      EXPECT_EQ(found.body_sha256, base::hex(base::sha256(body)));
      got.push_back(json::to_text(**found.input));
      if (got.size() == 200) loop.stop();
    });
  }
  loop.run();
  ASSERT_EQ(got.size(), 200u);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(got[static_cast<size_t>(i)], R"({"n":)" + std::to_string(i) + "}");
}

TEST(Preparer, WhatIsUnderWayWhenItGoesIsDropped) {
  net::Loop loop;
  bool called = false;
  {
    Preparer preparer([&](std::function<void()> work) { loop.post(std::move(work)); }, note);
    for (int i = 0; i < 50; ++i)
      preparer.prepare_apart(json_request(std::string(100000, ' ')),
                             [&](const net::HttpRequest&, const Preparation&) { called = true; });
  }
  loop.post([&] { loop.stop(); });
  loop.run();
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace sb::cloud::edge
