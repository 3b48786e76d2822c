#include "schema/base/wire.h"

namespace jenjang {

namespace {

constexpr std::uint64_t kTypeVarint = 0;
constexpr std::uint64_t kTypeFixed64 = 1;
constexpr std::uint64_t kTypeBytes = 2;
constexpr std::uint64_t kTypeFixed32 = 5;
constexpr std::uint64_t kFieldMax = (1u << 29) - 1;

std::uint64_t bytes_tag(std::uint32_t field) {
  return static_cast<std::uint64_t>(field) << 3 | kTypeBytes;
}

}  // namespace

void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 128) {
    out += static_cast<char>(value % 128 + 128);
    value /= 128;
  }
  out += static_cast<char>(value);
}

std::size_t varint_size(std::uint64_t value) {
  std::size_t size = 1;
  for (; value >= 128; value /= 128) ++size;
  return size;
}

void append_message_start(std::string& out, std::uint32_t field, std::size_t size) {
  append_varint(out, bytes_tag(field));
  append_varint(out, size);
}

std::size_t message_start_size(std::uint32_t field, std::size_t size) {
  return varint_size(bytes_tag(field)) + varint_size(size);
}

void append_bytes_field(std::string& out, std::uint32_t field, std::string_view bytes) {
  if (bytes.empty()) return;
  append_message_start(out, field, bytes.size());
  out.append(bytes);
}

std::size_t bytes_field_size(std::uint32_t field, std::string_view bytes) {
  return bytes.empty() ? 0 : message_start_size(field, bytes.size()) + bytes.size();
}

bool WireReader::fail() {
  broken_ = true;
  return false;
}

bool WireReader::read_varint(std::uint64_t& out) {
  out = 0;
  for (std::size_t i = 0; i < 10 && i < rest_.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(rest_[i]);
    out |= static_cast<std::uint64_t>(byte & 127) << (7 * i);
    if (byte >= 128) continue;
    rest_.remove_prefix(i + 1);
    return true;
  }
  return fail();
}

bool WireReader::read_fixed(std::size_t size) {
  if (rest_.size() < size) return fail();
  number_ = 0;
  for (std::size_t i = size; i > 0; --i) {
    number_ = number_ << 8 | static_cast<std::uint8_t>(rest_[i - 1]);
  }
  rest_.remove_prefix(size);
  return true;
}

bool WireReader::next() {
  if (broken_ || rest_.empty()) return false;
  std::uint64_t tag = 0;
  if (!read_varint(tag)) return false;
  const std::uint64_t field = tag >> 3;
  if (field == 0 || field > kFieldMax) return fail();
  field_ = static_cast<std::uint32_t>(field);
  switch (tag & 7) {
    case kTypeVarint:
      type_ = Type::varint;
      return read_varint(number_);
    case kTypeFixed64:
      type_ = Type::fixed64;
      return read_fixed(8);
    case kTypeFixed32:
      type_ = Type::fixed32;
      return read_fixed(4);
    case kTypeBytes: {
      type_ = Type::bytes;
      std::uint64_t size = 0;
      if (!read_varint(size)) return false;
      if (size > rest_.size()) return fail();
      bytes_ = rest_.substr(0, size);
      rest_.remove_prefix(size);
      return true;
    }
    default:
      return fail();  // Groups, which proto3 does not have.
  }
}

}  // namespace jenjang
