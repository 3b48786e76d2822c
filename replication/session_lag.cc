// The lag of each end of the link, as running sums: a change of one feed's counts, here or there,
// replaces that feed's share of them.
#include <set>

#include "replication/session.h"

namespace jenjang {

Session::Lags Session::lags_of(const FeedId& feed, const OwnFeed& own) const {
  Counted theirs;
  if (const auto known = last_known().find(feed); known != last_known().end()) {
    theirs = known->second;
  }
  Lags out;
  if (own.open) out.to_send = lag_between(theirs, own.counts);
  const auto head = peer_signed_.find(feed);
  if (head != peer_signed_.end() && head->second.number > theirs.number) theirs = head->second;
  out.to_receive = lag_between(own.counts, theirs);
  return out;
}

void Session::replace_lags(const Lags& before, const Lags& after) {
  lags_.to_send -= before.to_send;
  lags_.to_send += after.to_send;
  lags_.to_receive -= before.to_receive;
  lags_.to_receive += after.to_receive;
}

void Session::reckon_lags() {
  lags_ = {};
  for (const auto& [book, held] : node_.ledger.books()) {
    if (!node_.ledger.shared(book, peer_area_)) continue;
    for (const auto& [feed, state] : held.feeds) {
      replace_lags({}, lags_of(feed, {counts_of(state), true}));
    }
  }
  const auto add_closed = [&](const FeedId& feed) {
    if (!node_.ledger.is_open(feed)) replace_lags({}, lags_of(feed, node_.ledger.own(feed)));
  };
  for (const auto& [feed, known] : last_known()) add_closed(feed);
  for (const auto& [feed, head] : peer_signed_) {
    if (!last_known().contains(feed)) add_closed(feed);
  }
}

void Session::own_changed(const FeedChange& change) {
  if (!node_.ledger.shared(change.feed.book, peer_area_)) return;
  replace_lags(lags_of(change.feed, change.before), lags_of(change.feed, change.after));
}

void Session::know(const FeedId& feed, const Counted& counts) {
  if (!node_.ledger.shared(feed.book, peer_area_)) return;
  Counted& known = peer_[feed];
  if (known == counts) return;
  if (!known_books_) {
    known = counts;
    return;
  }
  const OwnFeed own = node_.ledger.own(feed);
  const Lags before = lags_of(feed, own);
  known = counts;
  replace_lags(before, lags_of(feed, own));
}

Session::Known::iterator Session::forget(Known::iterator known) {
  know(known->first, {});  // Adds to lag as much as a feed that nothing is known of.
  return peer_.erase(known);
}

std::pair<Session::Known::iterator, Session::Known::iterator> Session::known_part(bool directory) {
  const auto books = peer_.lower_bound(before_feeds_of(Book::of(Area::nation()), {}));
  if (directory) return {peer_.begin(), books};
  return {books, peer_.end()};
}

void Session::forget_known(bool directory) {
  auto [known, end] = known_part(directory);
  while (known != end) known = forget(known);
}

void Session::know_equal(bool directory) {
  auto [known, end] = known_part(directory);
  for (const auto& [book, held] : node_.ledger.books()) {
    if (book.is_directory() != directory || !node_.ledger.shared(book, peer_area_)) continue;
    for (const auto& [feed, state] : held.feeds) {
      // Both are in the order of feeds.
      while (known != end && known->first < feed) known = forget(known);
      const bool there = known != end && known->first == feed;
      if (!there || known->second != counts_of(state)) know(feed, counts_of(state));
      if (there) ++known;
    }
  }
  while (known != end) known = forget(known);
}

void Session::know_books() {
  if (known_books_) return;
  known_books_ = true;
  reckon_lags();
}

void Session::take_signed(const std::vector<CountedHead>& heads) {
  Known taken;
  for (const CountedHead& head : heads) {
    if (!node_.ledger.shared(head.head.feed.book, peer_area_)) continue;
    taken[head.head.feed] = {head.head.number, head.events, head.bytes};
  }
  std::set<FeedId> feeds;
  for (const auto* part : {&peer_signed_, &taken}) {
    for (const auto& [feed, counts] : *part) feeds.insert(feed);
  }
  std::vector<Lags> before;
  for (const FeedId& feed : feeds) before.push_back(lags_of(feed, node_.ledger.own(feed)));
  peer_signed_ = std::move(taken);
  auto was = before.begin();
  for (const FeedId& feed : feeds) replace_lags(*was++, lags_of(feed, node_.ledger.own(feed)));
}

}  // namespace jenjang
