#pragma once

#include <string>
#include <utility>
#include <variant>

#include "schema/base/check.h"

namespace jenjang {

// One code for each way a caller can react; a new one needs a caller that reacts differently.
enum class Code {
  invalid,
  denied,
  not_found,
  conflict,
  reused,  // An idempotency key that stands for another request.
  exhausted,
  unavailable,
  corrupt,
};

// What the world did to us. The message says who, what was seen and what was expected.
struct Error {
  Code code;
  std::string message;

  bool operator==(const Error&) const = default;
};

// A T or the Error that came in its place. Access is checked.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    CHECK(ok());
    return std::get<0>(state_);
  }
  T& value() & {
    CHECK(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    CHECK(ok());
    return std::get<0>(std::move(state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const {
    CHECK(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_(std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const Error& error() const {
    CHECK(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<std::monostate, Error> state_;
};

}  // namespace jenjang
