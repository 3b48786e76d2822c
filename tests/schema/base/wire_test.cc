#include "schema/base/wire.h"

#include <gtest/gtest.h>

#include <vector>

#include "jenjang/v1/batch.pb.h"

namespace jenjang {
namespace {

TEST(Wire, FramesBytesAsProtobufDoes) {
  for (const std::size_t size : {0u, 1u, 127u, 128u, 16383u, 16384u, 100'000u}) {
    v1::PackFrame wire;
    wire.set_body(std::string(size, 'x'));
    std::string framed;
    append_bytes_field(framed, 3, wire.body());
    EXPECT_EQ(framed, wire.SerializeAsString()) << size;
    EXPECT_EQ(framed.size(), bytes_field_size(3, wire.body()));
  }
}

TEST(Wire, FramesAMessageBeforeItsBytes) {
  v1::BatchPayload wire;
  wire.add_items()->set_body("body");
  wire.add_items();
  std::string framed;
  append_message_start(framed, 1, bytes_field_size(1, "body"));
  EXPECT_EQ(framed.size(), message_start_size(1, 6));
  append_bytes_field(framed, 1, "body");
  append_message_start(framed, 1, 0);
  EXPECT_EQ(framed, wire.SerializeAsString());
}

TEST(Wire, ReadsEveryTypeOfField) {
  v1::FeedId wire;
  wire.mutable_book()->set_area(6472);
  wire.set_writer("writer");
  wire.set_incarnation(0x0102030405060708);
  wire.set_lane(v1::LANE_HISTORY);
  const std::string bytes = wire.SerializeAsString();
  WireReader reader(bytes);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.field(), 1u);
  EXPECT_EQ(reader.bytes(), wire.book().SerializeAsString());
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.bytes(), "writer");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.type(), WireReader::Type::fixed64);
  EXPECT_EQ(reader.number(), 0x0102030405060708u);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.type(), WireReader::Type::varint);
  EXPECT_EQ(reader.number(), 3u);
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.complete());
}

TEST(Wire, StopsAtTheFirstMalformedField) {
  const std::vector<std::string> malformed{
      std::string("\x0a", 1),         // A tag without its length.
      std::string("\x0a\x05zz", 4),   // Fewer bytes than the length.
      std::string("\x02\x01z", 3),    // Field 0.
      std::string("\x0b", 1),         // A group.
      std::string("\x09zzzzzzz", 8),  // Seven bytes of a fixed64.
      std::string("\x0dzzz", 4),      // Three bytes of a fixed32.
      std::string(11, '\xff'),        // A varint without an end.
      std::string("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11),  // A length past any memory.
      std::string("\xfa\xff\xff\xff\x7f\x00", 6),  // A field number above the limit.
  };
  for (const std::string& bytes : malformed) {
    WireReader reader(bytes);
    EXPECT_FALSE(reader.next()) << testing::PrintToString(bytes);
    EXPECT_FALSE(reader.complete());
    EXPECT_FALSE(reader.next());
  }
}

}  // namespace
}  // namespace jenjang
