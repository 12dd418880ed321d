// SPDX-License-Identifier: Apache-2.0
#include "json/tokenizer.h"

#include <gtest/gtest.h>

namespace sb::json {
namespace {

std::string dump(std::string_view text) {
  Tokenizer tokenizer(text);
  std::string out;
  while (true) {
    switch (tokenizer.next()) {
      case Token::kStartObject:
        out += '{';
        break;
      case Token::kEndObject:
        out += '}';
        break;
      case Token::kStartArray:
        out += '[';
        break;
      case Token::kEndArray:
        out += ']';
        break;
      case Token::kFieldName:
        out += tokenizer.token_text() + "=";
        break;
      case Token::kString:
        out += "'" + tokenizer.token_text() + "'";
        break;
      case Token::kNumber:
        out += "#" + tokenizer.token_text();
        break;
      case Token::kTrue:
      case Token::kFalse:
      case Token::kNull:
        out += tokenizer.token_text();
        break;
      case Token::kEnd:
        return out;
      case Token::kError:
        return out + "!" + tokenizer.error().reason;
    }
  }
}

TEST(Tokenizer, GivesTokensInOrder) {
  EXPECT_EQ(dump(R"( {"a" : [1, -2.50e+1,true,false , null,"x\n"],"b":{}} )"),
            "{a=[#1#-2.50e+1truefalsenull'x\n']b={}}");
  EXPECT_EQ(dump("\"x\""), "'x'");
  EXPECT_EQ(dump("12"), "#12");
  EXPECT_EQ(dump("  "), "");
}

TEST(Tokenizer, StringsMayBePassedOverUnread) {
  Tokenizer tokenizer(R"(["a\"b","c"])");
  EXPECT_EQ(tokenizer.next(), Token::kStartArray);
  EXPECT_EQ(tokenizer.next(), Token::kString);
  EXPECT_EQ(tokenizer.next(), Token::kString);
  EXPECT_EQ(tokenizer.token_text(), "c");
  EXPECT_EQ(tokenizer.next(), Token::kEndArray);
}

// Where Jackson's reader stands after each token; AWS's columns come from it.
TEST(Tokenizer, ReadsNoFurtherThanJackson) {
  Tokenizer tokenizer(R"({"key": "value", "n": 42, "a": [true]})");
  tokenizer.next();
  EXPECT_EQ(tokenizer.position(), 1u);
  EXPECT_EQ(tokenizer.next(), Token::kFieldName);
  EXPECT_EQ(tokenizer.position(), 9u);  // behind the value's opening quote
  EXPECT_EQ(tokenizer.next(), Token::kString);
  EXPECT_EQ(tokenizer.position(), 9u);
  EXPECT_EQ(tokenizer.token_text(), "value");
  EXPECT_EQ(tokenizer.position(), 15u);
  EXPECT_EQ(tokenizer.next(), Token::kFieldName);
  EXPECT_EQ(tokenizer.position(), 24u);  // behind 42
  EXPECT_EQ(tokenizer.next(), Token::kNumber);
  EXPECT_EQ(tokenizer.next(), Token::kFieldName);
  EXPECT_EQ(tokenizer.position(), 32u);  // behind the bracket
}

TEST(Tokenizer, CutsUnknownWordsBetweenCharacters) {
  const auto word_of = [](const std::string& word) {
    const std::string out = dump(word);
    return out.substr(0, out.find("': "));
  };
  const auto repeat = [](std::string_view text, size_t times) {
    std::string out;
    for (; times > 0; --times) out += text;
    return out;
  };
  EXPECT_EQ(word_of("x" + repeat("é", 255)), "!Unrecognized token 'x" + repeat("é", 255));
  EXPECT_EQ(word_of("x" + repeat("é", 300)), "!Unrecognized token 'x" + repeat("é", 255) + "...");
  EXPECT_EQ(word_of("x" + repeat("\U0001F600", 200)),
            "!Unrecognized token 'x" + repeat("\U0001F600", 127) + "...");
}

TEST(Tokenizer, StaysFailed) {
  Tokenizer tokenizer("[1,}");
  tokenizer.next();
  tokenizer.next();
  EXPECT_EQ(tokenizer.next(), Token::kError);
  EXPECT_EQ(tokenizer.next(), Token::kError);
  EXPECT_TRUE(tokenizer.failed());
}

TEST(Tokenizer, AMalformedStringFailsWhenItIsRead) {
  Tokenizer tokenizer(R"(["\q"])");
  tokenizer.next();
  EXPECT_EQ(tokenizer.next(), Token::kString);
  EXPECT_FALSE(tokenizer.failed());
  tokenizer.token_text();
  EXPECT_TRUE(tokenizer.failed());
  EXPECT_EQ(tokenizer.next(), Token::kError);
}

}  // namespace
}  // namespace sb::json
