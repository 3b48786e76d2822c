#include "node/turn/ages.h"

#include <algorithm>

namespace jenjang {

namespace {

struct Claim {
  NodeId witness;
  const Heads* heads = nullptr;
  WallTime wall;
};

// The newest, of a time that this node's clock has come to; a witness whose clock is ahead does not
// hide the others.
std::optional<Claim> newest_of(const Witnesses& witnesses, const NodeId& node, WallTime now) {
  std::vector<Claim> claims;
  for (const auto& [witness, said] : witnesses.of(node)) {
    claims.push_back({witness, &said.heads, said.wall});
  }
  if (const Witnesses::Heard* heard = witnesses.heard(node)) {
    claims.push_back({heard->witness, &heard->heads, heard->wall});
  }
  const auto order = [&](const Claim& claim) {
    const std::int64_t age = ms_between(claim.wall, now);
    return std::pair(age < -kClockBoundMs, age);
  };
  const auto newest =
      std::min_element(claims.begin(), claims.end(),
                       [&](const Claim& a, const Claim& b) { return order(a) < order(b); });
  return newest == claims.end() ? std::nullopt : std::optional(*newest);
}

// Events of that node that one holder has and the other has not: of a peer those that lie in the
// witnessed heads and not here, of this node those that lie here and not in the witnessed heads.
std::uint64_t events_behind(const Ledger& ledger, const Heads& heads) {
  std::uint64_t out = 0;
  for (const CountedHead& head : heads.own) {
    if (ledger.holds(head.head)) continue;
    const std::uint64_t held = ledger.at(head.head.feed).events;
    out += std::max<std::uint64_t>(1, head.events > held ? head.events - held : 0);
  }
  return out;
}

std::uint64_t events_unwitnessed(const Ledger& ledger, const NodeId& own, const Book& book,
                                 const Heads& heads) {
  std::uint64_t out = 0;
  const auto held = ledger.books().find(book);
  if (held == ledger.books().end()) return 0;
  const FeedId before = before_feeds_of(book, own);
  const auto& feeds = held->second.feeds;
  for (auto at = feeds.lower_bound(before); at != feeds.end(); ++at) {
    if (at->first.writer != own) break;
    if (!at->first.carries_events()) continue;
    const auto said = std::find_if(heads.own.begin(), heads.own.end(),
                                   [&](const CountedHead& h) { return h.head.feed == at->first; });
    const std::uint64_t known = said == heads.own.end() ? 0 : said->events;
    out += at->second.events > known ? at->second.events - known : 0;
  }
  return out;
}

}  // namespace

std::vector<DataAge> data_ages(const Replica& replica, Now now) {
  std::vector<DataAge> out;
  const Directory& directory = replica.directory();
  const Ledger& ledger = replica.ledger();
  for (const auto& [node, enrolment] : directory.nodes()) {
    if (!replica.area().contains(enrolment.area) || directory.revoked(node)) continue;
    DataAge age;
    age.area = enrolment.area;
    age.node = node;
    age.name = enrolment.name;
    const std::optional<Claim> claim = newest_of(replica.witnesses(), node, now.wall);
    if (claim) {
      const bool own = node == replica.keys().id;
      const Book book = Book::of(enrolment.area);
      const Enrolment* witness = directory.node(claim->witness);
      age.witness = claim->witness;
      if (witness != nullptr) age.witness_name = witness->name;
      age.witnessed = claim->wall;
      age.age_ms = std::max<std::int64_t>(0, ms_between(claim->wall, now.wall));
      age.clock_ahead_ms = ms_between(claim->wall, claim->heads->wall);
      age.events_behind = own ? events_unwitnessed(ledger, node, book, *claim->heads)
                              : events_behind(ledger, *claim->heads);
    }
    out.push_back(std::move(age));
  }
  std::sort(out.begin(), out.end(), [](const DataAge& a, const DataAge& b) {
    return std::pair(a.area, a.node) < std::pair(b.area, b.node);
  });
  return out;
}

}  // namespace jenjang
