#include "replication/heads_compare.h"

#include <map>
#include <set>
#include <utility>

namespace jenjang {

namespace {

using Named = std::map<FeedId, FeedHead>;

// Whether a node names all its open feeds there.
bool names_all(const HeardHeads& said) {
  return said.heads.own.size() < kOwnHeadsMax && said.said.below.size() < kBelowHeadsMax;
}

// The lanes of books in which the peer names a feed that is not held here: it may go on from one
// that the peer names no more.
using Lanes = std::set<std::pair<Book, Lane>>;
Lanes lanes_ahead(const Ledger& ledger, const Named& named) {
  Lanes out;
  for (const auto& [feed, head] : named) {
    const std::pair lane(feed.book, feed.lane);
    if (!out.contains(lane) && ledger.at(feed).number == 0) out.insert(lane);
  }
  return out;
}

// The peer names them now, all of them or not.
struct After {
  Named named;
  bool all = false;
  Lanes ahead;
};

HeadsOrder judge(const Ledger& ledger, const FeedHead& before, const After& after) {
  const std::optional<std::uint64_t> end = ledger.end_of(before.feed);
  if (end && before.number > *end) return HeadsOrder::onward;
  const auto found = after.named.find(before.feed);
  if (found != after.named.end()) {
    const FeedHead& now = found->second;
    const bool other = now.number == before.number && now.hash != before.hash;
    return now.number < before.number || other ? HeadsOrder::back : HeadsOrder::onward;
  }
  if (!after.all) return HeadsOrder::onward;
  const bool continued =
      ledger.at(before.feed).number >= before.number && !ledger.is_open(before.feed);
  if (continued) return HeadsOrder::onward;
  const bool ahead = after.ahead.contains({before.feed.book, before.feed.lane});
  return ahead ? HeadsOrder::undecided : HeadsOrder::back;
}

}  // namespace

std::string HeadBack::to_string() const {
  return "feed=" + before.feed.to_string() + " before=" + std::to_string(before.number) +
         " now=" + std::to_string(after ? after->number : 0);
}

HeadsComparison compare_heads(const Ledger& ledger, const HeardHeads& before,
                              const HeardHeads& after) {
  After said;
  for (const CountedHead& head : after.all()) said.named[head.head.feed] = head.head;
  said.all = names_all(after);
  said.ahead = lanes_ahead(ledger, said.named);
  HeadsComparison out;
  for (const CountedHead& head : before.all()) {
    if (head.head.number == 0) continue;
    switch (judge(ledger, head.head, said)) {
      case HeadsOrder::onward:
        break;
      case HeadsOrder::undecided:
        out.order = HeadsOrder::undecided;
        break;
      case HeadsOrder::back: {
        const auto found = said.named.find(head.head.feed);
        out.order = HeadsOrder::back;
        out.back = HeadBack{head.head, std::nullopt};
        if (found != said.named.end()) out.back->after = found->second;
        return out;
      }
    }
  }
  return out;
}

}  // namespace jenjang
