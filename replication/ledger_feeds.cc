// Which feeds are open, what goes on from what, and the vectors that links compare.
#include <iterator>
#include <utility>

#include "replication/feed_record.h"
#include "replication/ledger.h"
#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

const FeedState* Ledger::open_state(const FeedId& feed) const {
  const auto book = books_.find(feed.book);
  if (book == books_.end()) return nullptr;
  const auto found = book->second.feeds.find(feed);
  return found == book->second.feeds.end() ? nullptr : &found->second;
}

FeedState Ledger::at(const FeedId& feed) const {
  if (const FeedState* state = open_state(feed)) return *state;
  const auto fresh = closed_now_.find(feed);
  if (fresh != closed_now_.end()) return fresh->second;
  const std::optional<std::string> bytes = store_.get(Family::feeds, closed_feed_key(feed));
  if (!bytes) return {};
  std::optional<FeedState> state = decode_feed_record(feed, *bytes);
  CHECK(state.has_value());
  return std::move(*state);
}

OwnFeed Ledger::own(const FeedId& feed) const {
  if (const FeedState* state = open_state(feed)) return {counts_of(*state), true};
  return {counts_of(at(feed)), false};
}

void Ledger::forget_digest(const Book& book) {
  books_[book].digest.reset();
  if (book.is_directory()) return;
  for (const Area& area : book.area().lineage()) digests_below_.erase(area);
}

void Ledger::close(const FeedId& feed, Writes& writes) {
  forget_digest(feed.book);
  const auto state = books_.at(feed.book).feeds.extract(feed);
  writes.erase(Family::feeds, feed_key(feed));
  writes.put(Family::feeds, closed_feed_key(feed), encode_feed_record(state.mapped()));
  closed_now_[feed] = state.mapped();
  const Counted counts = counts_of(state.mapped());
  tell(feed, {counts, true}, {counts, false});
}

void Ledger::open(const FeedId& feed, FeedState state, Writes& writes) {
  writes.erase(Family::feeds, closed_feed_key(feed));
  closed_now_.erase(feed);
  keep(feed, std::move(state), writes);
}

void Ledger::keep(const FeedId& feed, FeedState state, Writes& writes) {
  writes.put(Family::feeds, feed_key(feed), encode_feed_record(state));
  forget_digest(feed.book);
  books_[feed.book].feeds[feed] = std::move(state);
}

std::vector<std::pair<FeedId, const FeedState*>> Ledger::open_beside(const FeedId& feed) const {
  std::vector<std::pair<FeedId, const FeedState*>> out;
  const auto book = books_.find(feed.book);
  if (book == books_.end()) return out;
  const auto& feeds = book->second.feeds;
  const FeedId before = before_feeds_of(feed.book, feed.writer);
  for (auto at = feeds.lower_bound(before); at != feeds.end(); ++at) {
    if (at->first.writer != feed.writer) break;
    if (at->first.lane == feed.lane && at->first != feed) out.emplace_back(at->first, &at->second);
  }
  return out;
}

std::vector<FeedHead> Ledger::to_continue(const FeedId& feed) const {
  std::vector<FeedHead> out;
  for (const auto& [of, state] : open_beside(feed)) {
    if (out.size() == kContinuesMax) break;
    // The revocation may be a thief's. When it falls the whole feed counts again.
    const bool whole = directory_.revoked(feed.writer) && !directory_.fork(of);
    const FeedHead head = whole ? FeedHead{of, state->number, state->head} : standing(of, *state);
    if (head.number > 0) out.push_back(head);
  }
  return out;
}

bool Ledger::holds(const FeedHead& head) const {
  const std::optional<std::uint64_t> fork = directory_.fork(head.feed);
  const std::uint64_t held = at(head.feed).number;
  if (fork && head.number >= *fork) return held >= *fork - 1;
  return held >= head.number && hash_at(head.feed, head.number) == head.hash;
}

bool Ledger::ends_at(const FeedHead& continued) const {
  // Before a fork it ends too, but perhaps not in the same batch as elsewhere: it stays in the
  // vector, so that the first batch in which the branches differ is found.
  return standing(continued.feed) == continued;
}

HeaderHash Ledger::hash_at(const FeedId& feed, std::uint64_t number) const {
  const FeedState state = at(feed);
  CHECK(number >= 1 && number <= state.number);
  if (number == state.number) return state.head;
  const auto fresh = uncommitted_.find({feed, number});
  if (fresh != uncommitted_.end()) return fresh->second;
  const std::optional<SealedBatch> held = batch(feed, number);
  CHECK(held.has_value());
  return header_hash(held->header.bytes);
}

std::set<NodeId> Ledger::judge_closings(Writes& writes) {
  std::set<NodeId> writers = directory_.cut_writers();
  const std::set<NodeId> before = std::exchange(cut_before_, writers);
  writers.insert(before.begin(), before.end());
  std::set<NodeId> present;
  for (const auto& [book, held] : books_) {
    forget_digest(book);
    for (const auto& [feed, state] : held.feeds) present.insert(feed.writer);
  }
  std::erase_if(writers, [&](const NodeId& writer) { return !present.contains(writer); });
  for (const NodeId& writer : writers) {
    // The feeds of a writer that is barred stay as they are: nothing more of it comes.
    if (directory_.barred(writer)) continue;
    const std::map<FeedId, FeedState> feeds = feeds_of(writer);
    std::set<FeedId> ended;
    for (const auto& [feed, state] : feeds) {
      if (standing(feed, state).number == 0) continue;
      for (const FeedHead& head : state.continues) {
        if (feeds.contains(head.feed) && ends_at(head)) ended.insert(head.feed);
      }
    }
    for (const auto& [feed, state] : feeds) {
      if (is_open(feed) && ended.contains(feed)) close(feed, writes);
      if (!is_open(feed) && !ended.contains(feed)) {
        open(feed, state, writes);
        tell(feed, {counts_of(state), false}, {counts_of(state), true});
      }
    }
  }
  return writers;
}

std::map<FeedId, FeedState> Ledger::feeds_of(const NodeId& writer) const {
  std::map<FeedId, FeedState> out;
  for (const auto& [book, held] : books_) out.merge(feeds_in(book, writer));
  return out;
}

std::map<FeedId, FeedState> Ledger::feeds_in(const Book& book, const NodeId& writer) const {
  std::map<FeedId, FeedState> out;
  const auto held = books_.find(book);
  if (held == books_.end()) return out;
  const std::map<FeedId, FeedState>& feeds = held->second.feeds;
  for (auto at = feeds.lower_bound(before_feeds_of(book, writer)); at != feeds.end(); ++at) {
    if (at->first.writer != writer) break;
    out.insert(*at);
  }
  // These before what the store shows, which may be older.
  for (const auto& [feed, state] : closed_now_) {
    if (feed.writer == writer && feed.book == book) out.emplace(feed, state);
  }
  const std::string prefix = closed_feed_prefix(book, writer);
  store_.scan(Family::feeds, prefix, prefix, [&](std::string_view key, std::string_view value) {
    const FeedId feed = parse_closed_feed_key(key).value();
    std::optional<FeedState> state = decode_feed_record(feed, value);
    CHECK(state.has_value());
    out.emplace(feed, std::move(*state));
    return true;
  });
  return out;
}

FeedHead Ledger::standing(const FeedId& feed) const {
  const FeedState* open = open_state(feed);
  return open != nullptr ? standing(feed, *open) : standing(feed, at(feed));
}

FeedHead Ledger::standing(const FeedId& feed, const FeedState& state) const {
  const std::optional<std::uint64_t> end = end_of(feed);
  if (!end || state.number <= *end) return {feed, state.number, state.head};
  if (*end == 0) return {feed, 0, {}};
  return {feed, *end, hash_at(feed, *end)};
}

VectorDigest digest_of(const std::vector<FeedHead>& vector) {
  std::string bytes;
  bytes.reserve(vector.size() * 100);
  for (const FeedHead& head : vector) {
    bytes += feed_key(head.feed);
    append_be64(bytes, head.number);
    bytes.append(head.hash.view());
  }
  return vector_digest(bytes);
}

std::vector<FeedHead> Ledger::vector_of(const Book& book) const {
  std::vector<FeedHead> out;
  const auto held = books_.find(book);
  if (held == books_.end()) return out;
  for (const auto& [feed, state] : held->second.feeds) {
    FeedHead head = standing(feed, state);
    if (head.number > 0) out.push_back(std::move(head));
  }
  return out;
}

std::vector<FeedHead> Ledger::vector_of_books(const Area& area) const {
  std::vector<FeedHead> out;
  for (const auto& [book, held] : books_) {
    if (book.is_directory() || !shared(book, area)) continue;
    std::vector<FeedHead> heads = vector_of(book);
    std::move(heads.begin(), heads.end(), std::back_inserter(out));
  }
  return out;
}

std::vector<FeedHead> Ledger::vector_of_directory() const { return vector_of(Book::directory()); }

VectorDigest Ledger::digest_of(const Book& book) const {
  const auto held = books_.find(book);
  if (held == books_.end()) return {};
  if (!held->second.digest) {
    const std::vector<FeedHead> vector = vector_of(book);
    held->second.digest = vector.empty() ? VectorDigest{} : jenjang::digest_of(vector);
  }
  return *held->second.digest;
}

VectorDigest Ledger::digest_of_directory() const { return digest_of(Book::directory()); }

VectorDigest Ledger::digest_of_books(const Area& area) const {
  // The books of the lower end's area and of those below it.
  const auto [at, fresh] = digests_below_.try_emplace(area.contains(own_) ? own_ : area);
  if (!fresh) return at->second;
  std::string bytes;
  for (const auto& [book, held] : books_) {
    if (book.is_directory() || !shared(book, area)) continue;
    const VectorDigest digest = digest_of(book);
    if (digest == VectorDigest{}) continue;
    bytes += area_key(book.area());
    bytes.append(digest.view());
  }
  if (!bytes.empty()) at->second = vector_digest(bytes);
  return at->second;
}

}  // namespace jenjang
