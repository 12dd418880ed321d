// SPDX-License-Identifier: Apache-2.0
#include "spec/schema.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "base/text.h"
#include "spec/load.h"

namespace sb::spec {
namespace {

using Names = std::set<std::string>;

constexpr char kStranger[] = "qqqqqqqqqqqqqqqq";

std::optional<std::string> no_variable(std::string_view) { return std::nullopt; }

// What the reader says may stand where a key that is none stood, in `text`.
std::optional<Names> keys_read(const std::string& text) {
  static constexpr std::string_view kHint = "it may have: ";
  const Loaded loaded = load(text, "spec.yaml", no_variable);
  for (const base::Diagnostic& finding : loaded.diagnostics.all()) {
    if (finding.code != "SB0104" || finding.message.find(kStranger) == std::string::npos) continue;
    if (!finding.hint.starts_with(kHint)) return std::nullopt;
    Names out;
    for (const std::string_view key : base::split(std::string_view(finding.hint).substr(kHint.size()), ','))
      out.emplace(base::trim(key));
    return out;
  }
  return std::nullopt;
}

// Walks every object of the schema, with a document that has just the way to it and a stranger in it.
class Walk {
 public:
  using Wrap = std::function<std::string(const std::string& inner)>;

  explicit Walk(const json::Object& root) : root_(root) {}

  void visit(const json::Object& place, const std::string& name, const Wrap& wrap) {
    if (const auto target = json::find_string(place, "$ref")) {
      const std::string definition(target->substr(std::string_view("#/$defs/").size()));
      if (!open_.insert(definition).second) return;  // a pattern in a pattern
      visit(*json::find_object(*json::find_object(root_, "$defs"), definition), name, wrap);
      open_.erase(definition);
    }
    if (const json::Array* ways = json::find_array(place, "anyOf")) {
      for (const json::Value& way : *ways) visit(way.get_object(), name, wrap);
    }
    if (const json::Object* items = json::find_object(place, "items"))
      visit(*items, name + "[]", [wrap](const std::string& inner) { return wrap("[" + inner + "]"); });
    if (const json::Object* others = json::find_object(place, "additionalProperties"))
      visit(*others, name + ".*",
            [wrap](const std::string& inner) { return wrap(R"({"x": )" + inner + "}"); });
    if (const json::Object* properties = json::find_object(place, "properties"))
      compare(*properties, name, wrap);
  }

  size_t objects() const { return objects_; }

 private:
  void compare(const json::Object& properties, const std::string& name, const Wrap& wrap) {
    ++objects_;
    Names known;
    for (const auto& [key, value] : properties) known.emplace(key);
    const std::string text = wrap(fmt::format(R"({{"{}": 1}})", kStranger));
    const auto read = keys_read(text);
    ASSERT_TRUE(read) << name << ": the reader takes a key that it should not know: " << text;
    EXPECT_EQ(*read, known) << "at " << name;
    for (const auto& [key, value] : properties) {
      const std::string member(key);
      visit(value.get_object(), name + "." + member, [wrap, member](const std::string& inner) {
        return wrap(fmt::format(R"({{"{}": {}}})", member, inner));
      });
    }
  }

  const json::Object& root_;
  Names open_;
  size_t objects_ = 0;
};

TEST(Schema, KnowsAtEveryPlaceTheKeysThatTheReaderKnowsAndNoOthers) {
  const json::Value schema = json_schema();
  Walk walk(schema.get_object());
  walk.visit(schema.get_object(), "", [](const std::string& inner) { return inner; });
  // The file, genesys and its integration, aws and its limits, a family, defaults; retries and dead letters
  // twice, each value and list twice where it may be either.
  EXPECT_GE(walk.objects(), 20U);
}

TEST(Schema, NamesTheEventsOfTheCatalogue) {
  const json::Value schema = json_schema();
  const json::Value& event = schema.at("$defs").at("event").at("anyOf").at(0).at("enum");
  EXPECT_EQ(event.get_array().size(), Catalogue::built_in().events().size());
  EXPECT_NE(json::to_text(event).find("\"conversation.end\""), std::string::npos);
}

}  // namespace
}  // namespace sb::spec
