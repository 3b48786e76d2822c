#include "tests/replication/session_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;
using Names = vector<string>;

TEST_F(SessionTest, WhoDialledSpeaksFirstUntilItIsHeard) {
  city();
  EXPECT_EQ(hear_names(), Names{"Hello"});
  EXPECT_EQ(hear_names(), Names{});
  EXPECT_EQ(session_->wake_at(), now_ + 300 * kMillisecondUs);
  after_ms(300);
  EXPECT_EQ(hear_names(), Names{"Hello"});
  say(hello(ours_));
  EXPECT_TRUE(session_->open());
  EXPECT_EQ(hear_names(), (Names{"Hello", "Summary", "SignedHeads"}));
}

TEST_F(SessionTest, WhoAcceptedIsSilentUntilItHears) {
  province();
  after_ms(5000);
  EXPECT_EQ(hear_names(), Names{});
  EXPECT_EQ(session_->wake_at(), Instant{INT64_MAX});
  say(hello({}));
  EXPECT_FALSE(session_->open());
  EXPECT_EQ(hear_names(), Names{"Hello"});
  say(hello(ours_));
  EXPECT_TRUE(session_->open());
  EXPECT_FALSE(session_->take_redial());
}

// The peer's contact may be with another life of ours, and it has nothing to say for a minute.
TEST_F(SessionTest, WhoAcceptedGreetsEachConnectionThatIsMade) {
  province();
  session_->connected(now_);
  EXPECT_EQ(hear_names(), Names{"Hello"});
  greet();
  session_->connected(now_);
  EXPECT_EQ(hear_names(), Names{"Hello"});
  EXPECT_TRUE(session_->open());
}

TEST_F(SessionTest, AHelloOfAnotherVersionOrNodeOpensNothing) {
  city();
  hear();
  Hello other = hello(ours_);
  other.version = kLinkVersion + 1;
  say(other);
  other = hello(ours_);
  other.node = federation_.node("64b").keys.id;
  say(other);
  other = hello(ours_);
  other.contact = {};
  say(other);
  EXPECT_FALSE(session_->open());
}

TEST_F(SessionTest, EqualSummariesAreSilentUntilTheHeartbeat) {
  city();
  append(news());
  greet();
  say(summary(true, true));
  EXPECT_EQ(hear_names(), Names{});
  EXPECT_TRUE(session_->equal());
  EXPECT_EQ(session_->proved_at(), now_);
  EXPECT_TRUE(session_->peer_has(news(), 1));
  EXPECT_EQ(session_->to_send().events, 0U);
  const std::int64_t heartbeat_ms = SessionProfile().summary_idle_us / kMillisecondUs;
  EXPECT_EQ(session_->wake_at(), now_ + heartbeat_ms * kMillisecondUs);
  after_ms(heartbeat_ms - 1);
  EXPECT_EQ(hear_names(), Names{});
  after_ms(1);
  EXPECT_EQ(hear_names(), Names{"Summary"});
}

TEST_F(SessionTest, ASummaryIsAnswered) {
  city();
  greet();
  say(summary(true, true));
  hear();
  Summary theirs = summary(true, true);
  theirs.reply = false;
  say(theirs);
  const vector<Summary> answers = only<Summary>(hear());
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_TRUE(answers[0].reply);
}

TEST_F(SessionTest, TheDirectoryIsComparedBeforeTheBooks) {
  city();
  append(news());
  greet();
  say(summary(false, false));
  vector<VectorPart> vectors = only<VectorPart>(hear());
  ASSERT_EQ(vectors.size(), 1U);
  EXPECT_TRUE(vectors[0].directory);
  say(summary(true, false));
  vectors = only<VectorPart>(hear());
  ASSERT_EQ(vectors.size(), 1U);
  EXPECT_FALSE(vectors[0].directory);
  ASSERT_EQ(vectors[0].heads.size(), 1U);
  EXPECT_EQ(vectors[0].heads[0].head.feed, news());
  EXPECT_EQ(vectors[0].heads[0].events, 1U);
}

TEST_F(SessionTest, AVectorIsAnsweredWithOursOnce) {
  city();
  append(news());
  greet();
  say(vector_of(false, {head(news(), 1)}));
  const vector<VectorPart> answers = only<VectorPart>(hear());
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].round, 501U);
  EXPECT_TRUE(answers[0].answer);
  // The answer to a vector of ours is not answered again.
  say(summary(true, false));
  const vector<VectorPart> asked = only<VectorPart>(hear());
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_FALSE(asked[0].answer);
  VectorPart answer = vector_of(false, {});
  answer.round = asked[0].round;
  answer.answer = true;
  say(answer);
  EXPECT_TRUE(only<VectorPart>(hear()).empty());
}

// Two ends that each take the other's answer for a question would answer each other for ever: also
// where more questions are under way than either end remembers.
TEST_F(SessionTest, AnAnswerIsNeverAnsweredWhateverItsRound) {
  city();
  append(news());
  greet();
  hear();
  for (std::uint64_t round = 1; round <= 40; ++round) {
    VectorPart answer = vector_of(false, {});
    answer.round = round;
    answer.answer = true;
    say(answer);
    EXPECT_TRUE(only<VectorPart>(hear()).empty());
  }
}

// An answer may take longer than the next change.
TEST_F(SessionTest, OneVectorAtATimeWaitsForItsAnswer) {
  city();
  append(news());
  greet();
  say(summary(true, false));
  const vector<VectorPart> asked = only<VectorPart>(hear());
  ASSERT_EQ(asked.size(), 1U);
  say(summary(true, false));
  EXPECT_TRUE(only<VectorPart>(hear()).empty());
  VectorPart answer = vector_of(false, {head(news(), 1)});
  answer.answer = true;
  say(answer);
  EXPECT_TRUE(only<VectorPart>(hear()).empty());
  say(summary(true, false));
  EXPECT_EQ(only<VectorPart>(hear()).size(), 1U);
  // One that never comes keeps nobody waiting for ever.
  after_ms(1001);
  say(summary(true, false));
  EXPECT_EQ(only<VectorPart>(hear()).size(), 1U);
}

TEST_F(SessionTest, AVectorInPartsIsAdoptedWhenItIsWhole) {
  city();
  append(news(), 2);
  greet();
  say(vector_of(true, {}));
  VectorPart part = vector_of(false, {});
  part.parts = 2;
  say(part);
  EXPECT_EQ(hear_delivered(), Names{});
  part.part = 1;
  part.heads = {head(news(), 1)};
  say(part);
  EXPECT_EQ(hear_delivered(), Names{"news 2"});
}

TEST_F(SessionTest, AMessageOfAnEarlierContactIsDroppedAndAnsweredByHello) {
  city();
  append(news());
  greet();
  Have old = have(news(), 1);
  old.contact.value ^= 1;
  say(old);
  EXPECT_FALSE(session_->peer_has(news(), 1));
  EXPECT_EQ(hear_names(), Names{"Hello"});
  Deliver deliver;
  deliver.contact = old.contact;
  EXPECT_FALSE(session_->current(deliver));
  deliver.contact = ours_;
  EXPECT_TRUE(session_->current(deliver));
}

TEST_F(SessionTest, APeerThatStartsAnewIsMetAnew) {
  city();
  append(news());
  greet();
  lacks_all();
  hear();
  const ContactId before = ours_;
  Hello again = hello({});
  again.contact = {78};
  say(again);
  hear();
  EXPECT_NE(ours_, before);
  EXPECT_FALSE(session_->open());
  again.heard = ours_;
  say(again);
  EXPECT_TRUE(session_->open());
  // What it holds has to be heard anew.
  append(news());
  EXPECT_EQ(hear_delivered(), Names{});
}

struct Redial {
  string name;
  SessionProfile profile;
  vector<std::int64_t> after_ms;
};

TEST_F(SessionTest, ASilentLinkIsDialledAgainAtGrowingIntervals) {
  const vector<Redial> rows = {
      {"lan", SessionProfile::lan(), {1000, 2000, 4000, 8000, 16000, 16000}},
      {"vsat", SessionProfile::vsat(), {8000, 16000, 32000, 64000, 120000, 120000}}};
  for (const Redial& row : rows) {
    city(row.profile);
    hear();
    for (const std::int64_t ms : row.after_ms) {
      after_ms(ms - 1);
      hear();
      EXPECT_FALSE(session_->take_redial()) << row.name << " " << ms;
      after_ms(1);
      EXPECT_EQ(hear_names(), Names{"Hello"});
      EXPECT_TRUE(session_->take_redial()) << row.name << " " << ms;
      EXPECT_FALSE(session_->take_redial());
    }
  }
}

TEST_F(SessionTest, AHeartbeatThatIsNotAnsweredEndsTheContact) {
  city();
  greet();
  say(summary(true, true));
  hear();
  after_ms(60'000);
  EXPECT_EQ(hear_names(), Names{"Summary"});
  after_ms(1000);
  EXPECT_EQ(hear_names(), Names{"Hello"});
  EXPECT_TRUE(session_->take_redial());
}

TEST_F(SessionTest, AThinLinkComparesLessOften) {
  for (const bool thin : {false, true}) {
    city(thin ? SessionProfile::vsat() : SessionProfile::lan());
    const FeedId at = feed(Book::of(area("64.72")), thin ? v1::LANE_CONTROL : v1::LANE_NEWS);
    greet();
    say(summary(true, true));
    hear();
    append(at);
    hear();
    say(have(at, 1, 1 << 20));
    after_ms(9'999);
    EXPECT_EQ(only<Summary>(hear()).empty(), thin);
  }
}

}  // namespace
}  // namespace jenjang
