#include "node/api/status_tree.h"

#include "node/api/iso_time.h"
#include "node/api/zone.h"
#include "schema/base32.h"

namespace jenjang {

namespace {

Tree text(std::string_view value) { return Tree::text(std::string(value)); }

Tree number_or_null(const std::optional<std::int64_t>& value) {
  return value ? Tree::integer(*value) : Tree();
}

Tree hex_or_null(const std::optional<VectorDigest>& digest) {
  return digest ? text(digest->hex()) : Tree();
}

Tree link_tree(const LinkStatus& link, ZoneOffset zone) {
  Tree out = Tree::object();
  out.add("peer", text(link.peer.hex()));
  out.add("name", Tree::text_or_null(link.name));
  out.add("area", link.area ? text(link.area->to_string()) : Tree());
  out.add("dialled", Tree::boolean(link.dialled));
  out.add("in_contact", Tree::boolean(link.in_contact));
  out.add("equal", Tree::boolean(link.equal));
  out.add("silent_ms", number_or_null(link.silent_ms));
  out.add("proof_age_ms", number_or_null(link.proof_age_ms));
  out.add("witnessed", link.witnessed ? text(to_iso8601(*link.witnessed, zone)) : Tree());
  out.add("events_to_send", Tree::integer(link.events_to_send));
  out.add("bytes_to_send", Tree::integer(link.bytes_to_send));
  out.add("events_to_receive", Tree::integer(link.events_to_receive));
  out.add("bytes_to_receive", Tree::integer(link.bytes_to_receive));
  out.add("bytes_sent", Tree::integer(link.bytes_sent));
  out.add("bytes_received", Tree::integer(link.bytes_received));
  out.add("batches_sent", Tree::integer(link.batches_sent));
  out.add("batches_received", Tree::integer(link.batches_received));
  out.add("refused", Tree::integer(link.refused));
  out.add("directory_digest", text(link.directory_digest.hex()));
  out.add("books_digest", text(link.books_digest.hex()));
  out.add("peer_directory_digest", hex_or_null(link.peer_directory_digest));
  out.add("peer_books_digest", hex_or_null(link.peer_books_digest));
  return out;
}

Tree age_tree(const DataAge& age, ZoneOffset zone) {
  Tree out = Tree::object();
  const bool seen = age.witnessed.has_value();
  out.add("area", text(age.area.to_string()));
  out.add("node", text(age.node.hex()));
  out.add("name", text(age.name));
  out.add("witnessed", seen ? text(to_iso8601(*age.witnessed, zone)) : Tree());
  out.add("witness", age.witness ? text(age.witness->hex()) : Tree());
  out.add("witness_name", Tree::text_or_null(age.witness_name));
  out.add("age_ms", seen ? Tree::integer(age.age_ms) : Tree());
  out.add("clock_ahead_ms", seen ? Tree::integer(age.clock_ahead_ms) : Tree());
  out.add("events_behind", seen ? Tree::integer(age.events_behind) : Tree());
  return out;
}

std::string_view lane_term(Lane lane) {
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

std::string hex64(std::uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255);
  return to_hex(bytes);
}

Tree feed_id_tree(const FeedId& feed) {
  Tree out = Tree::object();
  out.add("book", text(feed.book.to_string()));
  out.add("writer", text(feed.writer.hex()));
  out.add("incarnation", text(hex64(feed.incarnation.value)));
  out.add("lane", text(lane_term(feed.lane)));
  return out;
}

Tree feed_tree(const FeedStatus& feed) {
  Tree out = feed_id_tree(feed.feed);
  out.add("number", Tree::integer(feed.number));
  out.add("head", text(feed.head.hex()));
  out.add("events", Tree::integer(feed.events));
  out.add("bytes", Tree::integer(feed.bytes));
  return out;
}

Tree cut_tree(const FeedCut& cut) {
  Tree out = feed_id_tree(cut.feed);
  out.add("number", Tree::integer(cut.number));
  out.add("head", text(cut.head.hex()));
  out.add("root", text(cut.root.hex()));
  out.add("headers", Tree::integer(cut.headers));
  return out;
}

}  // namespace

Tree status_tree(const NodeStatus& status) {
  const ZoneOffset zone = zone_of(status.area);
  Tree links = Tree::list("link");
  for (const LinkStatus& link : status.links) links.push(link_tree(link, zone));
  Tree feeds = Tree::list("feed");
  for (const FeedStatus& feed : status.feeds) feeds.push(feed_tree(feed));
  Tree cuts = Tree::list("cut");
  for (const FeedCut& cut : status.cuts) cuts.push(cut_tree(cut));
  Tree falls = Tree::list("event");
  for (const FallenEvent& one : status.falls) {
    Tree event = Tree::object();
    event.add("report", text(report_code(one.report)));
    event.add("event", text(one.event.hex()));
    event.add("submit", Tree::boolean(one.submit));
    falls.push(std::move(event));
  }
  Tree ages = Tree::list("age");
  for (const DataAge& age : status.ages) ages.push(age_tree(age, zone));
  Tree alarms = Tree::list("alarm");
  for (const Alarm& alarm : status.alarms) {
    Tree one = Tree::object();
    one.add("name", text(alarm.name));
    one.add("detail", text(alarm.detail));
    one.add("since", text(to_iso8601(alarm.since, zone)));
    alarms.push(std::move(one));
  }
  Tree out = Tree::object();
  out.add("node", text(status.node.hex()));
  out.add("name", text(status.name));
  out.add("area", text(status.area.to_string()));
  out.add("wall", text(to_iso8601(status.wall, zone)));
  out.add("arrivals", Tree::integer(status.arrivals));
  out.add("projected", Tree::integer(status.projected));
  out.add("waiting_events", Tree::integer(status.waiting_events));
  out.add("links", std::move(links));
  out.add("feeds", std::move(feeds));
  out.add("cuts", std::move(cuts));
  out.add("falls_count", Tree::integer(status.falls_count));
  out.add("falls", std::move(falls));
  out.add("ages", std::move(ages));
  out.add("alarms", std::move(alarms));
  return out;
}

}  // namespace jenjang
