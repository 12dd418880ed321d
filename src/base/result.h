// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/check.h"

namespace sb::base {

// What went wrong, for things that happen: a refused call, a missing file, a bad value.
// `code` is the service's or our own short name ("ResourceNotFoundException", "SB0311"), may be empty.
// `message` says what and why in a sentence; `hint` says what to do, may be empty; `place` is where in a
// user's file ("switchboard.yaml:12:9"), for what is about one.
struct Error {
  std::string code;
  std::string message;
  std::string hint;
  std::string place{};

  // The message behind its place.
  std::string placed_message() const { return place.empty() ? message : place + ": " + message; }
};

// A value or an Error. Move-friendly, no exceptions. Asking the wrong side is a bug (SB_CHECK).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    SB_CHECK(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    SB_CHECK(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    SB_CHECK(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    SB_CHECK(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    SB_CHECK(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace sb::base
