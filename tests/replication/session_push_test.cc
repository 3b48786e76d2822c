#include "tests/replication/session_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;
using Names = vector<string>;

TEST_F(SessionTest, PushesWhatThePeerLacksDirectoryFirstThenByLane) {
  city();
  const Book book = Book::of(area("64.72"));
  append(feed(book, v1::LANE_HISTORY));
  append(feed(book, v1::LANE_NEWS), 2);
  append(feed(book, v1::LANE_CONTROL));
  append(feed(Book::directory(), v1::LANE_CONTROL));
  greet();
  lacks_all();
  EXPECT_EQ(hear_delivered(), (Names{"directory 1", "control 1", "news 1", "news 2", "history 1"}));
  EXPECT_EQ(hear_delivered(), Names{});
  EXPECT_EQ(session_->counts().batches_sent, 5U);
}

TEST_F(SessionTest, PushesNothingBeforeItKnowsWhatThePeerHolds) {
  city();
  append(news());
  greet();
  EXPECT_EQ(hear_delivered(), Names{});
  say(vector_of(true, {}));
  EXPECT_EQ(hear_delivered(), Names{});
  say(vector_of(false, {head(news(), 1)}));
  EXPECT_EQ(hear_delivered(), Names{});
  append(news());
  EXPECT_EQ(hear_delivered(), Names{"news 2"});
}

TEST_F(SessionTest, ABookThatThePeerDoesNotHoldIsNotPushed) {
  province();
  append(feed(Book::of(area("64"))));
  append(feed(Book::of(area("64.72"))));
  greet();
  lacks_all();
  const vector<LinkMessage> said = hear();
  const vector<Deliver> sent = only<Deliver>(said);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(decode_header(sent[0].batch.header.bytes)->feed.book, Book::of(area("64.72")));
  EXPECT_EQ(session_->to_send().events, 1U);
}

TEST_F(SessionTest, CreditBoundsWhatIsInFlight) {
  city();
  append(news(), 10);
  const std::uint64_t one = ledger_->at(news()).bytes / 10;
  // Two and a half: the third goes over the edge, and no more.
  greet(one * 5 / 2);
  lacks_all();
  EXPECT_EQ(hear_delivered(), (Names{"news 1", "news 2", "news 3"}));
  EXPECT_EQ(hear_delivered(), Names{});
  say(have(news(), 1, one + 8));
  EXPECT_EQ(hear_delivered(), Names{"news 4"});
  // What a refusal or a loss gives back counts too, without an acknowledgement.
  say(Have{ours_, {}, 2 * one});
  EXPECT_EQ(hear_delivered(), (Names{"news 5", "news 6"}));
}

TEST_F(SessionTest, OnlySoManyBatchesAreInFlight) {
  city();
  append(news(), static_cast<int>(kBatchesInFlightMax) + 40);
  greet(64 << 20);
  lacks_all();
  std::size_t sent = 0;
  for (int turn = 0; turn < 10; ++turn) sent += hear_delivered().size();
  EXPECT_EQ(sent, kBatchesInFlightMax);
  // Some come back while others are still under way.
  say(have(news(), 10, 10 * (ledger_->at(news()).bytes / sent)));
  sent += hear_delivered().size();
  EXPECT_NEAR(static_cast<double>(sent), kBatchesInFlightMax + 10, 2);
  say(have(news(), kBatchesInFlightMax, ledger_->at(news()).bytes));
  for (int turn = 0; turn < 10; ++turn) sent += hear_delivered().size();
  EXPECT_EQ(sent, kBatchesInFlightMax + 40);
}

TEST_F(SessionTest, AGapIsHealedFromWhatThePeerHas) {
  city();
  append(news(), 3);
  greet();
  lacks_all();
  EXPECT_EQ(hear_delivered(), (Names{"news 1", "news 2", "news 3"}));
  // The second was lost on its way.
  say(have(news(), 1));
  say(refused(news(), 3, v1::REFUSAL_REASON_GAP));
  EXPECT_EQ(hear_delivered(), (Names{"news 2", "news 3"}));
  EXPECT_EQ(session_->counts().refused, 1U);
}

// Such as a feed that it left out of its vector as closed, and whose author closed it further on.
TEST_F(SessionTest, APeerThatHasLessThanItSeemedToHaveGetsTheRest) {
  city();
  append(news(), 4);
  greet();
  say(summary(true, false));
  say(vector_of(false, {head(news(), 3)}));
  EXPECT_EQ(hear_delivered(), Names{"news 4"});
  say(have(news(), 1));
  say(refused(news(), 4, v1::REFUSAL_REASON_GAP));
  EXPECT_EQ(hear_delivered(), (Names{"news 2", "news 3", "news 4"}));
}

TEST_F(SessionTest, AGapWhereThereIsNoneIsNotAnsweredForEver) {
  city();
  append(news(), 2);
  greet();
  lacks_all();
  EXPECT_EQ(hear_delivered(), (Names{"news 1", "news 2"}));
  say(have(news(), 1));
  say(refused(news(), 2, v1::REFUSAL_REASON_GAP));
  EXPECT_EQ(hear_delivered(), Names{});
  say(Have{ours_, {}, 1 << 20});
  say(vector_of(false, {head(news(), 1)}));
  EXPECT_EQ(hear_delivered(), Names{"news 2"});
}

TEST_F(SessionTest, ARefusedFeedIsBlockedUntilTheNextVector) {
  city();
  const FeedId control = feed(Book::of(area("64.72")), v1::LANE_CONTROL);
  append(news());
  greet();
  lacks_all();
  EXPECT_EQ(hear_delivered(), Names{"news 1"});
  say(refused(news(), 1, v1::REFUSAL_REASON_UNKNOWN_WRITER));
  append(news());
  append(control);
  EXPECT_EQ(hear_delivered(), Names{"control 1"});
  say(Have{ours_, {}, 1 << 20});
  say(vector_of(false, {head(control, 1)}));
  say(have(news(), 0));
  EXPECT_EQ(hear_delivered(), (Names{"news 1", "news 2"}));
}

TEST_F(SessionTest, ADifferentHashAtOneNumberIsProvedByOurBatch) {
  city();
  append(news(), 3);
  greet();
  CountedHead theirs = head(news(), 2);
  theirs.head.hash.bytes[0] ^= 1;
  say(vector_of(true, {}));
  say(vector_of(false, {theirs}));
  EXPECT_EQ(hear_delivered(), (Names{"news 2", "news 3"}));
}

TEST_F(SessionTest, BatchesThatAreNotAcknowledgedEndTheContact) {
  city();
  append(news());
  greet();
  say(summary(true, false));
  hear();
  lacks_all();
  EXPECT_EQ(hear_delivered(), Names{"news 1"});
  after_ms(999);
  say(summary(true, false));
  hear();
  EXPECT_TRUE(session_->open());
  after_ms(1);
  EXPECT_EQ(hear_names(), Names{"Hello"});
  EXPECT_TRUE(session_->take_redial());
  EXPECT_FALSE(session_->open());
}

TEST_F(SessionTest, PatienceGrowsUntilThePeerAcknowledges) {
  city();
  append(news());
  const auto ends_after = [&](std::int64_t ms) {
    greet();
    say(summary(true, false));
    hear();
    lacks_all();
    EXPECT_FALSE(hear_delivered().empty());
    after_ms(ms - 1);
    hear();
    EXPECT_TRUE(session_->open()) << ms;
    after_ms(1);
    hear();
    EXPECT_TRUE(session_->take_redial()) << ms;
  };
  ends_after(1000);
  ends_after(2000);
  ends_after(4000);
  greet();
  say(have(news(), 1, 1));
  append(news());
  ends_after(1000);
}

TEST_F(SessionTest, WhatASiblingIsSendingToTheParentIsHeldBack) {
  city();
  greet();
  lacks_all();
  hear();
  const NodeSignKeys& other = federation_.node("64.72b").keys;
  Session sibling(LinkId{LinkId::Side::accepted, other.id}, {other.area, other.key},
                  SessionNode{self_->keys, *ledger_, random_}, {}, now_);
  FeedId theirs = news();
  theirs.writer = federation_.node("64.72b").keys.id;
  const SealedBatch batch =
      seal({theirs, 1, {}, kNoon}, {{"body", std::nullopt}}, federation_.node("64.72b").keys);
  Writes writes;
  ASSERT_EQ(ledger_->absorb(batch, "", writes).verdict, Verdict::stored);
  ASSERT_TRUE(store_.commit(writes, Durability::synced).ok());
  ledger_->committed();
  session_->stored(theirs, &sibling, true, now_);
  // The parent learns at once that it is here as well.
  const vector<LinkMessage> said = hear();
  EXPECT_EQ(delivered(said), Names{});
  const vector<Have> haves = only<Have>(said);
  ASSERT_EQ(haves.size(), 1U);
  EXPECT_EQ(haves[0].heads.at(0).head.feed, theirs);
  EXPECT_EQ(session_->wake_at(), now_ + 500 * kMillisecondUs);
  after_ms(499);
  EXPECT_EQ(hear_delivered(), Names{});
  after_ms(1);
  EXPECT_EQ(hear_delivered(), Names{"news 1"});
}

TEST_F(SessionTest, WhatTheParentHasByThenIsNotSentAgain) {
  city();
  greet();
  lacks_all();
  hear();
  const NodeSignKeys& other = federation_.node("64.72b").keys;
  Session sibling(LinkId{LinkId::Side::accepted, other.id}, {other.area, other.key},
                  SessionNode{self_->keys, *ledger_, random_}, {}, now_);
  append(news());
  hear();
  append(news());
  session_->stored(news(), &sibling, true, now_);
  say(have(news(), 2));
  after_ms(500);
  EXPECT_EQ(hear_delivered(), Names{});
}

TEST_F(SessionTest, TellsWhatThePeerStillLacks) {
  city();
  append(news(), 3);
  greet();
  EXPECT_EQ(session_->to_send().events, 3U);
  say(vector_of(false, {head(news(), 1)}));
  hear();
  EXPECT_EQ(session_->to_send().events, 2U);
  say(have(news(), 3));
  EXPECT_EQ(session_->to_send().events, 0U);
  EXPECT_TRUE(session_->peer_has(news(), 3));
  EXPECT_FALSE(session_->peer_has(news(), 4));
}

TEST_F(SessionTest, WhatASilentPeerLacksIsReckonedFromWhatItSaidLast) {
  city();
  append(news());
  append(news());
  greet();
  say(summary(true, true));
  hear();
  append(news());
  after_ms(1);
  hear();
  after_ms(SessionProfile().redial_after_us / kMillisecondUs);
  hear();
  EXPECT_FALSE(session_->open());
  EXPECT_EQ(session_->to_send().events, 1U);
}

// A peer that says it has room for everything does not make us hold everything for it.
TEST_F(SessionTest, AWindowIsBelievedUpToALimit) {
  city();
  const std::string pack(700'000, 'p');
  for (int i = 0; i < 40; ++i) append(news(), pack);
  const std::uint64_t one = ledger_->at(news()).bytes / 40;
  greet(UINT64_MAX);
  lacks_all();
  const std::size_t pushed = hear_delivered().size();
  EXPECT_EQ(pushed, kWindowBytesMax / one + 1);
}

TEST_F(SessionTest, NoMoreCreditComesBackThanWasSpent) {
  city();
  append(news(), 8);
  const std::uint64_t one = ledger_->at(news()).bytes / 8;
  greet(2 * one - 64);
  lacks_all();
  EXPECT_EQ(hear_delivered(), (Names{"news 1", "news 2"}));
  for (int i = 0; i < 3; ++i) say(Have{ours_, {}, UINT64_MAX / 3});
  EXPECT_EQ(hear_delivered(), (Names{"news 3", "news 4"}));
}

// A feed of a sibling's book, whose name the city may have heard.
TEST_F(SessionTest, PushesNothingOfABookThatThePeerHasNoPartInWhateverItRefuses) {
  open("64", "64.72", LinkId::Side::accepted, {});
  const FeedId other = feed(Book::of(area("64.71")));
  append(other, 3);
  greet();
  lacks_all();
  hear();
  say(refused(other, 2, v1::REFUSAL_REASON_GAP));
  EXPECT_TRUE(hear_delivered().empty());
  // Nor is it told how far the feed has come.
  Absorbed gap = outcome(Verdict::gap);
  gap.header->feed = other;
  session_->took(Deliver{ours_, *ledger_->batch(other, 1), {}}, gap, now_);
  for (const Have& have : only<Have>(hear())) EXPECT_TRUE(have.heads.empty());
}

}  // namespace
}  // namespace jenjang
