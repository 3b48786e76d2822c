#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jenjang {

// The few rules of protobuf's wire format that are worth doing by hand: large byte fields are
// framed without a copy into a message object first, and a message of many small parts is walked
// without an object for each, so that what a stranger's bytes cost is bounded by their own size.

void append_varint(std::string& out, std::uint64_t value);
std::size_t varint_size(std::uint64_t value);

// A length-delimited field (bytes, string, message). Nothing for an empty one, as proto3 does.
void append_bytes_field(std::string& out, std::uint32_t field, std::string_view bytes);
std::size_t bytes_field_size(std::uint32_t field, std::string_view bytes);

// Tag and length of a message field whose `size` bytes the caller appends next.
void append_message_start(std::string& out, std::uint32_t field, std::size_t size);
std::size_t message_start_size(std::uint32_t field, std::size_t size);

// Walks the fields of one serialised message. The views it gives point into the bytes it was given.
class WireReader {
 public:
  enum class Type { varint, fixed64, bytes, fixed32 };

  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  // Moves to the next field; false at the end and at the first malformed field.
  bool next();
  // Everything was read and well formed. Meaningful once next() gave false.
  bool complete() const { return rest_.empty() && !broken_; }

  std::uint32_t field() const { return field_; }
  Type type() const { return type_; }
  // Of a varint or fixed field.
  std::uint64_t number() const { return number_; }
  // Of a bytes field.
  std::string_view bytes() const { return bytes_; }

 private:
  bool read_varint(std::uint64_t& out);
  bool read_fixed(std::size_t size);
  bool fail();

  std::string_view rest_;
  bool broken_ = false;
  std::uint32_t field_ = 0;
  Type type_ = Type::varint;
  std::uint64_t number_ = 0;
  std::string_view bytes_;
};

}  // namespace jenjang
