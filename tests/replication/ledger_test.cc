#include "replication/ledger.h"

#include <gtest/gtest.h>

#include <functional>

#include "replication/quota.h"
#include "schema/hash.h"
#include "tests/replication/carried.h"
#include "tests/replication/sealer.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

// The ledger of the province, which holds two batches of news from the city.
class LedgerTest : public testing::Test {
 protected:
  LedgerTest() : ledger_(store_, directory_, area("64")) {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
    EXPECT_EQ(take(city_.next({"one"})).verdict, Verdict::stored);
    EXPECT_EQ(take(city_.next({"two", "three"})).verdict, Verdict::stored);
  }

  const TestNode& node(const string& name) const { return federation_.node(name); }
  FeedId feed(const string& book, const string& writer) const {
    return {Book::of(area(book)), node(writer).keys.id, {3}};
  }
  Sealer sealer(const string& book, const string& writer) const {
    return {feed(book, writer), node(writer).keys};
  }
  // One turn of one batch.
  Absorbed take(const SealedBatch& batch, const string& pack = "") {
    Writes writes;
    Absorbed out = ledger_.absorb(batch, pack, writes);
    EXPECT_EQ(writes.empty(), out.verdict != Verdict::stored);
    EXPECT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_.committed();
    return out;
  }
  StoredBatch append(const FeedId& at, const string& body, WallTime now = kNoon) {
    Writes writes;
    StoredBatch out =
        ledger_.append({at, {{body, std::nullopt}}, ""}, node("64").keys, now, writes);
    EXPECT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_.committed();
    return out;
  }
  void fork_at(const FeedId& at, std::uint64_t number, const NodeSignKeys& keys) {
    const SealSpot spot{at, number, number == 1 ? HeaderHash() : city_.head().hash, kNoon};
    const auto left = seal(spot, {{"left", std::nullopt}}, keys).header;
    const auto right = seal(spot, {{"right", std::nullopt}}, keys).header;
    directory_.add(wrap_fork({left, right}), {});
  }
  vector<string> heads(const vector<FeedHead>& vector_of) const {
    vector<string> out;
    for (const FeedHead& head : vector_of) {
      out.push_back(head.feed.book.to_string() + " " + federation_.name_of(head.feed.writer) + " " +
                    std::to_string(head.number));
    }
    return out;
  }

  const TestFederation federation_{{"0", "64", "64.72", "64.72b", "11"}};
  Directory directory_{TestFederation::root()};
  MemoryStore store_;
  Ledger ledger_;
  Sealer city_ = sealer("64.72", "64.72");
};

using Names = vector<string>;

TEST_F(LedgerTest, TakesTheNextBatchInWithAllItNeedsLater) {
  const Sealer before = city_;
  const SealedBatch batch = city_.next({"four", "five"});
  const Absorbed out = take(batch, "pack");
  EXPECT_EQ(out.verdict, Verdict::stored);
  EXPECT_EQ(out.why, "");
  ASSERT_TRUE(out.batch);
  EXPECT_EQ(out.batch->arrival, 2U);
  EXPECT_EQ(out.batch->items, (vector<BatchItem>{{"four", {}}, {"five", {}}}));
  EXPECT_EQ(out.batch->header.previous, before.head().hash);
  EXPECT_EQ(ledger_.batch(city_.feed(), 3), batch);
  EXPECT_EQ(ledger_.pack(city_.feed(), 3), "pack");
  EXPECT_EQ(ledger_.pack(city_.feed(), 2), "");
  const FeedState state = ledger_.at(city_.feed());
  EXPECT_EQ(state.number, 3U);
  EXPECT_EQ(state.head, city_.head().hash);
  EXPECT_EQ(state.events, 5U);
  EXPECT_EQ(ledger_.arrivals(), 3U);
}

struct Refusal {
  string name;
  Verdict verdict = Verdict::stored;
  // Given the fixture's city sealer, which has sealed two.
  std::function<SealedBatch(const TestFederation&, Sealer)> make;
};

SealedBatch flipped(SealedBatch batch, string SealedBatch::*part) {
  (batch.*part).back() = static_cast<char>((batch.*part).back() ^ 1);
  return batch;
}

SealedBatch unsigned_copy(SealedBatch batch) {
  batch.header.signature.bytes[7] ^= 1;
  return batch;
}

// The same feed from the first batch on, by the same writer, another history.
Sealer other_branch(const TestFederation& federation, const FeedId& feed) {
  Sealer out(feed, federation.node("64.72").keys);
  out.next({"one"});
  return out;
}

SealedBatch first_of(const TestFederation& federation, const string& book, const string& writer) {
  const TestNode node = TestFederation::make_node(writer);
  const FeedId feed{Book::of(area(book)), node.keys.id, {3}};
  (void)federation;
  return Sealer(feed, node.keys).next({"body"});
}

vector<Refusal> refusals() {
  using F = const TestFederation&;
  vector<Refusal> out;
  out.push_back({"Again", Verdict::duplicate, [](F f, const Sealer& city) {
                   return other_branch(f, city.feed()).next({"two", "three"});
                 }});
  out.push_back({"OneIsMissing", Verdict::gap, [](F, Sealer city) {
                   city.next({"three"});
                   return city.next({"four"});
                 }});
  out.push_back({"WriterIsAStranger", Verdict::unknown_writer,
                 [](F f, const Sealer&) { return first_of(f, "64", "64c"); }});
  out.push_back({"BookOfAnotherProvince", Verdict::not_held,
                 [](F f, const Sealer&) { return first_of(f, "11", "11"); }});
  out.push_back({"BookOfTheNation", Verdict::not_held,
                 [](F f, const Sealer&) { return first_of(f, "0", "0"); }});
  out.push_back({"WriterBelowTheBook", Verdict::not_held,
                 [](F f, const Sealer&) { return first_of(f, "64", "64.72"); }});
  out.push_back({"WriterBesideTheBook", Verdict::not_held,
                 [](F f, const Sealer&) { return first_of(f, "64.72", "11"); }});
  out.push_back({"HeaderIsNoHeader", Verdict::malformed, [](F, Sealer city) {
                   SealedBatch batch = city.next({"three"});
                   batch.header.bytes = "no header";
                   return batch;
                 }});
  out.push_back({"PayloadIsNotTheHeaders", Verdict::malformed, [](F, Sealer city) {
                   return flipped(city.next({"three"}), &SealedBatch::payload);
                 }});
  out.push_back({"SealedBeforeTheOneItFollows", Verdict::malformed,
                 [](F, Sealer city) { return city.next({"three"}, {kNoon.ms - 1}); }});
  out.push_back({"NextIsNotSigned", Verdict::bad_signature,
                 [](F, Sealer city) { return unsigned_copy(city.next({"three"})); }});
  out.push_back(
      {"OtherOfAHeldNumberIsNotSigned", Verdict::bad_signature, [](F f, const Sealer& city) {
         return unsigned_copy(other_branch(f, city.feed()).next({"other"}));
       }});
  out.push_back({"OtherOfAHeldNumber", Verdict::fork, [](F f, const Sealer& city) {
                   return other_branch(f, city.feed()).next({"other"});
                 }});
  out.push_back(
      {"FollowsAnotherHistoryAndIsNotSigned", Verdict::bad_signature, [](F f, const Sealer& city) {
         Sealer other = other_branch(f, city.feed());
         other.next({"other"});
         return unsigned_copy(other.next({"three"}));
       }});
  out.push_back({"FollowsAnotherHistory", Verdict::fork, [](F f, const Sealer& city) {
                   Sealer other = other_branch(f, city.feed());
                   other.next({"other"});
                   return other.next({"three"});
                 }});
  return out;
}

TEST_F(LedgerTest, RefusesWhatDoesNotBelongAndSaysWhy) {
  for (const Refusal& row : refusals()) {
    const Absorbed out = take(row.make(federation_, city_));
    EXPECT_EQ(verdict_name(out.verdict), verdict_name(row.verdict)) << row.name;
    EXPECT_NE(out.why, "") << row.name;
    EXPECT_FALSE(out.batch) << row.name;
  }
  EXPECT_EQ(ledger_.arrivals(), 2U);
  EXPECT_EQ(ledger_.books().at(city_.feed().book).feeds.size(), 1U);
}

TEST_F(LedgerTest, ABatchWithATooLargePackIsRefused) {
  const Absorbed out = take(city_.next({"three"}), string(kBatchWireBytesMax, 'x'));
  EXPECT_EQ(out.verdict, Verdict::malformed);
  EXPECT_NE(out.why.find("limit is 1048576"), string::npos);
}

TEST_F(LedgerTest, AForkIsProvedByBothHeaders) {
  const Absorbed out = take(other_branch(federation_, city_.feed()).next({"other"}));
  ASSERT_TRUE(out.proof);
  EXPECT_TRUE(proves_fork(*out.proof));
}

TEST_F(LedgerTest, NothingIsTakenPastACut) {
  directory_.add(federation_.revocation("64.72", {lone_cut(city_.feed(), 3, city_.head().hash)}),
                 {});
  EXPECT_EQ(take(city_.next({"three"})).verdict, Verdict::stored);
  const Absorbed out = take(city_.next({"four"}));
  EXPECT_EQ(out.verdict, Verdict::closed);
  EXPECT_NE(out.why.find("closed after 3"), string::npos);
}

// A revocation that would stand is noted from behind a cut, unless the batch unpacks to many times
// its size, or its writer is barred.
TEST_F(LedgerTest, ARefusedBatchIsNotOpenedAtAnyCost) {
  const TestNode& city = node("64.72");
  const TestNode& other = node("64");
  directory_.add(federation_.revocation("64.72", {}), {});
  const auto noted = [&](std::uint64_t incarnation, std::uint64_t serial, std::size_t padding) {
    Sealer feed({Book::directory(), city.keys.id, {incarnation}, v1::LANE_CONTROL}, city.keys);
    vector<string> bodies{federation_.revocation("64", {}, serial).bytes};
    if (padding > 0) bodies.emplace_back(padding, 'x');
    EXPECT_EQ(take(feed.next(bodies)).verdict, Verdict::closed);
    return ledger_.take_learned().size();
  };
  EXPECT_EQ(noted(1, 1, 0), 1U);
  EXPECT_EQ(noted(2, 2, 500'000), 0U);
  for (std::size_t i = 1; i <= kForksMax + 1; ++i) directory_.add(fork_entry(city, i), {});
  ASSERT_TRUE(directory_.barred(city.keys.id));
  EXPECT_EQ(noted(3, 3, 0), 0U);
  EXPECT_TRUE(directory_.active(other.keys.id));
}

TEST_F(LedgerTest, ATurnTakesAFeedsBatchesOneAfterAnother) {
  Writes writes;
  const SealedBatch three = city_.next({"three"});
  EXPECT_EQ(ledger_.absorb(three, "", writes).verdict, Verdict::stored);
  EXPECT_EQ(ledger_.absorb(three, "", writes).verdict, Verdict::duplicate);
  EXPECT_EQ(ledger_.absorb(city_.next({"four"}), "", writes).verdict, Verdict::stored);
  EXPECT_EQ(ledger_.at(city_.feed()).number, 4U);
}

TEST_F(LedgerTest, ANodesFirstDirectoryBatchBringsItsOwnEnrolment) {
  const TestNode fresh = TestFederation::make_node("64.74");
  Sealer feed({Book::directory(), fresh.keys.id, {3}, v1::LANE_CONTROL}, fresh.keys);
  const SignKeys above = TestFederation::authority(area("64"));
  const SealedBatch batch = feed.next({TestFederation::enrol(fresh, above).bytes});
  EXPECT_EQ(take(unsigned_copy(batch)).verdict, Verdict::unknown_writer);
  EXPECT_EQ(take(batch).verdict, Verdict::stored);
  EXPECT_TRUE(directory_.active(fresh.keys.id));
}

// As a province writes them, which has enrolled its regencies before it speaks with anybody.
TEST_F(LedgerTest, AnEnrolmentIsFoundBehindManyAuthorities) {
  const TestNode fresh = TestFederation::make_node("64.74");
  const SignKeys above = TestFederation::authority(area("64"));
  vector<string> bodies;
  for (int code = 11; code < 71; ++code) {
    const Area below = area("64." + std::to_string(code));
    const AuthorityKey key = TestFederation::authority(below).authority();
    bodies.push_back(sign_entry(AreaAuthority{below, key}, above).bytes);
  }
  bodies.push_back(TestFederation::enrol(fresh, above).bytes);
  Sealer feed({Book::directory(), fresh.keys.id, {3}, v1::LANE_CONTROL}, fresh.keys);
  EXPECT_EQ(take(feed.next(bodies)).verdict, Verdict::stored);
  EXPECT_TRUE(directory_.active(fresh.keys.id));
}

TEST_F(LedgerTest, OfAStrangersBatchNothingElseIsLearnt) {
  const TestNode stranger = TestFederation::make_node("64.74");
  const TestNode other = TestFederation::make_node("64.75");
  const SealSpot spot{feed("64.72", "64.72"), 1, {}, kNoon};
  const NodeSignKeys& city = node("64.72").keys;
  const vector<SignedEntry> said = {
      TestFederation::enrol(other, TestFederation::authority(area("64"))),
      wrap_fork({seal(spot, {{"left", std::nullopt}}, city).header,
                 seal(spot, {{"right", std::nullopt}}, city).header}),
      federation_.revocation("64.72", {}),
      sign_entry(CategoryList{1, {{4, "Roads", 0, true}}}, stranger.keys)};
  vector<string> bodies;
  for (const SignedEntry& one : said) bodies.push_back(one.bytes);
  Sealer feed({Book::directory(), stranger.keys.id, {3}, v1::LANE_CONTROL}, stranger.keys);
  const std::uint64_t before = directory_.version();
  EXPECT_EQ(take(feed.next(bodies)).verdict, Verdict::unknown_writer);
  EXPECT_EQ(directory_.version(), before);
  for (const SignedEntry& one : said) EXPECT_FALSE(directory_.has(one.id()));
}

TEST_F(LedgerTest, AnEntryThatDoesNotDecodeStopsNoBatch) {
  Sealer feed({Book::directory(), node("0").keys.id, {3}, v1::LANE_CONTROL}, node("0").keys);
  const SignedEntry roads = sign_entry(CategoryList{1, {{4, "Roads", 0, true}}}, node("0").keys);
  EXPECT_EQ(take(feed.next({"of a newer schema", roads.bytes})).verdict, Verdict::stored);
  EXPECT_EQ(directory_.category(4)->name, "Roads");
}

TEST_F(LedgerTest, EveryPackPassesTheFilters) {
  ledger_.set_packs([](std::string_view frame) { return "kept of " + string(frame); },
                    [](std::string_view frame) { return "sent of " + string(frame); },
                    [](const BatchPlace&) { return string("made anew"); });
  const Absorbed out = take(city_.next({"three"}), "pack");
  EXPECT_EQ(out.batch->pack, "kept of pack");
  EXPECT_EQ(ledger_.pack(city_.feed(), 3), "sent of kept of pack");
  take(city_.next({"four"}));
  EXPECT_EQ(ledger_.pack(city_.feed(), 4), "");
}

TEST_F(LedgerTest, SealsDenseNumbersInOneChain) {
  const FeedId own = feed("64", "64");
  const StoredBatch first = append(own, "a");
  const StoredBatch second = append(own, "b");
  EXPECT_EQ(first.header.number, 1U);
  EXPECT_TRUE(first.header.previous.zero());
  EXPECT_EQ(second.header.number, 2U);
  EXPECT_EQ(second.header.previous, header_hash(ledger_.batch(own, 1)->header.bytes));
  EXPECT_EQ(second.arrival, first.arrival + 1);
  // Feeds are numbered apart.
  EXPECT_EQ(append(feed("64.72", "64"), "c").header.number, 1U);
}

TEST_F(LedgerTest, SealingTimesNeverGoBack) {
  const FeedId own = feed("64", "64");
  append(own, "a", {kNoon.ms + 10});
  EXPECT_EQ(append(own, "b", kNoon).header.sealed.ms, kNoon.ms + 10);
  EXPECT_EQ(append(own, "c", {kNoon.ms + 20}).header.sealed.ms, kNoon.ms + 20);
}

TEST_F(LedgerTest, AnotherLedgerTakesInWhatThisOneSealed) {
  append(feed("64", "64"), "a");
  append(feed("64", "64"), "b");
  MemoryStore store;
  Ledger nation(store, directory_, Area::nation());
  Writes writes;
  for (const std::uint64_t number : {1U, 2U}) {
    const auto batch = ledger_.batch(feed("64", "64"), number);
    EXPECT_EQ(nation.absorb(*batch, "", writes).verdict, Verdict::stored);
  }
  EXPECT_EQ(nation.standing(feed("64", "64")), ledger_.standing(feed("64", "64")));
}

TEST_F(LedgerTest, LoadsBackWhatWasCommitted) {
  append(feed("64", "64"), "a");
  Sealer entries({Book::directory(), node("0").keys.id, {3}, v1::LANE_CONTROL}, node("0").keys);
  take(entries.next({sign_entry(CategoryList{1, {{4, "Roads", 0, true}}}, node("0").keys).bytes}));
  Directory directory(TestFederation::root());
  for (const SignedEntry& entry : federation_.invitation().entries) directory.add(entry, {});
  Ledger again(store_, directory, area("64"));
  ASSERT_TRUE(again.load().ok());
  EXPECT_EQ(again.arrivals(), ledger_.arrivals());
  EXPECT_EQ(again.vector_of_books(Area::nation()), ledger_.vector_of_books(Area::nation()));
  EXPECT_EQ(again.vector_of_directory(), ledger_.vector_of_directory());
  EXPECT_EQ(again.at(city_.feed()).events, 3U);
  EXPECT_EQ(again.at(city_.feed()).bytes, ledger_.at(city_.feed()).bytes);
  EXPECT_EQ(directory.category(4)->name, "Roads");
  // And goes on from there.
  Writes writes;
  EXPECT_EQ(again.absorb(city_.next({"three"}), "", writes).verdict, Verdict::stored);
}

TEST_F(LedgerTest, AForgedEntryStaysParkedThroughARestart) {
  Sealer entries({Book::directory(), node("0").keys.id, {3}, v1::LANE_CONTROL}, node("0").keys);
  const SignedEntry mine = sign_entry(CategoryList{1, {{4, "Roads", 0, true}}}, node("0").keys);
  const SignedEntry other = sign_entry(CategoryList{1, {{5, "Roads", 0, true}}}, node("0").keys);
  // The signature of another entry: it decodes, and does not hold.
  v1::SignedEntry forged;
  v1::SignedEntry donor;
  ASSERT_TRUE(forged.ParseFromString(other.bytes));
  ASSERT_TRUE(donor.ParseFromString(mine.bytes));
  forged.set_signature(donor.signature());
  const string bytes = forged.SerializeAsString();
  take(entries.next({mine.bytes, "of a newer schema", bytes}));
  EXPECT_EQ(directory_.category(5), nullptr);
  // An entry that a newer build may read is tried again, a forged one is not.
  const auto parked = [&](const string& body) {
    return store_.get(Family::meta, "parked/" + string(entry_id(body).view()));
  };
  EXPECT_EQ(parked("of a newer schema"), "");
  EXPECT_EQ(parked(bytes), "unsigned");
  Directory directory(TestFederation::root());
  for (const SignedEntry& entry : federation_.invitation().entries) directory.add(entry, {});
  Ledger again(store_, directory, area("64"));
  ASSERT_TRUE(again.load().ok());
  EXPECT_NE(directory.category(4), nullptr);
  EXPECT_EQ(directory.category(5), nullptr);
}

TEST_F(LedgerTest, AStoreThatDoesNotDecodeIsCorrupt) {
  const MemoryView good = store_.contents();
  const FeedId entries{Book::directory(), node("0").keys.id, {3}, v1::LANE_CONTROL};
  const vector<std::pair<Family, string>> spoiled = {{Family::feeds, feed_key(city_.feed())},
                                                     {Family::batches, batch_key(entries, 1)}};
  for (const auto& [family, key] : spoiled) {
    store_.restore(good);
    Writes writes;
    writes.put(family, key, "\xff spoiled");
    ASSERT_TRUE(store_.commit(writes, Durability::synced).ok());
    Ledger again(store_, directory_, area("64"));
    const Result<void> loaded = again.load();
    ASSERT_FALSE(loaded.ok()) << family_name(family);
    EXPECT_EQ(loaded.error().code, Code::corrupt);
  }
}

TEST_F(LedgerTest, ALinkSharesTheBooksThatBothEndsHold) {
  append(feed("64", "64"), "a");
  append(feed("64.72", "64"), "b");
  EXPECT_EQ(heads(ledger_.vector_of_books(Area::nation())),
            (Names{"64 64 1", "64.72 64 1", "64.72 64.72 2"}));
  EXPECT_EQ(heads(ledger_.vector_of_books(area("64.72"))), (Names{"64.72 64 1", "64.72 64.72 2"}));
  EXPECT_EQ(heads(ledger_.vector_of_books(area("64.74"))), Names{});
  EXPECT_EQ(heads(ledger_.vector_of_directory()), Names{});
}

TEST_F(LedgerTest, AVectorShowsAFeedUpToItsCut) {
  directory_.add(federation_.revocation("64.72", {lone_cut(city_.feed(), 1, {})}), {});
  const FeedHead head = ledger_.standing(city_.feed());
  EXPECT_EQ(head.number, 1U);
  EXPECT_EQ(head.hash, header_hash(ledger_.batch(city_.feed(), 1)->header.bytes));
  EXPECT_EQ(heads(ledger_.vector_of_books(Area::nation())), Names{"64.72 64.72 1"});
}

TEST_F(LedgerTest, AFeedThatIsCutWholeLeavesTheVector) {
  fork_at(city_.feed(), 1, node("64.72").keys);
  EXPECT_EQ(ledger_.standing(city_.feed()), (FeedHead{city_.feed(), 0, {}}));
  EXPECT_EQ(heads(ledger_.vector_of_books(Area::nation())), Names{});
}

TEST_F(LedgerTest, ACutInTheMiddleOfWhatThisTurnTookInStands) {
  Writes writes;
  ledger_.absorb(city_.next({"three"}), "", writes);
  const FeedHead third = city_.head();
  ledger_.absorb(city_.next({"four"}), "", writes);
  directory_.add(federation_.revocation("64.72", {lone_cut(city_.feed(), 3, {})}), {});
  EXPECT_EQ(ledger_.standing(city_.feed()), third);
}

TEST_F(LedgerTest, EqualVectorsHaveEqualDigests) {
  const vector<FeedHead> vector_of = ledger_.vector_of_books(Area::nation());
  vector<FeedHead> other = vector_of;
  EXPECT_EQ(digest_of(vector_of), digest_of(other));
  other[0].number = 3;
  EXPECT_NE(digest_of(vector_of), digest_of(other));
  other = vector_of;
  other[0].hash = {};
  EXPECT_NE(digest_of(vector_of), digest_of(other));
}

}  // namespace
}  // namespace jenjang
