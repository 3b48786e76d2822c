#include "schema/keys.h"

#include <chrono>

#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

constexpr char kAreaEnd = '!';  // Below every digit, so that an area sorts before what it contains.
constexpr char kDirectory = '*';
constexpr char kClosed = '~';  // After a directory's and any area's.
constexpr std::int64_t kWibOffsetMs = std::int64_t{7} * 3600 * 1000;

constexpr char kByReceived = 't';
constexpr char kByUpdated = 'u';
constexpr char kByLaporId = 'l';
constexpr char kByStatus = 's';
constexpr char kByCategory = 'c';
constexpr char kWaiting = 'w';

// Two's complement with the sign bit flipped: byte order is time order.
void append_time(std::string& out, WallTime time) {
  append_be64(out, static_cast<std::uint64_t>(time.ms) ^ (std::uint64_t{1} << 63));
}
WallTime read_time(std::string_view at) {
  return {static_cast<std::int64_t>(read_be64(at) ^ (std::uint64_t{1} << 63))};
}

void append_byte(std::string& out, std::uint8_t byte) { out += static_cast<char>(byte); }

// The area at the start of `key`, which is cut off it; nothing if no area starts there.
std::optional<Area> take_area(std::string_view& key) {
  const std::size_t end = key.substr(0, 11).find(kAreaEnd);
  if (end == std::string_view::npos) return std::nullopt;
  std::uint64_t digits = 0;
  for (const char c : key.substr(0, end)) {
    if (c < '0' || c > '9') return std::nullopt;
    digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
  }
  key.remove_prefix(end + 1);
  return Area::from_digits(digits);
}

template <class Fixed>
Fixed take(std::string_view& key) {
  const auto out = Fixed::from(key.substr(0, Fixed::kSize));
  CHECK(out.has_value());
  key.remove_prefix(Fixed::kSize);
  return *out;
}

std::string feed_prefix(const Book& book, const NodeId& writer) {
  std::string out = book.is_directory() ? std::string(1, kDirectory) : area_key(book.area());
  out += writer.view();
  return out;
}

}  // namespace

std::string_view family_name(Family family) {
  switch (family) {
    case Family::batches:
      return "batches";
    case Family::packs:
      return "packs";
    case Family::feeds:
      return "feeds";
    case Family::arrivals:
      return "arrivals";
    case Family::events:
      return "events";
    case Family::erased:
      return "erased";
    case Family::reports:
      return "reports";
    case Family::timeline:
      return "timeline";
    case Family::indexes:
      return "indexes";
    case Family::counters:
      return "counters";
    case Family::meta:
      return "meta";
  }
  CHECK(false);
}

std::string area_prefix(const Area& area) {
  return area.digits() == 0 ? std::string() : std::to_string(area.digits());
}

std::string area_key(const Area& area) { return area_prefix(area) + kAreaEnd; }

std::string feed_key(const FeedId& feed) {
  std::string out = feed_prefix(feed.book, feed.writer);
  append_be64(out, feed.incarnation.value);
  append_byte(out, static_cast<std::uint8_t>(feed.lane));
  return out;
}

FeedId parse_feed_key(std::string_view key, std::size_t* used) {
  std::string_view rest = key;
  FeedId out;
  if (!rest.empty() && rest.front() == kDirectory) {
    rest.remove_prefix(1);
  } else {
    const std::optional<Area> area = take_area(rest);
    CHECK(area.has_value());
    out.book = Book::of(*area);
  }
  out.writer = take<NodeId>(rest);
  out.incarnation = {read_be64(rest)};
  rest.remove_prefix(8);
  CHECK(!rest.empty());
  const int lane = static_cast<unsigned char>(rest.front());
  CHECK(v1::Lane_IsValid(lane));
  out.lane = static_cast<Lane>(lane);
  rest.remove_prefix(1);
  if (used != nullptr) *used = key.size() - rest.size();
  return out;
}

std::string closed_feed_key(const FeedId& feed) { return kClosed + feed_key(feed); }

std::string closed_feed_prefix(const Book& book, const NodeId& writer) {
  return kClosed + feed_prefix(book, writer);
}

std::optional<FeedId> parse_closed_feed_key(std::string_view key) {
  if (key.empty() || key.front() != kClosed) return std::nullopt;
  return parse_feed_key(key.substr(1), nullptr);
}

std::string batch_key(const FeedId& feed, std::uint64_t number) {
  std::string out = feed_key(feed);
  append_be64(out, number);
  return out;
}

BatchPlace parse_batch_key(std::string_view key) {
  std::size_t used = 0;
  BatchPlace out;
  out.feed = parse_feed_key(key, &used);
  out.number = read_be64(key.substr(used));
  return out;
}

std::string arrival_key(Arrival arrival) {
  std::string out;
  append_be64(out, arrival);
  return out;
}

Arrival parse_arrival_key(std::string_view key) { return read_be64(key); }

std::string event_place_key(const EventId& event, Arrival arrival) {
  std::string out(event.view());
  append_be64(out, arrival);
  return out;
}

std::string index_value(std::uint32_t index) {
  std::string out;
  append_be32(out, index);
  return out;
}

Arrival place_arrival(std::string_view key) {
  CHECK(key.size() == EventId::kSize + 8);
  return read_be64(key.substr(EventId::kSize));
}

std::string timeline_key(const ReportId& report, const EventId& event) {
  std::string out(report.view());
  out += event.view();
  return out;
}

std::string timeline_value(const TimelineEntry& entry) {
  std::string out;
  out.reserve(17 + entry.event.size());
  append_byte(out, entry.past_cut ? 1 : 0);
  append_be64(out, entry.arrival);
  append_be32(out, entry.index);
  append_be32(out, entry.content);
  out.append(entry.event);
  return out;
}

TimelineEntry parse_timeline_value(std::string_view value) {
  CHECK(value.size() >= 17);
  TimelineEntry out;
  out.past_cut = value[0] != 0;
  out.arrival = read_be64(value.substr(1));
  out.index = read_be32(value.substr(9));
  out.content = read_be32(value.substr(13));
  out.event = value.substr(17);
  return out;
}

namespace {

// An index of secret reports has the capital of the other's letter.
char letter(char open, Listed listed) {
  return listed == Listed::openly ? open : static_cast<char>(open - 'a' + 'A');
}

}  // namespace

std::string received_key(Listed listed, WallTime received, const ReportId& report) {
  std::string out(1, letter(kByReceived, listed));
  append_time(out, received);
  out += report.view();
  return out;
}

std::string updated_key(Listed listed, WallTime updated, const ReportId& report) {
  std::string out(1, letter(kByUpdated, listed));
  append_time(out, updated);
  out += report.view();
  return out;
}

std::string lapor_key(Listed listed, std::uint64_t lapor_id, const ReportId& report) {
  std::string out(1, letter(kByLaporId, listed));
  append_be64(out, lapor_id);
  out += report.view();
  return out;
}

TimedReport parse_timed_key(std::string_view key) {
  CHECK(key.size() == 1 + 8 + ReportId::kSize);
  CHECK(key.front() == letter(kByReceived, Listed::openly) ||
        key.front() == letter(kByReceived, Listed::secretly) ||
        key.front() == letter(kByUpdated, Listed::openly) ||
        key.front() == letter(kByUpdated, Listed::secretly));
  std::string_view rest = key.substr(1);
  TimedReport out;
  out.time = read_time(rest);
  rest.remove_prefix(8);
  out.report = take<ReportId>(rest);
  return out;
}

std::uint32_t month_of(WallTime time) {
  using std::chrono::milliseconds;
  const std::chrono::sys_time<milliseconds> wib(milliseconds(time.ms + kWibOffsetMs));
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(wib));
  return static_cast<std::uint32_t>(static_cast<int>(day.year()) * 12) +
         static_cast<unsigned>(day.month()) - 1;
}

std::string status_counter_key(const CounterCell& cell) {
  std::string out(1, kByStatus);
  out += area_key(cell.area);
  append_be32(out, cell.month);
  append_byte(out, cell.kind);
  append_byte(out, cell.status);
  append_byte(out, cell.secret ? 1 : 0);
  return out;
}

std::string category_counter_key(const CounterCell& cell) {
  std::string out(1, kByCategory);
  out += area_key(cell.area);
  append_be32(out, cell.month);
  append_byte(out, cell.kind);
  append_be32(out, cell.category);
  append_byte(out, cell.status);
  append_byte(out, cell.secret ? 1 : 0);
  return out;
}

std::string waiting_counter_key() { return std::string(1, kWaiting); }

std::optional<CounterCell> parse_counter_key(std::string_view key) {
  if (key.empty() || (key.front() != kByStatus && key.front() != kByCategory)) return std::nullopt;
  const bool with_category = key.front() == kByCategory;
  std::string_view rest = key.substr(1);
  const std::optional<Area> area = take_area(rest);
  const std::size_t size = with_category ? 11 : 7;
  if (!area || rest.size() != size) return std::nullopt;
  CounterCell out;
  out.area = *area;
  out.month = read_be32(rest);
  out.kind = static_cast<std::uint8_t>(rest[4]);
  if (with_category) out.category = read_be32(rest.substr(5));
  out.status = static_cast<std::uint8_t>(rest[size - 2]);
  out.secret = rest[size - 1] != 0;
  return out;
}

}  // namespace jenjang
