#include "replication/heads_compare.h"

#include <algorithm>
#include <map>

namespace jenjang {

namespace {

using Named = std::map<FeedId, FeedHead>;

// Whether a node names all its open feeds there.
bool names_all(const HeardHeads& said) {
  return said.heads.own.size() < kOwnHeadsMax && said.said.below.size() < kBelowHeadsMax;
}

// A feed that the peer names may go on from the one that it does not, and is not held here.
bool may_be_continued(const Ledger& ledger, const FeedId& feed, const Named& named) {
  return std::any_of(named.begin(), named.end(), [&](const auto& one) {
    const FeedId& other = one.first;
    return other != feed && other.book == feed.book && other.lane == feed.lane &&
           ledger.at(other).number == 0;
  });
}

HeadsOrder judge(const Ledger& ledger, const FeedHead& before, const HeardHeads& after,
                 const Named& named) {
  const std::optional<std::uint64_t> end = ledger.end_of(before.feed);
  if (end && before.number > *end) return HeadsOrder::onward;
  const auto found = named.find(before.feed);
  if (found != named.end()) {
    const FeedHead& now = found->second;
    const bool other = now.number == before.number && now.hash != before.hash;
    return now.number < before.number || other ? HeadsOrder::back : HeadsOrder::onward;
  }
  if (!names_all(after)) return HeadsOrder::onward;
  const bool continued =
      ledger.at(before.feed).number >= before.number && !ledger.is_open(before.feed);
  if (continued) return HeadsOrder::onward;
  return may_be_continued(ledger, before.feed, named) ? HeadsOrder::undecided : HeadsOrder::back;
}

}  // namespace

std::string HeadBack::to_string() const {
  return "feed=" + before.feed.to_string() + " before=" + std::to_string(before.number) +
         " now=" + std::to_string(after ? after->number : 0);
}

HeadsComparison compare_heads(const Ledger& ledger, const HeardHeads& before,
                              const HeardHeads& after) {
  Named named;
  for (const CountedHead& head : after.all()) named[head.head.feed] = head.head;
  HeadsComparison out;
  for (const CountedHead& head : before.all()) {
    if (head.head.number == 0) continue;
    switch (judge(ledger, head.head, after, named)) {
      case HeadsOrder::onward:
        break;
      case HeadsOrder::undecided:
        out.order = HeadsOrder::undecided;
        break;
      case HeadsOrder::back: {
        const auto found = named.find(head.head.feed);
        out.order = HeadsOrder::back;
        out.back = HeadBack{head.head, std::nullopt};
        if (found != named.end()) out.back->after = found->second;
        return out;
      }
    }
  }
  return out;
}

}  // namespace jenjang
