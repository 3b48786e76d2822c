#include "schema/feed.h"

#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

std::string_view lane_text(Lane lane) {
  switch (lane) {
    case v1::LANE_CONTROL:
      return "control";
    case v1::LANE_NEWS:
      return "news";
    case v1::LANE_HISTORY:
      return "history";
    case v1::LANE_WITNESS:
      return "witness";
    default:
      return "unknown";
  }
}

}  // namespace

std::string FeedId::to_string() const {
  std::string number;
  append_be64(number, incarnation.value);
  std::string out = book.to_string();
  out += '/';
  out += writer.hex().substr(0, 8);
  out += '/';
  out += to_hex(number);
  out += '/';
  out += lane_text(lane);
  return out;
}

void write_book(const Book& book, v1::Book& wire) {
  if (book.is_directory()) {
    wire.set_directory(true);
  } else {
    wire.set_area(book.area().digits());
  }
}

std::optional<Book> read_book(const v1::Book& wire) {
  if (wire.book_case() == v1::Book::kArea) {
    const auto area = Area::from_digits(wire.area());
    if (!area) return std::nullopt;
    if (area->tier() > Area::kNodeTierMax) return std::nullopt;
    return Book::of(*area);
  }
  if (!wire.directory()) return std::nullopt;
  return Book::directory();
}

bool is_lane(int wire) { return v1::Lane_IsValid(wire) && wire != v1::LANE_UNSPECIFIED; }

void write_feed(const FeedId& feed, v1::FeedId& wire) {
  write_book(feed.book, *wire.mutable_book());
  wire.set_writer(std::string(feed.writer.view()));
  wire.set_incarnation(feed.incarnation.value);
  wire.set_lane(feed.lane);
}

std::optional<FeedId> read_feed(const v1::FeedId& wire) {
  const std::optional<Book> book = read_book(wire.book());
  const auto writer = NodeId::from(wire.writer());
  if (!book || !writer || !is_lane(wire.lane())) return std::nullopt;
  return FeedId{*book, *writer, {wire.incarnation()}, wire.lane()};
}

}  // namespace jenjang
