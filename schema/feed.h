#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "jenjang/v1/batch.pb.h"
#include "schema/area.h"
#include "schema/ids.h"

namespace jenjang {

using v1::Lane;

// What is addressed to one area, or the directory, which every node holds.
class Book {
 public:
  static Book directory() { return Book(std::nullopt); }
  static Book of(const Area& area) { return Book(area); }

  bool is_directory() const { return !area_.has_value(); }
  // Requires !is_directory().
  const Area& area() const { return area_.value(); }
  std::string to_string() const { return area_ ? area_->to_string() : "*"; }

  // A node holds the directory, the book of its own area and those of all below it, and may write
  // in those alone.
  bool held_by(const Area& node_area) const { return !area_ || node_area.contains(*area_); }

  auto operator<=>(const Book&) const = default;

 private:
  explicit Book(std::optional<Area> area) : area_(area) {}

  std::optional<Area> area_;
};

// One node's writing in one book. Orders by book first, so that a subtree's feeds are near.
struct FeedId {
  Book book = Book::directory();
  NodeId writer;
  Incarnation incarnation;
  Lane lane = v1::LANE_NEWS;

  // Whether its items are events. Those of the directory are entries, those of the witness lane are
  // countersigned heads.
  bool carries_events() const { return !book.is_directory() && lane != v1::LANE_WITNESS; }
  // book/first 8 hex digits of writer/incarnation/lane: for logs and transcripts.
  std::string to_string() const;
  auto operator<=>(const FeedId&) const = default;
};

// Before all feeds of that writer in that book, in their order.
inline FeedId before_feeds_of(const Book& book, const NodeId& writer) {
  return {book, writer, {0}, v1::LANE_UNSPECIFIED};
}

// The last batch of a feed as somebody holds it: its number, and the hash of its header (zero at
// 0).
struct FeedHead {
  FeedId feed;
  std::uint64_t number = 0;
  HeaderHash hash;
  bool operator==(const FeedHead&) const = default;
};

// The wire forms and back; nothing for lengths, areas or lanes that no feed has.
void write_book(const Book& book, v1::Book& wire);
std::optional<Book> read_book(const v1::Book& wire);
bool is_lane(int wire);
void write_feed(const FeedId& feed, v1::FeedId& wire);
std::optional<FeedId> read_feed(const v1::FeedId& wire);

}  // namespace jenjang
