// SPDX-License-Identifier: Apache-2.0
#include "spec/write.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "json/document.h"
#include "spec/load.h"
#include "spec/yaml_text.h"

namespace sb::spec {
namespace {

Loaded read(const std::string& text) {
  return load(text, "s.yaml", [](std::string_view) { return std::nullopt; });
}

std::string written(const std::string& text) {
  const Loaded loaded = read(text);
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  return loaded.spec ? to_yaml(to_document(*loaded.spec)) : "";
}

Fragment text_fragment(const std::string& text) {
  Fragment out;
  out.scalar = json::to_text(json::Value(text));
  return out;
}

constexpr char kWhole[] = R"(stack: s
genesys:
  region: my.genesys.cloud
  auth: form
  organization: org
  exclusive: true
  integration: { suffix: x }
aws:
  region: eu-west-1
  account: "123456789012"
  limits: { rules_per_bus: 400, pattern_chars: 4096 }
defaults:
  dead_letter: letters
  retry: { attempts: 0, max_age: 90m }
families:
  shop: { source: shop.example, bus: own, queue_id: detail.q, events: [Order placed] }
routes:
  "a: b":
    rule: r
    bus: own
    state: disabled
    role: "arn:aws:iam::123456789012:role/r"
    description: "0123 $${HOME}"
    events: [Order placed]
    queues: [General Support, { match: "Support *" }, { id: q-1 }]
    where:
      detail:
        "n:1": [1.50, true, null, "1.50", { prefix: x }]
    to:
      - sns: t
        id: Target1
        subscribers:
          - { sqs: w, raw: true }
          - https: "https://example.com/"
            filter:
              detail: { x: [y] }
      - arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:m"
        role: "arn:aws:iam::123456789012:role/r"
        input:
          template: "\"<a>\""
          paths: { a: "$.detail" }
        dead_letter: { none: not needed }
        retry: { max_age: 61s }
        policy: none
  ended:
    intent: ended
    queues: [Billing]
    to: [{ sqs: q }]
  whole:
    pattern: { source: [x] }
    to: [{ sqs: q }]
)";

TEST(Write, GivesBackEveryKey) {
  const std::string once = written(kWhole);
  EXPECT_EQ(written(once), once);
  for (const char* key : {"region: my.genesys.cloud",
                          "auth: form",
                          "exclusive: true",
                          "suffix: x",
                          "account: \"123456789012\"",
                          "rules_per_bus: 400",
                          "pattern_chars: 4096",
                          "dead_letter: letters",
                          "attempts: 0",
                          "90m",
                          "queue_id: detail.q",
                          "\"a: b\":",
                          "bus: own",
                          "state: disabled",
                          "0123 $${HOME}",
                          "match: \"Support *\"",
                          "id: q-1",
                          "[1.50, true, null, \"1.50\", { prefix: x }]",
                          "id: Target1",
                          "raw: true",
                          "paths: { a: \"$.detail\" }",
                          "none: not needed",
                          "61s",
                          "policy: none",
                          "intent: ended"}) {
    EXPECT_NE(once.find(key), std::string::npos) << key << "\n" << once;
  }
}

TEST(Write, LeavesOutWhatIsByDefault) {
  EXPECT_EQ(written("stack: s\nroutes:\n  r: { events: conversation.end, to: { sqs: q } }\n"),
            "stack: s\nroutes:\n  r:\n    events: [conversation.end]\n    to: [{ sqs: q }]\n");
}

TEST(YamlText, KeepsEveryScalar) {
  for (const std::string text : {"",       " ",      "a",      "a b",   "General Support",
                                 "true",   "No",     "null",   "~",     "0123",
                                 "1e3",    "0x10",   ".inf",   "-",     "- a",
                                 "a: b",   "a #b",   "#",      "{id}",  "[x]",
                                 "a,b",    "'",      "\"",     "\\",    "\n",
                                 "a\nb\n", "\t",     "\r",     "größe", "☎ 🎧",
                                 "\u0085", "\u2028", "\ufeff", "\x7f",  "%",
                                 "@",      "`",      "!",      "&a",    "*a",
                                 "?",      "|",      ">",      "$${x}", "a ",
                                 "<<",     "="}) {
    Fragment document;
    document.kind = Fragment::Kind::kObject;
    document.members.push_back({"key", text_fragment(text)});
    Fragment list;
    list.kind = Fragment::Kind::kArray;
    list.items = {text_fragment(text), text_fragment(text)};
    document.members.push_back({"list", list});
    const YAML::Node read_back = YAML::Load(to_yaml(document));
    EXPECT_EQ(read_back["key"].Scalar(), text);
    EXPECT_EQ(read_back["list"][1].Scalar(), text);
  }
}

TEST(YamlText, KeepsEveryKey) {
  for (const std::string key : {"a b", "a: b", "0123", "{id}", "größe", "no", "", "- x", "\"", "a\nb"}) {
    Fragment document;
    document.kind = Fragment::Kind::kObject;
    document.members.push_back({key, text_fragment("v")});
    Fragment outer;
    outer.kind = Fragment::Kind::kObject;
    outer.members.push_back({"outer", document});
    const YAML::Node read_back = YAML::Load(to_yaml(outer));
    EXPECT_EQ(read_back["outer"].begin()->first.Scalar(), key);
  }
}

TEST(YamlText, KeepsTheSpellingOfNumbers) {
  const std::string text =
      "stack: s\nroutes:\n  r: { events: conversation.end, where: { detail: { n: [1.50, 1e3, -0, "
      "12345678901234567890] } "
      "}, to: { sqs: q } }\n";
  const Loaded loaded = read(written(text));
  ASSERT_TRUE(loaded.spec);
  EXPECT_EQ(loaded.spec->routes[0].where->to_json(),
            R"({"detail":{"n":[1.50,1e3,-0,12345678901234567890]}})");
}

}  // namespace
}  // namespace sb::spec
