// The feeds of revoked nodes: they count as far as a cut's head leads back to.
#include <algorithm>
#include <deque>
#include <utility>

#include "replication/ledger.h"
#include "schema/base/key_codec.h"
#include "schema/hash.h"
#include "schema/merkle.h"

namespace jenjang {

namespace {

// First headers of revoked writers that wait for what they go on from; more wait for their turn.
constexpr std::size_t kExpectedMax = 10'000;
// The same of one feed, since its first header may have been forged.
constexpr std::size_t kExpectedOfOneMax = 4 * kContinuesMax;

}  // namespace

std::optional<std::uint64_t> Ledger::end_of(const FeedId& feed) const {
  std::optional<std::uint64_t> out;
  if (directory_.barred(feed.writer)) return 0;
  if (directory_.revoked(feed.writer)) {
    const Ends& ends = ends_of(feed.writer);
    const auto found = ends.find(feed);
    const bool known = found != ends.end() && !found->second.provisional;
    out = known ? found->second.number : 0;
  }
  if (const std::optional<std::uint64_t> fork = directory_.fork(feed)) {
    out = std::min(out.value_or(UINT64_MAX), *fork - 1);
  }
  return out;
}

bool Ledger::accepts(const FeedId& feed, std::uint64_t number) const {
  if (!directory_.revoked(feed.writer)) return true;
  const Ends& ends = ends_of(feed.writer);
  const auto found = ends.find(feed);
  return found != ends.end() && found->second.sound && number <= found->second.number;
}

const Ledger::Ends& Ledger::ends_of(const NodeId& writer) const {
  if (ends_version_ != directory_.cuts_version()) {
    ends_.clear();
    proved_from_ = {};
    ends_version_ = directory_.cuts_version();
  }
  const auto found = ends_.find(writer);
  if (found != ends_.end()) return found->second;
  return ends_.emplace(writer, reckon_ends(writer)).first->second;
}

Ledger::Ends Ledger::reckon_ends(const NodeId& writer) const {
  if (directory_.cuts_of(writer)->empty()) return {};
  const std::map<FeedId, FeedState> held = feeds_of(writer);
  Ends out;
  std::deque<FeedId> open;
  const auto lead_to = [&](const FeedHead& head, const FeedId& named) {
    End& end = out[head.feed];
    if (end.number >= head.number) return;
    end = {head.number, head.hash, true, false, named};
    open.push_back(head.feed);
  };
  std::set<std::pair<Book, Lane>> unseen;
  for (const auto& [feed, cut] : *directory_.cuts_of(writer)) {
    out[feed].named = feed;
    lead_to({feed, cut.number, cut.head}, feed);
    const bool leads = cut.number > 0 && !feed.book.is_directory();
    if (leads && !held.contains(feed)) unseen.emplace(feed.book, feed.lane);
  }
  while (!open.empty()) {
    const FeedId feed = open.front();
    open.pop_front();
    End& end = out[feed];
    const auto state = held.find(feed);
    if (state == held.end()) {
      const auto expected = expected_.find(feed);
      if (expected == expected_.end()) continue;
      for (const FeedHead& head : expected->second) lead_to(head, end.named);
      continue;
    }
    const std::optional<std::uint64_t> fork = directory_.fork(feed);
    const bool whole = state->second.number >= end.number;
    if (whole && hash_at(feed, end.number) != end.head) {
      // Another branch: it agrees up to where the two part, once that is known.
      end.sound = fork && *fork <= end.number;
      if (end.sound) end.number = *fork - 1;
    }
    if (!end.sound || end.number == 0) continue;
    for (const FeedHead& head : state->second.continues) lead_to(head, end.named);
  }
  // Before the first header of a cut's feed is here nobody knows what it goes on from: what is held
  // counts meanwhile, and nobody is given it.
  for (const auto& [feed, state] : held) {
    if (out.contains(feed) || !unseen.contains({feed.book, feed.lane})) continue;
    out[feed] = {state.number, state.head, true, true, feed};
  }
  return out;
}

void Ledger::forget_ends(const BatchHeader& header) {
  const auto found = ends_.find(header.feed.writer);
  if (found == ends_.end()) return;
  const auto end = found->second.find(header.feed);
  const bool last = end != found->second.end() && end->second.number == header.number;
  if (header.number > 1 && !last) return;
  ends_.erase(found);
  expected_.erase(header.feed);
  ++judged_;
}

void Ledger::expect_continued(const BatchHeader& header) {
  const std::optional<std::uint64_t> end = end_of(header.feed);
  if (!end || *end == 0) return;
  if (expected_.size() >= kExpectedMax && !expected_.contains(header.feed)) return;
  std::vector<FeedHead>& expected = expected_[header.feed];
  for (const FeedHead& head : header.continues) {
    const bool known = std::find(expected.begin(), expected.end(), head) != expected.end();
    if (!known && expected.size() < kExpectedOfOneMax) expected.push_back(head);
  }
  ends_.erase(header.feed.writer);
}

std::uint64_t Ledger::held_towards(const FeedHead& head) const {
  const std::uint64_t held = at(head.feed).number;
  const std::optional<std::uint64_t> fork = directory_.fork(head.feed);
  const bool other = held < head.number || hash_at(head.feed, head.number) != head.hash;
  return std::min({held, head.number, fork && other ? *fork - 1 : head.number});
}

std::vector<MerkleHash> Ledger::headers_to(const FeedHead& head) const {
  std::vector<MerkleHash> out;
  std::map<FeedId, std::uint64_t> taken;
  // A feed comes after those that it goes on from.
  struct Step {
    FeedHead head;
    bool opened;
  };
  std::vector<Step> open{{head, false}};
  while (!open.empty()) {
    const Step step = open.back();
    const FeedId& feed = step.head.feed;
    if (!step.opened) {
      open.back().opened = true;
      if (taken.contains(feed)) continue;
      const std::vector<FeedHead> continues = at(feed).continues;
      for (auto one = continues.rbegin(); one != continues.rend(); ++one) {
        open.push_back({*one, false});
      }
      continue;
    }
    open.pop_back();
    std::uint64_t& number = taken[feed];
    const std::uint64_t last = held_towards(step.head);
    while (number < last) {
      out.push_back(merkle_leaf(hash_at(feed, ++number).view()));
    }
  }
  return out;
}

std::optional<ForkProof> Ledger::fork_by(const BatchHeader& header,
                                         const SignedHeader& bytes) const {
  const std::optional<SealedBatch> held = batch(header.feed, header.number);
  if (!held || held->header.bytes == bytes.bytes) return std::nullopt;
  return ForkProof{held->header, bytes};
}

FeedCut Ledger::cut_at(const FeedHead& head) const {
  if (head.number == 0) return {head.feed, 0, {}, {}, 0};
  const std::vector<MerkleHash> leaves = headers_to(head);
  return {head.feed, head.number, head.hash, merkle_root(leaves), leaves.size()};
}

std::optional<AcceptedHeader> Ledger::prove_accepted(const FeedId& feed,
                                                     std::uint64_t number) const {
  if (!directory_.revoked(feed.writer)) return std::nullopt;
  const Ends& ends = ends_of(feed.writer);
  const auto found = ends.find(feed);
  if (found == ends.end() || !found->second.sound || number > found->second.number) {
    return std::nullopt;
  }
  const auto* cuts = directory_.cuts_of(feed.writer);
  const auto cut = cuts->find(found->second.named);
  if (cut == cuts->end()) return std::nullopt;
  const FeedHead head{cut->first, cut->second.number, cut->second.head};
  if (at(head.feed).number < head.number || hash_at(head.feed, head.number) != head.hash) {
    return std::nullopt;
  }
  if (!(proved_from_.first == head)) proved_from_ = {head, headers_to(head)};
  const std::vector<MerkleHash>& leaves = proved_from_.second;
  const auto leaf =
      std::find(leaves.begin(), leaves.end(), merkle_leaf(hash_at(feed, number).view()));
  if (leaf == leaves.end()) return std::nullopt;
  const auto index = static_cast<std::size_t>(leaf - leaves.begin());
  return AcceptedHeader{index, merkle_path(leaves, index)};
}

Ledger::Held Ledger::held_before(const NodeId& writer, Arrival before) const {
  Held out;
  for (const auto& [feed, state] : feeds_of(writer)) out[feed] = state.number;
  store_.scan(Family::arrivals, "", arrival_key(before),
              [&](std::string_view, std::string_view key) {
                const BatchPlace place = parse_batch_key(key);
                const auto found = out.find(place.feed);
                if (found != out.end()) found->second = std::min(found->second, place.number - 1);
                return true;
              });
  return out;
}

std::vector<FeedCut> Ledger::cuts_at(const Held& held) const {
  // A feed that a cut leads to needs none of its own.
  std::set<FeedId> led_to;
  for (const auto& [feed, number] : held) {
    if (feed.book.is_directory() || number == 0) continue;
    for (const FeedHead& head : at(feed).continues) {
      const auto of = held.find(head.feed);
      if (of != held.end() && of->second <= head.number) led_to.insert(head.feed);
    }
  }
  std::vector<FeedCut> out;
  for (const auto& [feed, number] : held) {
    if (number == 0 || led_to.contains(feed)) continue;
    out.push_back(cut_at({feed, number, hash_at(feed, number)}));
  }
  return out;
}

VectorDigest Ledger::cuts_digest() const {
  std::string bytes(directory_.cuts_digest().view());
  for (const NodeId& writer : directory_.cut_writers()) {
    if (!directory_.revoked(writer)) continue;
    for (const auto& [feed, end] : ends_of(writer)) {
      bytes += feed_key(feed);
      append_be64(bytes, end.sound ? end.number : 0);
    }
  }
  return directory_.has_cuts() ? vector_digest(bytes) : VectorDigest{};
}

}  // namespace jenjang
