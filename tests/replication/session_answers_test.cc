#include "tests/replication/session_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;
using Names = vector<string>;

struct Answer {
  Verdict verdict;
  RefusalReason reason;  // Unspecified: acknowledged.
};

TEST_F(SessionTest, EveryDeliverIsAcknowledgedOrRefusedWithItsCredit) {
  const vector<Answer> rows = {{Verdict::stored, v1::REFUSAL_REASON_UNSPECIFIED},
                               {Verdict::duplicate, v1::REFUSAL_REASON_UNSPECIFIED},
                               {Verdict::gap, v1::REFUSAL_REASON_GAP},
                               {Verdict::unknown_writer, v1::REFUSAL_REASON_UNKNOWN_WRITER},
                               {Verdict::not_held, v1::REFUSAL_REASON_NOT_HELD},
                               {Verdict::malformed, v1::REFUSAL_REASON_MALFORMED},
                               {Verdict::bad_signature, v1::REFUSAL_REASON_BAD_SIGNATURE},
                               {Verdict::fork, v1::REFUSAL_REASON_FORK},
                               {Verdict::closed, v1::REFUSAL_REASON_CLOSED}};
  for (const Answer& row : rows) {
    province();
    greet();
    Deliver deliver;
    deliver.contact = ours_;
    deliver.pack = string(100, 'x');
    session_->took(deliver, outcome(row.verdict), now_);
    const vector<LinkMessage> said = hear();
    const vector<Have> haves = only<Have>(said);
    ASSERT_EQ(haves.size(), 1U);
    EXPECT_EQ(haves[0].credit_bytes, deliver.bytes());
    const vector<Refused> refusals = only<Refused>(said);
    const bool refused = row.reason != v1::REFUSAL_REASON_UNSPECIFIED;
    ASSERT_EQ(refusals.size(), refused ? 1U : 0U) << verdict_name(row.verdict);
    if (!refused) continue;
    EXPECT_EQ(refusals[0].reason, row.reason) << verdict_name(row.verdict);
  }
}

TEST_F(SessionTest, ADeliverWithoutAHeaderGivesItsCreditBack) {
  province();
  greet();
  Deliver deliver;
  deliver.contact = ours_;
  deliver.pack = string(100, 'x');
  session_->took(deliver, Absorbed{}, now_);
  const vector<Have> haves = only<Have>(hear());
  ASSERT_EQ(haves.size(), 1U);
  EXPECT_EQ(haves[0].credit_bytes, deliver.bytes());
  EXPECT_EQ(session_->counts().refused, 1U);
}

TEST_F(SessionTest, AfterAnEnrolmentTheBooksAreShownUnasked) {
  province();
  greet();
  session_->directory_grew();
  EXPECT_EQ(hear_names(), Names{});
  Deliver deliver;
  deliver.contact = ours_;
  session_->took(deliver, outcome(Verdict::unknown_writer), now_);
  hear();
  session_->directory_grew();
  const vector<VectorPart> shown = only<VectorPart>(hear());
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_FALSE(shown[0].directory);
}

SignedHeads signed_heads(const Heads& heads, const SignKeys& keys, ContactId contact) {
  SignedHeads out;
  out.contact = contact;
  out.bytes = encode_heads(heads);
  out.signature = sign(Domain::heads, out.bytes, keys.secret);
  return out;
}

TEST_F(SessionTest, SignedHeadsAreCountersignedAndTellTheLag) {
  province();
  greet();
  const FeedId theirs{Book::of(area("64.72")), peer_->keys.id, {9}, v1::LANE_NEWS};
  Heads heads;
  heads.node = peer_->keys.id;
  heads.wall = kNoon;
  heads.own = {{{theirs, 4, {}}, 40, 4000}};
  const SignedHeads message = signed_heads(heads, peer_->keys, ours_);
  say(message);
  const vector<SignedWitness> answers = only<SignedWitness>(hear());
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_TRUE(verify(Domain::witness, answers[0].bytes, answers[0].signature, self_->keys.key));
  EXPECT_EQ(decode_witness(answers[0].bytes)->heads, heads_digest(message.bytes));
  EXPECT_EQ(session_->to_receive().events, 40U);
  EXPECT_EQ(session_->to_receive().bytes, 4000U);
}

TEST_F(SessionTest, HeadsOfAnotherNodeAreNotCountersigned) {
  province();
  greet();
  Heads heads;
  heads.node = peer_->keys.id;
  say(signed_heads(heads, federation_.node("64.72b").keys, ours_));
  heads.node = federation_.node("64.72b").keys.id;
  say(signed_heads(heads, peer_->keys, ours_));
  EXPECT_TRUE(only<SignedWitness>(hear()).empty());
}

TEST_F(SessionTest, HeadsThatNameFeedsOfOthersAreNotHeard) {
  province();
  greet();
  const FeedId own{Book::of(area("64.72")), peer_->keys.id, {9}, v1::LANE_NEWS};
  FeedId others = own;
  others.writer = federation_.node("64.72b").keys.id;
  for (const FeedId& at : {own, others}) {
    Heads heads;
    heads.node = peer_->keys.id;
    heads.below = digest_of({{at, 4, {}}});
    SignedHeads message = signed_heads(heads, peer_->keys, ours_);
    message.below = {{{at, 4, {}}, 40, 4000}};
    say(message);
    EXPECT_EQ(session_->take_heads().has_value(), at == own);
  }
}

TEST_F(SessionTest, ThePeersCountersignatureIsKeptIfItIsThePeers) {
  city();
  greet();
  for (const string name : {"64b", "64"}) {
    const NodeSignKeys& keys = federation_.node(name).keys;
    SignedWitness witness;
    witness.contact = ours_;
    witness.bytes = encode_witness({{}, keys.id, kNoon});
    witness.signature = sign(Domain::witness, witness.bytes, keys.secret);
    EXPECT_EQ(session_->witnessed(), std::nullopt);
    say(witness);
  }
  EXPECT_EQ(session_->witnessed(), kNoon);
}

TEST_F(SessionTest, HeadsAreSignedAnewWhenTheBooksHaveChanged) {
  city();
  greet();
  say(summary(true, true));
  EXPECT_EQ(hear_names(), Names{});
  append(news());
  after_ms(1000);
  const vector<SignedHeads> heads = only<SignedHeads>(hear());
  ASSERT_EQ(heads.size(), 1U);
  const Heads said = decode_heads(heads[0].bytes).value();
  EXPECT_EQ(said.events, 1U);
  ASSERT_EQ(said.own.size(), 1U);
  EXPECT_EQ(said.own[0].head.number, 1U);
}

TEST_F(SessionTest, APackIsGivenAgain) {
  city();
  append(news(), "the pack");
  append(news());
  greet();
  for (const std::uint64_t number : {1U, 2U, 3U}) {
    session_->answer_pack(WantPack{ours_, news(), number});
  }
  session_->answer_pack(WantPack{{ours_.value ^ 1}, news(), 1});
  const vector<PackAgain> given = only<PackAgain>(hear());
  ASSERT_EQ(given.size(), 1U);
  EXPECT_EQ(given[0].number, 1U);
  EXPECT_EQ(given[0].pack, "the pack");
}

TEST_F(SessionTest, PacksAreGivenWithinTheWindowAndGoOnAsItIsGivenBack) {
  city();
  const string pack(1000, 'p');
  append(news(), pack);
  greet(2500);
  for (int i = 0; i < 100; ++i) session_->answer_pack(WantPack{ours_, news(), 1});
  EXPECT_EQ(only<PackAgain>(hear()).size(), 3U);
  EXPECT_GT(session_->wake_at(), now_);
  say(Have{ours_, {}, 2 * pack.size()});
  EXPECT_EQ(session_->wake_at(), Instant{0});
  EXPECT_EQ(only<PackAgain>(hear()).size(), 2U);
}

TEST_F(SessionTest, APackThatCameAgainGivesItsBytesBackInItsContactOnly) {
  province();
  greet();
  EXPECT_TRUE(session_->took(PackAgain{ours_, news(), 1, string(100, 'p')}));
  EXPECT_FALSE(session_->took(PackAgain{{ours_.value ^ 1}, news(), 1, string(100, 'p')}));
  const vector<Have> haves = only<Have>(hear());
  ASSERT_EQ(haves.size(), 1U);
  EXPECT_EQ(haves[0].credit_bytes, 100U);
}

TEST_F(SessionTest, APackOfABookThatIsNotSharedIsNeitherGivenNorAsked) {
  province();
  append(feed(Book::of(area("64"))), "the province's own");
  greet();
  const FeedId own = feed(Book::of(area("64")));
  session_->answer_pack(WantPack{ours_, own, 1});
  session_->want_pack({own, 1});
  EXPECT_EQ(hear_names(), Names{});
  session_->want_pack({feed(Book::of(area("64.72"))), 1});
  EXPECT_EQ(hear_names(), Names{"WantPack"});
}

TEST_F(SessionTest, APeerCannotInventFeedsWithoutEnd) {
  city();
  greet();
  lacks_all();
  hear();
  Have have{ours_, {}, 0};
  FeedId feed = news();
  for (std::size_t i = 0; i < kFeedsOfAPeerMax + 10; ++i) {
    feed.incarnation.value = i + 1;
    have.heads.push_back({{feed, 1, {}}, 1, 1});
  }
  say(have);
  EXPECT_TRUE(session_->peer_has(have.heads.front().head.feed, 1));
  EXPECT_FALSE(session_->peer_has(feed, 1));
  // It lags behind in what it made up; the lag is bounded with it.
  EXPECT_EQ(session_->to_receive().events, kFeedsOfAPeerMax);
}

TEST_F(SessionTest, WhatThePeerSaysOfOtherBooksIsNotHeard) {
  province();
  greet();
  say(Have{ours_, {{{feed(Book::of(area("64"))), 9, {}}, 90, 900}}, 0});
  EXPECT_EQ(session_->to_receive().events, 0U);
}

}  // namespace
}  // namespace jenjang
