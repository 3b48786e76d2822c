// Reports that wait to be adopted, sealed or judged: few of them lie in memory, and none is lost.
#include "node/turn/meta.h"
#include "tests/node/core_fixture.h"

namespace jenjang {
namespace {

class CoreQueueTest : public CoreFixture {
 protected:
  static constexpr std::uint64_t kReports = ReportQueue::kInMemoryMax + 1500;
  static constexpr std::uint64_t kSubmitsPerTurn = 64;

  // The city takes in reports for the city beside it, while the province is down, which will adopt
  // them for that one's book.
  void hand_in_for_the_city_beside() {
    start("64.72", {"64"});
    std::uint64_t answered = 0;
    for (std::uint64_t i = 0; i < kReports; ++i) {
      node("64.72").post(make_submit("64.74", "text"),
                         [&](const Result<Reply>& reply) { answered += reply.ok(); });
      if (i % kSubmitsPerTurn == 0) network_.run_for_ms(1);
    }
    while (answered < kReports) network_.run_for_ms(1);
  }
  void run_ms(int ms) {
    for (int i = 0; i < ms; ++i) {
      network_.run_for_ms(1);
      most_queued_ = std::max(most_queued_, node("64").core().queued_reports());
    }
  }
  // Events that the province has copied into the book of the city beside.
  std::uint64_t adopted() {
    std::uint64_t out = 0;
    for (const auto& [feed, state] : node("64").core().replica().ledger().feeds_of(id("64"))) {
      if (feed.book == Book::of(area("64.74"))) out += state.events;
    }
    return out;
  }
  std::size_t marked() { return scan_marks<ReportId>(*stores_.at("64"), kMetaAdopt).size(); }

  std::size_t most_queued_ = 0;
};

// The cut concerns none of them, and yet each may have copies that it takes.
TEST_F(CoreQueueTest, ARefoldQueuesFewReportsInMemoryAndAllAreLookedAt) {
  hand_in_for_the_city_beside();
  start("64");
  while (adopted() == 0) run_ms(1);
  done<EntriesDone>("64", AddEntries{{federation_.revocation("64.72b", {})}});
  while (marked() < kReports / 2) run_ms(1);
  restart("64");
  run_ms(5000);
  EXPECT_LE(most_queued_, ReportQueue::kInMemoryMax);
  EXPECT_EQ(adopted(), kReports);
  EXPECT_EQ(marked(), 0U);
}

}  // namespace
}  // namespace jenjang
