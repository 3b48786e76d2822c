#include "tests/support/plain_sums.h"

#include "schema/hash.h"
#include "schema/keys.h"

namespace jenjang {

namespace {

// Events and bytes that `ahead` has and `behind` has not.
void add_missing(const Counted& behind, const Counted& ahead, Lag& sum) {
  if (behind.number >= ahead.number || behind.events > ahead.events) return;
  sum.events += ahead.events - behind.events;
  sum.bytes += ahead.bytes > behind.bytes ? ahead.bytes - behind.bytes : 0;
}

}  // namespace

Lag plain_to_send(const Session& session, const Ledger& ledger) {
  Lag out;
  for (const auto& [book, held] : ledger.books()) {
    if (!ledger.shared(book, session.peer_area())) continue;
    for (const auto& [feed, state] : held.feeds) {
      const auto known = session.last_known().find(feed);
      const Counted theirs = known == session.last_known().end() ? Counted{} : known->second;
      add_missing(theirs, {state.number, state.events, state.bytes}, out);
    }
  }
  return out;
}

Lag plain_to_receive(const Session& session, const Ledger& ledger) {
  std::map<FeedId, Counted> theirs = session.last_known();
  for (const auto& [feed, head] : session.peer_signed()) {
    Counted& known = theirs[feed];
    if (head.number > known.number) known = head;
  }
  Lag out;
  for (const auto& [feed, counts] : theirs) {
    const FeedState own = ledger.at(feed);
    add_missing({own.number, own.events, own.bytes}, counts, out);
  }
  return out;
}

VectorDigest plain_digest_of_books(const Ledger& ledger, const Area& area) {
  std::map<Area, std::vector<FeedHead>> vectors;
  for (const FeedHead& head : ledger.vector_of_books(area)) {
    vectors[head.feed.book.area()].push_back(head);
  }
  std::string bytes;
  for (const auto& [book, vector] : vectors) {
    bytes += area_key(book);
    bytes.append(digest_of(vector).view());
  }
  return bytes.empty() ? VectorDigest{} : vector_digest(bytes);
}

}  // namespace jenjang
