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

void write_feed(const FeedId& feed, v1::FeedId& wire) {
  if (feed.book.is_directory()) {
    wire.mutable_book()->set_directory(true);
  } else {
    wire.mutable_book()->set_area(feed.book.area().digits());
  }
  wire.set_writer(std::string(feed.writer.view()));
  wire.set_incarnation(feed.incarnation.value);
  wire.set_lane(feed.lane);
}

std::optional<FeedId> read_feed(const v1::FeedId& wire) {
  FeedId out;
  if (wire.book().book_case() == v1::Book::kArea) {
    const auto area = Area::from_digits(wire.book().area());
    if (!area) return std::nullopt;
    out.book = Book::of(*area);
  } else if (!wire.book().directory()) {
    return std::nullopt;
  }
  const auto writer = NodeId::from(wire.writer());
  if (!writer) return std::nullopt;
  if (!v1::Lane_IsValid(wire.lane()) || wire.lane() == v1::LANE_UNSPECIFIED) return std::nullopt;
  out.writer = *writer;
  out.incarnation = {wire.incarnation()};
  out.lane = wire.lane();
  return out;
}

}  // namespace jenjang
