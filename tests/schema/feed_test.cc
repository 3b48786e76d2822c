#include "schema/feed.h"

#include <gtest/gtest.h>

#include "tests/schema/examples.h"

namespace jenjang {
namespace {

TEST(Book, IsHeldByItsAreaAndAllAbove) {
  const Book book = Book::of(examples::area("64.72"));
  for (const char* holder : {"64.72", "64", "0"}) EXPECT_TRUE(book.held_by(examples::area(holder)));
  for (const char* other : {"64.71", "63", "64.72.01"}) {
    EXPECT_FALSE(book.held_by(examples::area(other))) << other;
  }
}

TEST(Book, TheDirectoryIsHeldByAll) {
  for (const char* holder : {"0", "64", "64.72"}) {
    EXPECT_TRUE(Book::directory().held_by(examples::area(holder)));
  }
  EXPECT_EQ(Book::directory().to_string(), "*");
  EXPECT_NE(Book::directory(), Book::of(Area::nation()));
}

TEST(FeedId, GoesToTheWireAndBack) {
  FeedId directory = examples::feed();
  directory.book = Book::directory();
  FeedId national = examples::feed();
  national.book = Book::of(Area::nation());
  national.lane = v1::LANE_CONTROL;
  for (const FeedId& feed : {examples::feed(), directory, national}) {
    v1::FeedId wire;
    write_feed(feed, wire);
    v1::FeedId parsed;
    ASSERT_TRUE(parsed.ParseFromString(wire.SerializeAsString()));
    EXPECT_EQ(read_feed(parsed), feed);
  }
}

TEST(FeedId, RefusesWhatNoFeedHas) {
  v1::FeedId good;
  write_feed(examples::feed(), good);
  v1::FeedId wire = good;
  wire.clear_book();
  EXPECT_FALSE(read_feed(wire));
  wire.mutable_book()->set_directory(false);
  EXPECT_FALSE(read_feed(wire));
  wire.mutable_book()->set_area(5);
  EXPECT_FALSE(read_feed(wire));
  wire.mutable_book()->set_area(examples::area("64.72.01").digits());  // Where no node is.
  EXPECT_FALSE(read_feed(wire));
  wire = good;
  wire.set_writer(std::string(31, 'w'));
  EXPECT_FALSE(read_feed(wire));
  wire = good;
  wire.set_lane(v1::LANE_UNSPECIFIED);
  EXPECT_FALSE(read_feed(wire));
  wire.set_lane(static_cast<v1::Lane>(9));
  EXPECT_FALSE(read_feed(wire));
}

TEST(FeedId, SaysWhatItIsInLogs) {
  EXPECT_EQ(examples::feed().to_string(),
            "64.72/" + examples::writer().id.hex().substr(0, 8) + "/0102030405060708/news");
}

}  // namespace
}  // namespace jenjang
