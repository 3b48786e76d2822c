#pragma once

#include <unistd.h>

#include <utility>

namespace jenjang {

// Owns one file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int raw) : raw_(raw) {}
  Descriptor(Descriptor&& other) noexcept : raw_(std::exchange(other.raw_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (raw_ >= 0) ::close(raw_);
  }

  int raw() const { return raw_; }
  bool open() const { return raw_ >= 0; }

 private:
  int raw_ = -1;
};

}  // namespace jenjang
