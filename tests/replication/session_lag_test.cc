// Lag both ways as running sums: whatever is written, heard or judged, they are what a walk gives.
#include "tests/replication/session_fixture.h"
#include "tests/support/plain_sums.h"

namespace jenjang {
namespace {

class SessionLag : public SessionTest {
 protected:
  static constexpr int kSteps = 120;

  std::uint64_t below(std::uint64_t limit) { return dice_.number() % limit; }
  Lane any_lane() { return below(2) == 0 ? v1::LANE_NEWS : v1::LANE_CONTROL; }

  Absorbed take(const SealedBatch& batch) {
    Writes writes;
    const Deliver deliver{ours_, batch, ""};
    Absorbed out = ledger_->absorb(batch, "", writes);
    if (session_->current(deliver)) session_->took(deliver, out, now_);
    EXPECT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_->committed();
    return out;
  }
  // The province writes in the city's book, sometimes in a new incarnation, which closes the one
  // before.
  void write() {
    if (below(4) == 0) ++incarnation_;
    append({Book::of(area("64.72")), self_->keys.id, {incarnation_}, any_lane()});
  }
  void write_entry() { append({Book::directory(), self_->keys.id, {1}, v1::LANE_CONTROL}); }
  // The city's next batch comes, or its last one again, or the one after the next.
  void receive() {
    if (!theirs_ || below(6) == 0) {
      const FeedId feed{Book::of(area("64.72")), peer_->keys.id, {++their_life_}, v1::LANE_NEWS};
      std::vector<FeedHead> continues;
      if (theirs_) continues.push_back(theirs_->head());
      theirs_.emplace(feed, peer_->keys, continues);
      sent_.clear();
    }
    const std::uint64_t what = below(4);
    if (what == 0 && !sent_.empty()) {
      take(sent_.back());
      return;
    }
    if (what == 1) sent_.push_back(theirs_->next({"kept back"}));
    sent_.push_back(theirs_->next({"one", "two"}));
    take(sent_.back());
  }
  // A feed that is open here, closed here, or not here at all.
  FeedId any_feed() {
    std::vector<FeedId> out;
    for (const TestNode* node : {self_, peer_}) {
      for (const auto& [feed, state] : ledger_->feeds_of(node->keys.id)) out.push_back(feed);
    }
    out.push_back({Book::of(area("64.72")), peer_->keys.id, {900 + below(3)}, any_lane()});
    out.push_back({Book::of(area("64")), peer_->keys.id, {1}, any_lane()});
    return out[below(out.size())];
  }
  // As the ledger has it, or behind, or ahead, or nonsense.
  CountedHead any_head() {
    const FeedId feed = any_feed();
    const FeedState own = ledger_->at(feed);
    switch (below(4)) {
      case 0:
        return {{feed, own.number, own.head}, own.events, own.bytes};
      case 1:
        return {{feed, own.number + 2, HeaderHash{{7}}}, own.events + 5, own.bytes + 500};
      case 2:
        return {{feed, own.number / 2, HeaderHash{}}, own.events / 2, own.bytes / 2};
      default:
        return {{feed, below(5), HeaderHash{{8}}}, dice_.number(), dice_.number()};
    }
  }
  std::vector<CountedHead> any_heads(bool directory) {
    std::vector<CountedHead> out;
    std::set<FeedId> named;
    for (std::uint64_t i = below(6); i > 0; --i) {
      const CountedHead head = any_head();
      const bool fits = head.head.feed.book.is_directory() == directory && head.head.number > 0;
      if (fits && named.insert(head.head.feed).second) out.push_back(head);
    }
    return out;
  }
  void sign_heads() {
    Heads heads;
    heads.node = peer_->keys.id;
    heads.own = any_heads(false);
    std::erase_if(heads.own,
                  [&](const CountedHead& head) { return head.head.feed.writer != peer_->keys.id; });
    SignedHeads message;
    message.contact = ours_;
    message.bytes = encode_heads(heads);
    message.signature = sign(Domain::heads, message.bytes, peer_->keys.secret);
    say(message);
  }
  void meet_again() {
    Hello anew = hello({});
    anew.contact = {1 + below(1000)};
    say(anew);
    hear();
    if (below(3) == 0) return;  // It stays with a greeting.
    anew.heard = ours_;
    say(anew);
  }
  void revoke() {
    const NodeId& city = peer_->keys.id;
    const Ledger::Held held = ledger_->held_before(city, below(ledger_->arrivals() + 1));
    directory_.add(federation_.revocation("64.72", ledger_->cuts_at(held), ++serial_), {});
    judge();
  }
  void fork() {
    const FeedId feed = any_feed();
    if (feed.writer != peer_->keys.id || feed.book.is_directory()) return;
    const std::uint64_t number = 1 + below(3);
    const SealSpot spot{feed, number, number == 1 ? HeaderHash() : HeaderHash{{1}}, kNoon};
    directory_.add(wrap_fork({seal(spot, {{"left", std::nullopt}}, peer_->keys).header,
                              seal(spot, {{"right", std::nullopt}}, peer_->keys).header}),
                   {});
    judge();
  }
  void judge() {
    Writes writes;
    ledger_->judge_closings(writes);
    EXPECT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_->committed();
  }

  void step() {
    switch (below(16)) {
      case 0:
        return write_entry();
      case 1:
      case 2:
        return write();
      case 3:
      case 4:
      case 5:
        return receive();
      case 6:
      case 7: {
        const CountedHead head = any_head();
        return say(Have{ours_, {head}, 0});
      }
      case 8:
        return say(vector_of(below(2) == 0, any_heads(false)));
      case 9:
        return say(vector_of(true, any_heads(true)));
      case 10:
        return sign_heads();
      case 11:
        return meet_again();
      case 12:
        return say(summary(true, below(3) > 0));
      case 13:
        return below(4) == 0 ? revoke() : write();
      case 14:
        return below(4) == 0 ? fork() : receive();
      default:
        after_ms(static_cast<std::int64_t>(below(3000)));
        hear();
    }
  }
  void expect_plain(int at) {
    EXPECT_EQ(session_->to_send(), plain_to_send(*session_, *ledger_)) << "step " << at;
    EXPECT_EQ(session_->to_receive(), plain_to_receive(*session_, *ledger_)) << "step " << at;
    EXPECT_EQ(ledger_->digest_of_books(peer_->area), plain_digest_of_books(*ledger_, peer_->area))
        << "step " << at;
  }

  SeededRandom dice_{0};
  std::uint64_t incarnation_ = 1;
  std::uint64_t their_life_ = 1;
  std::uint64_t serial_ = 0;
  std::optional<Sealer> theirs_;
  std::vector<SealedBatch> sent_;
};

class RandomLag : public SessionLag, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(RandomLag, IsWhatAWalkGivesAfterEachStep) {
  dice_ = SeededRandom(GetParam());
  province();
  greet();
  for (int at = 0; at < kSteps && !HasFailure(); ++at) {
    step();
    if (below(3) == 0) hear();
    expect_plain(at);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomLag, testing::Range<std::uint64_t>(1, 101));

TEST_F(SessionLag, BeforeAnythingIsKnownThePeerLacksAll) {
  province();
  append({Book::of(area("64.72")), self_->keys.id, {1}, v1::LANE_NEWS}, 3);
  EXPECT_EQ(session_->to_send().events, 3U);
  EXPECT_EQ(session_->to_receive(), Lag{});
}

// It is told in events of what the peer sent, too.
TEST_F(SessionLag, WhatThePeerSentItDoesNotLack) {
  province();
  greet();
  say(summary(true, true));
  hear();
  const FeedId feed{Book::of(area("64.72")), peer_->keys.id, {5}, v1::LANE_NEWS};
  Sealer city(feed, peer_->keys);
  take(city.next({"one", "two"}));
  // By way of somebody else.
  Writes writes;
  ledger_->absorb(city.next({"three"}), "", writes);
  EXPECT_EQ(session_->to_send().events, 1U);
}

TEST_F(SessionLag, AfterTheContactIsLostItIsReckonedFromWhatWasSaidLast) {
  province();
  append({Book::of(area("64.72")), self_->keys.id, {1}, v1::LANE_NEWS}, 2);
  greet();
  say(summary(true, true));
  hear();
  EXPECT_EQ(session_->to_send(), Lag{});
  Hello anew = hello({});
  anew.contact = {99};
  say(anew);
  hear();
  EXPECT_EQ(session_->to_send(), Lag{});
  append({Book::of(area("64.72")), self_->keys.id, {1}, v1::LANE_NEWS});
  EXPECT_EQ(session_->to_send().events, 1U);
}

}  // namespace
}  // namespace jenjang
