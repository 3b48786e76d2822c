// Contents that not everybody may read, and contents that nobody may read any more.
#include "tests/node/core_fixture.h"
#include "tests/replication/replica_peer.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

class CoreContentsTest : public CoreFixture {
 protected:
  Submit named(const string& addressee) const {
    Submit out = make_submit(addressee, "The lamp is broken.");
    out.anonymous = false;
    out.identity.emplace();
    out.identity->set_first_name("Contoh");
    out.identity->set_phone("0800000000");
    return out;
  }
  Submit secret(const string& addressee) const {
    Submit out = make_submit(addressee, "Somebody takes bribes.");
    out.secret = true;
    out.category = 31;
    out.place = area("64.72.01");
    return out;
  }
  OpenSealed to_open(const ReportId& report) {
    OpenSealed out;
    out.report = report;
    out.identity = true;
    out.coordinator = true;
    out.reason = "To call back.";
    return out;
  }
  // The number of openings of the report's sealed contents in its history.
  std::size_t openings(const string& name, const ReportId& report) {
    std::size_t out = 0;
    for (const KeptEvent& kept : node(name).report(report).events) {
      out += std::holds_alternative<SealedOpened>(kept.fold.event.payload);
    }
    return out;
  }
  Opened open(const string& name, const ReportId& report) {
    return done<Opened>(name, to_open(report));
  }
  bool keeps(const string& name, const string& words) { return node(name).keeps(words); }
  // Areas whose nodes have acknowledged an erasure of that report.
  vector<string> acknowledged(const string& name, const ReportId& report) {
    vector<string> out;
    for (const KeptEvent& kept : node(name).report(report).events) {
      const Event& event = kept.fold.event;
      if (std::holds_alternative<ErasureAcknowledged>(event.payload)) {
        out.push_back(event.area.to_string());
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  EventId erase_words(const string& name, const ReportId& report) {
    return act(name, report, Erase{{words_of(name, report)}, v1::ERASURE_REASON_REPORTER});
  }
};

TEST_F(CoreContentsTest, AnIdentityIsOpenedOnlyWithTheHandlingAreasKey) {
  start_chain();
  const ReportId report = done<SubmitDone>("64.72", named("64.72")).report;
  network_.run_for_ms(1000);
  for (const string name : {"64", "0"}) {
    EXPECT_TRUE(open(name, report).contents.empty()) << name;
    EXPECT_FALSE(keeps(name, "Contoh")) << name;
  }
  const Opened opened = open("64.72", report);
  ASSERT_EQ(opened.contents.size(), 1U);
  EXPECT_EQ(opened.contents[0].first.role, v1::CONTENT_ROLE_IDENTITY);
  EXPECT_EQ(opened.contents[0].second.identity().first_name(), "Contoh");
  EXPECT_EQ(openings("64.72", report), 1U);
  network_.run_for_ms(1000);
  EXPECT_EQ(openings("0", report), 1U);
}

TEST_F(CoreContentsTest, SealedContentsOfAnUnknownReportAreNotFound) {
  start("64.72");
  EXPECT_EQ(refused("64.72", to_open(ReportId{})), Code::not_found);
}

TEST_F(CoreContentsTest, AReplicaOpensWhatItsSiblingSealed) {
  start("64.72");
  start("64.72b", {"64.72"});
  network_.run_for_ms(3000);
  const ReportId report = done<SubmitDone>("64.72", named("64.72")).report;
  network_.run_for_ms(1000);
  EXPECT_EQ(open("64.72b", report).contents.size(), 1U);
}

TEST_F(CoreContentsTest, AForwardWrapsTheKeyForTheNewHolder) {
  start_chain();
  const ReportId report = done<SubmitDone>("64", named("64")).report;
  act("64", report, Forward{area("64.72"), 0});
  network_.run_for_ms(1000);
  EXPECT_EQ(open("64.72", report).contents.size(), 1U);
  EXPECT_EQ(open("64", report).contents.size(), 1U);
  EXPECT_TRUE(open("0", report).contents.empty());
}

TEST_F(CoreContentsTest, WhoCannotOpenASealedReportCannotMoveIt) {
  start_chain();
  start("64.74", {"64"});
  network_.run_for_ms(1000);
  const ReportId report = done<SubmitDone>("64.72", named("64.72")).report;
  network_.run_for_ms(1000);
  EXPECT_EQ(refused("64", make_act(report, Forward{area("64.74"), 0})), Code::conflict);
  act("64.72", report, Return{area("64.74"), 0});
  network_.run_for_ms(1000);
  act("64", report, Forward{area("64.74"), 0});
  network_.run_for_ms(15'000);
  EXPECT_EQ(open("64.74", report).contents.size(), 1U);
}

TEST_F(CoreContentsTest, OfASecretReportOnlyItsExistenceShows) {
  start_chain();
  const ReportId report = done<SubmitDone>("64.72", secret("64.72")).report;
  network_.run_for_ms(1000);
  for (const string name : {"64.72", "64", "0"}) {
    const v1::CaseState shown = state(name, report);
    EXPECT_TRUE(shown.secret());
    EXPECT_EQ(shown.category(), 0U);
    EXPECT_EQ(shown.place(), area("64.72").digits());
    EXPECT_FALSE(keeps(name, "bribes")) << name;
    EXPECT_EQ(text_of(name, words_of(name, report)), "sealed");
  }
  const Opened opened = open("64.72", report);
  ASSERT_EQ(opened.contents.size(), 2U);
  for (const auto& [ref, content] : opened.contents) {
    if (ref.role == v1::CONTENT_ROLE_DETAILS) {
      EXPECT_EQ(content.details().category(), 31U);
      EXPECT_EQ(content.details().place(), area("64.72.01").digits());
    } else {
      EXPECT_EQ(content.words().text(), "Somebody takes bribes.");
    }
  }
}

TEST_F(CoreContentsTest, AnswersToASecretReportAreSealedToo) {
  start_chain();
  const ReportId report = done<SubmitDone>("64.72", secret("64.72")).report;
  act("64.72", report, Close{v1::OUTCOME_ANSWERED}, "The clerk was dismissed.");
  network_.run_for_ms(1000);
  for (const string name : {"64.72", "64", "0"}) EXPECT_FALSE(keeps(name, "clerk")) << name;
  EXPECT_EQ(open("64.72", report).contents.size(), 3U);
}

TEST_F(CoreContentsTest, AnErasureReachesEveryHolderAndIsAcknowledged) {
  start_chain();
  const ReportId report = submit("64.72", "64.72", "My number is 0800000000.");
  network_.run_for_ms(1000);
  const ContentDigest words = words_of("64.72", report);
  for (const string name : {"64.72", "64", "0"}) {
    ASSERT_TRUE(keeps(name, "0800000000")) << name;
  }
  const EventId erasure = erase_words("64.72", report);
  network_.run_for_ms(10'000);
  for (const string name : {"64.72", "64", "0"}) {
    EXPECT_FALSE(keeps(name, "0800000000")) << name;
    EXPECT_EQ(text_of(name, words), "erased") << name;
    EXPECT_EQ(acknowledged(name, report), (vector<string>{"0", "64", "64.72"})) << name;
    EXPECT_EQ(std::get<Tombstone>(*node(name).content(words)).erasure, erasure);
    EXPECT_EQ(state_bytes(node(name).report(report).folded),
              state_bytes(node("0").report(report).folded));
  }
  // Chains and proofs still hold.
  EXPECT_TRUE(equal("64", "0"));
  EXPECT_TRUE(equal("64", "64.72"));
}

TEST_F(CoreContentsTest, WhatWasErasedDoesNotComeBackFromANodeThatHasNotHeard) {
  start_chain();
  start("64.72b", {"64"});
  network_.run_for_ms(3000);
  network_.cut("64", "64.72b");
  const ReportId report = submit("64.72", "64.72", "My number is 0800000000.");
  network_.run_for_ms(1000);
  erase_words("64.72", report);
  network_.run_for_ms(5000);
  ASSERT_FALSE(keeps("64", "0800000000"));
  network_.heal("64", "64.72b");
  network_.run_for_ms(10'000);
  EXPECT_FALSE(keeps("64.72b", "0800000000"));
  EXPECT_EQ(text_of("64.72b", words_of("64.72b", report)), "erased");
  EXPECT_EQ(acknowledged("0", report), (vector<string>{"0", "64", "64.72", "64.72"}));
}

TEST_F(CoreContentsTest, AnErasureIsFinishedAfterARestart) {
  start("64.72");
  const ReportId report = submit("64.72", "64.72", "My number is 0800000000.");
  network_.run_for_ms(100);
  const ContentDigest words = words_of("64.72", report);
  act("64.72", report, Erase{{words}, v1::ERASURE_REASON_COURT});
  // Stopped between its answer and the scrub.
  restart("64.72");
  network_.run_for_ms(3000);
  EXPECT_FALSE(keeps("64.72", "0800000000"));
  EXPECT_EQ(acknowledged("64.72", report), vector<string>{"64.72"});
}

TEST_F(CoreContentsTest, TwoErasuresOfOneReportAreBothAcknowledged) {
  start("64.72");
  const ReportId report = submit("64.72", "64.72", "first secret");
  act("64.72", report, FollowUp{}, "second secret");
  network_.run_for_ms(100);
  const v1::CaseState shown = state("64.72", report);
  for (int i = 0; i < 2; ++i) {
    act("64.72", report,
        Erase{{*ContentDigest::from(shown.words(i).digest())}, v1::ERASURE_REASON_COURT});
  }
  network_.run_for_ms(5000);
  EXPECT_FALSE(keeps("64.72", "secret"));
  EXPECT_EQ(acknowledged("64.72", report).size(), 2U);
}

TEST_F(CoreContentsTest, WhatIsErasedWhileAScrubRunsWaitsForTheNextOne) {
  start("64.72").hold_scrubs();
  const ReportId first = submit("64.72", "64.72", "first secret");
  const ReportId second = submit("64.72", "64.72", "second secret");
  network_.run_for_ms(100);
  erase_words("64.72", first);
  network_.run_for_ms(100);
  ASSERT_TRUE(node("64.72").scrubbing());
  erase_words("64.72", second);
  network_.run_for_ms(100);
  node("64.72").end_scrub({});
  network_.run_for_ms(100);
  EXPECT_EQ(acknowledged("64.72", first).size(), 1U);
  EXPECT_EQ(acknowledged("64.72", second).size(), 0U);
  ASSERT_TRUE(node("64.72").scrubbing());
  node("64.72").end_scrub({});
  network_.run_for_ms(100);
  EXPECT_EQ(acknowledged("64.72", second).size(), 1U);
}

TEST_F(CoreContentsTest, AScrubThatFailsIsTriedAgainLater) {
  start("64.72").hold_scrubs();
  const ReportId report = submit("64.72", "64.72");
  network_.run_for_ms(100);
  erase_words("64.72", report);
  network_.run_for_ms(100);
  node("64.72").end_scrub(Error{Code::unavailable, "store: scrub: no room"});
  network_.run_for_ms(9'000);
  EXPECT_FALSE(node("64.72").scrubbing());
  EXPECT_TRUE(node("64.72").noticed("scrub-failed"));
  EXPECT_TRUE(acknowledged("64.72", report).empty());
  network_.run_for_ms(2'000);
  ASSERT_TRUE(node("64.72").scrubbing());
  node("64.72").end_scrub({});
  network_.run_for_ms(100);
  EXPECT_EQ(acknowledged("64.72", report).size(), 1U);
}

TEST_F(CoreContentsTest, AnErasureThatOutrunsItsReportIsCarriedOutWhenThatComes) {
  start("64");
  start("64.72", {"64"});
  network_.run_for_ms(3000);
  const std::int64_t late = network_.now().mono.us + 10 * kSecondUs;
  network_.lose_if([&](const Passing& passing) {
    const auto* deliver = std::get_if<Deliver>(&passing.message);
    if (deliver == nullptr || network_.now().mono.us > late) return false;
    return decode_header(deliver->batch.header.bytes)->feed.lane == v1::LANE_NEWS;
  });
  const ReportId report = submit("64.72", "64.72", "My number is 0800000000.");
  network_.run_for_ms(1000);
  erase_words("64.72", report);
  network_.run_for_ms(5000);
  ASSERT_EQ(node("64").report(report).events.size(), 2U);
  ASSERT_FALSE(node("64").report(report).visible());
  network_.run_for_ms(20'000);
  ASSERT_TRUE(node("64").report(report).visible());
  EXPECT_FALSE(keeps("64", "0800000000"));
  EXPECT_EQ(acknowledged("64", report), (vector<string>{"64", "64.72"}));
}

TEST_F(CoreContentsTest, ANodeAcknowledgesAnErasureOnceEvenWhereItIsAdopted) {
  start_chain();
  start("64.74", {"64"});
  network_.run_for_ms(3000);
  const ReportId report = submit("64.72", "64.74", "My number is 0800000000.");
  network_.run_for_ms(15'000);
  ASSERT_TRUE(keeps("64.74", "0800000000"));
  erase_words("64.72", report);
  network_.run_for_ms(60'000);
  for (const string name : {"64.72", "64.74", "64", "0"}) {
    EXPECT_FALSE(keeps(name, "0800000000")) << name;
    EXPECT_EQ(acknowledged(name, report), (vector<string>{"0", "64", "64.72", "64.74"})) << name;
  }
}

TEST_F(CoreContentsTest, ACopyOfAnErasureThatComesLaterIsNotAcknowledgedAgain) {
  start("0");
  start("64", {"0"});
  start("64.72", {"64", "0"});
  network_.run_for_ms(3000);
  const ReportId report = submit("64.72", "64.74", "My number is 0800000000.");
  network_.run_for_ms(15'000);
  network_.attach("64", nullptr);
  erase_words("64.72", report);
  network_.run_for_ms(2'000);
  ASSERT_EQ(acknowledged("0", report), (vector<string>{"0", "64.72"}));
  restart("64");
  network_.run_for_ms(60'000);
  EXPECT_EQ(acknowledged("0", report), (vector<string>{"0", "64", "64.72"}));
  EXPECT_FALSE(keeps("64", "0800000000"));
}

// A node of the city that says what it likes.
class RogueErasureTest : public CoreContentsTest {
 protected:
  // Names the words of a report that the city has nothing to do with.
  void order(const ReportId& report) {
    start("0");
    start("64", {"0"});
    network_.run_for_ms(3000);
    const TestNode& city = federation_.node("64.72");
    rogue_.emplace(federation_, ReplicaPeer::Options{"64.72", {"64"}, 1, {}}, rogue_store_,
                   federation_.invitation(), network_.now());
    network_.attach("64.72", &*rogue_);
    const CaseFile file = node("64").report(report);
    Event event;
    event.author = city.keys.id;
    event.area = city.area;
    event.incarnation = rogue_->replica().incarnation();
    event.counter = 1;
    event.report = report;
    event.parents = {file.events[0].fold.id};
    event.under = file.events[0].fold.id;
    event.time = HybridTime::from(network_.now().wall);
    event.actor = AccountId{};
    event.payload = ContentErased{{words_of("64", report)}, v1::ERASURE_REASON_COURT};
    rogue_->write(Book::of(city.area), v1::LANE_CONTROL, encode_event(event));
  }

  MemoryStore rogue_store_;
  std::optional<ReplicaPeer> rogue_;
};

TEST_F(RogueErasureTest, AnErasureWithoutAuthorityErasesNothingAndRaisesAnAlarm) {
  start("64");
  const ReportId report = submit("64", "64", "Words that stay.");
  network_.run_for_ms(100);
  order(report);
  network_.run_for_ms(5000);
  EXPECT_TRUE(node("64").noticed("erasure-refused"));
  EXPECT_EQ(text_of("64", words_of("64", report)), "Words that stay.");
  EXPECT_EQ(text_of("0", words_of("0", report)), "Words that stay.");
  EXPECT_TRUE(acknowledged("64", report).empty());
  const NodeStatus status = done<NodeStatus>("64", AskStatus{});
  ASSERT_EQ(status.alarms.size(), 1U);
  EXPECT_EQ(status.alarms[0].name, "erasure-refused");
}

// Text that compresses by a quarter at most.
string dense_text(std::size_t size, std::uint64_t seed) {
  string out(size, ' ');
  SeededRandom(seed).fill(reinterpret_cast<std::uint8_t*>(out.data()), size);
  for (char& c : out) c = static_cast<char>('0' + (c & 63));
  return out;
}

TEST_F(CoreContentsTest, AReportOfManyLongNotesIsSealedInStepsThatTravel) {
  start_chain();
  const ReportId report = submit("64.72", "64.72");
  for (std::uint64_t i = 0; i < 30; ++i) {
    act("64.72", report, FollowUp{}, dense_text(60'000, i));
  }
  act("64.72", report, Tighten{false, true});
  network_.run_for_ms(60'000);
  EXPECT_TRUE(equal("64.72", "64"));
  EXPECT_FALSE(node("64.72").keeps(dense_text(60'000, 7)));
  EXPECT_FALSE(node("64").keeps(dense_text(60'000, 7)));
}

}  // namespace
}  // namespace jenjang
