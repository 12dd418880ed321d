// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/service/service.h"

namespace sb::cloud::service {

// What a service's model says of one string member. `regex` is what an answer shows, `matches` what holds.
struct TextRule {
  size_t length_min = 0;  // UTF-16 units
  size_t length_max = 0;  // 0: no bound
  const char* regex = nullptr;
  bool (*matches)(std::string_view) = nullptr;
};

enum class Need { kOptional, kRequired };

// Holds a request's members against the service's model, as AWS's frameworks do before the service itself
// looks at them: all that is wrong comes in one ValidationException, in the order in which it was asked for;
// of very much, the first hundred findings. `path` is what stands before a member's name
// ("targets.1.member.").
class Constraints {
 public:
  Constraints& text(const json::Object& input, const char* key, const TextRule& rule,
                    Need need = Need::kOptional, const std::string& path = "");
  Constraints& one_of(const json::Object& input, const char* key, const std::vector<std::string>& values,
                      const std::string& path = "", Need need = Need::kOptional);
  Constraints& number(const json::Object& input, const char* key, int64_t least, int64_t most,
                      const std::string& path = "", Need need = Need::kOptional);
  Constraints& boolean(const json::Object& input, const char* key, const std::string& path = "",
                       Need need = Need::kOptional);
  // A structure or a map, by the name of its kind; what is in it is not looked at.
  Constraints& object(const json::Object& input, const char* key, const char* kind,
                      const std::string& path = "", Need need = Need::kOptional);
  // `shown` is the list as an answer shows it; AWS shows its elements.
  Constraints& list(const json::Object& input, const char* key, size_t least, size_t most,
                    const std::string& shown, Need need = Need::kOptional, const std::string& path = "");
  // An element of a list that must be an object.
  Constraints& structure(const json::Value& value);
  // A finding of the caller's own about the value at a path; nullopt for a value that is not there.
  void find(const std::optional<std::string>& value, const std::string& path, const std::string& constraint);

  // Nothing more is taken down, so that there is no use in looking on.
  bool is_full() const;

  // nullopt when nothing is wrong.
  std::optional<Fault> fault() const;

 private:
  // The member, if there is one; a finding where it is required and missing.
  const json::Value* find_member(const json::Object& input, const char* key, const std::string& path,
                                 Need need);
  void check_text(std::string_view value, const std::string& path, const TextRule& rule);

  std::vector<std::string> findings_;
  size_t findings_bytes_ = 0;
  std::optional<Fault> unreadable_;  // a member of another type
};

// SerializationException: the value is of another type than the one that is wanted ("String").
Fault unreadable(const json::Value& value, const char* wanted);

// "EventBusName" as it stands in a finding: "eventBusName".
std::string lower_camel(std::string_view name);

}  // namespace sb::cloud::service
