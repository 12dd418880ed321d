// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace switchboard {

// Why a pattern or an event was refused.
struct Error {
  std::string reason;   // what is wrong, in AWS's own words where AWS has some
  int line = 0;         // where, from 1; 0 when the fault has no place
  int column = 0;       // in UTF-16 code units from 1; 0 when the fault has no place
  std::string message;  // the whole text, as EventBridge has it: "Event pattern is not valid. Reason: …"
  std::string hint;     // what to do about it; may be empty
};

// The value of what can only succeed or fail.
struct Done {};

// A value or an Error. value() may be called only when ok(), error() only when not.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  const T& value() const& noexcept { return *std::get_if<0>(&state_); }
  T&& value() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  const Error& error() const noexcept { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace switchboard
