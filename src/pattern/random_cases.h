// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sb::pattern {

// Events that repeat the key "a" with arrays of objects, whose elements may be chosen in a power of ways.
struct RepeatedArrays {
  std::string pattern;
  std::string matching;
  std::string other;
};

// `arrays` of them, each for a field of its own, and one that must let two hold.
inline RepeatedArrays repeated_arrays(int arrays, int elements) {
  RepeatedArrays out{R"({"a":{)", "{", ""};
  for (int array = 0; array < arrays; ++array) {
    const std::string field = "\"f" + std::to_string(array) + "\":";
    out.pattern += field + "[1],";
    out.matching += R"("a":[)";
    for (int i = 0; i < elements; ++i) out.matching += "{" + field + "1},";
    out.matching += R"({"z":2}],)";
  }
  out.pattern += R"("y":[1],"z":[2]}})";
  out.other = out.matching + R"("a":[{"y":1},{"z":2}]})";
  out.matching += R"("a":[{"y":1,"z":2}]})";
  return out;
}

// `arrays` of them, each for all of five fields, and one that must let two hold.
inline RepeatedArrays alike_arrays(int arrays) {
  RepeatedArrays out{R"({"a":{"b":[1],"c":[1],"d":[1],"e":[1],"f":[1],"y":[1],"z":[2]}})", "{", ""};
  const std::string element = R"({"b":1,"c":1,"d":1,"e":1,"f":1})";
  for (int i = 0; i < arrays; ++i) out.matching += R"("a":[)" + element + "," + element + "],";
  out.other = out.matching + R"("a":[{"y":1},{"z":2}]})";
  out.matching += R"("a":[{"y":1,"z":2}]})";
  return out;
}

// Random patterns and events for tests, as JSON text: every operator, few keys and few values, so that they
// often meet. The same seed gives the same texts everywhere.
class RandomCases {
 public:
  explicit RandomCases(uint32_t seed) : random_(seed) {}

  size_t up_to(size_t most) { return random_() % (most + 1); }
  bool chance(size_t percent) { return random_() % 100 < percent; }

  std::string pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }

  // A string, number, literal as an event or a pattern may have it.
  std::string text() {
    static const std::vector<std::string> kTexts = {"",
                                                    "x",
                                                    "xy",
                                                    "yx",
                                                    "X",
                                                    "XY",
                                                    "xyx",
                                                    "é",
                                                    "É",
                                                    "straße",
                                                    "STRASSE",
                                                    "a*",
                                                    "10.0.0.1",
                                                    "010.0.0.1",
                                                    "10.9.0.1",
                                                    "true",
                                                    "5",
                                                    "::1",
                                                    "0:0::1",
                                                    "2001:db8::7",
                                                    R"(q\"q)",
                                                    R"(\u0078)",
                                                    R"(b\\b)",
                                                    R"(\ud83d\ude00)",
                                                    "😀x",
                                                    R"(\ud800)",
                                                    "ſ",
                                                    "K",
                                                    "xyxyxyxyxyxyxyxyxyxy"};
    return '"' + pick(kTexts) + '"';
  }
  std::string number() {
    static const std::vector<std::string> kNumbers = {"0",
                                                      "-0.0",
                                                      "1",
                                                      "1.0",
                                                      "5",
                                                      "5e0",
                                                      "0.1",
                                                      "300",
                                                      "3E2",
                                                      "-7",
                                                      "2E23",
                                                      "1e309",
                                                      "7.25",
                                                      "9007199254740993",
                                                      "0.10000000000000000001",
                                                      "123456789012345678"};
    return pick(kNumbers);
  }
  std::string scalar() {
    static const std::vector<std::string> kLiterals = {"null", "true", "false"};
    const size_t kind = up_to(5);
    return kind < 3 ? text() : kind < 5 ? number() : pick(kLiterals);
  }
  std::string key() {
    static const std::vector<std::string> kKeys = {"a", "a", "b", "b", "c", "a.b", R"(\u0061)", "", "a."};
    return pick(kKeys);
  }

  // Of an event.
  std::string value(int depth) {
    const size_t kind = up_to(9);
    if (depth > 3 || kind < 4) return scalar();
    if (kind >= 7) return object(depth + 1);
    std::string out = "[";
    for (size_t n = up_to(3); n > 0; --n) out += value(depth + 1) + (n > 1 ? "," : "");
    return out + "]";
  }
  std::string object(int depth) {
    std::string out = chance(3) ? "{ " : "{";
    for (size_t n = 1 + up_to(2); n > 0; --n) {
      out += '"' + key() + (chance(3) ? "\" :\n" : "\":") + value(depth) + (n > 1 ? "," : "");
    }
    return out + "}";
  }

  // One entry of a field's list.
  std::string predicate() {
    switch (up_to(14)) {
      case 0:
        return R"({"prefix":)" + affix() + "}";
      case 1:
        return R"({"suffix":)" + affix() + "}";
      case 2:
        return R"({"anything-but":)" + excluded() + "}";
      case 3:
        return R"({"equals-ignore-case":)" + text() + "}";
      case 4:
        return R"({"exists":true})";
      case 5:
        return R"({"exists":false})";
      case 6:
        return R"({"numeric":)" + range() + "}";
      case 7:
        return R"({"wildcard":)" + wildcard() + "}";
      case 8:
        return R"({"cidr":)" + network() + "}";
      case 9:
        return R"({"exactly":)" + text() + "}";
      default:
        return scalar();
    }
  }
  std::string field() {
    std::string out = "[" + predicate();
    for (size_t n = up_to(2); n > 0; --n) out += "," + predicate();
    return out + "]";
  }
  std::string pattern(int depth) {
    std::string out = "{";
    for (size_t n = 1 + up_to(1); n > 0; --n) {
      const bool nest = depth < 2 && up_to(2) == 0;
      out += '"' + key() + "\":" + (nest ? pattern(depth + 1) : field()) + (n > 1 ? "," : "");
    }
    if (depth < 2 && chance(15)) out += R"(,"$or":[)" + pattern(depth + 1) + "," + pattern(depth + 1) + "]";
    return out + "}";
  }

 private:
  std::string affix() { return chance(30) ? R"({"equals-ignore-case":)" + text() + "}" : text(); }
  std::string range() {
    static const std::vector<std::string> kRanges = {R"(["<",5])",           R"(["<=",1])",
                                                     R"([">",0])",           R"([">=",5])",
                                                     R"(["=",300])",         R"(["=",0])",
                                                     R"([">",0,"<",5])",     R"([">=",0,"<=",5])",
                                                     R"([">",-7,"<=",0.1])", R"([">=",7.25,"<",300])"};
    return pick(kRanges);
  }
  std::string wildcard() {
    static const std::vector<std::string> kWildcards = {
        R"("*")",      R"("x*")",   R"("*x")", R"("*x*")",     R"("x*x")",
        R"("x*y*x")",  R"("*y*x")", R"("xy")", R"("*xy*xy*")", R"("a\\*")",
        R"("10.*.1")", R"("*é*")",  R"("")",   R"("*yx*y*")",  R"("*b\\\\*")"};
    return pick(kWildcards);
  }
  std::string network() {
    static const std::vector<std::string> kNetworks = {
        R"("10.0.0.0/8")", R"("10.0.0.0/24")",   R"("10.0.0.1/31")", R"("0.0.0.0/0")",
        R"("::/0")",       R"("2001:db8::/32")", R"("::1/127")"};
    return pick(kNetworks);
  }
  std::string excluded() {
    static const std::vector<std::string> kForms = {"prefix", "suffix", "equals-ignore-case"};
    static const std::vector<std::string> kNumbers = {"0", "1", "5", "300", "-7"};
    switch (up_to(5)) {
      case 0:
        return pick(kNumbers);
      case 1:
        return "[" + pick(kNumbers) + "," + pick(kNumbers) + "]";
      case 2:
        return "[" + text() + "," + text() + "]";
      case 3:
        return R"({"wildcard":)" + wildcard() + "}";
      case 4: {
        const std::string one = nonempty();
        return R"({")" + pick(kForms) + R"(":)" + (chance(50) ? one : "[" + one + "," + nonempty() + "]") +
               "}";
      }
      default:
        return text();
    }
  }
  std::string nonempty() {
    std::string one = text();
    while (one == "\"\"") one = text();
    return one;
  }

  std::mt19937 random_;
};

}  // namespace sb::pattern
