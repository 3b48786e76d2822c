#include "node/turn/projector.h"

#include "tests/node/core_fixture.h"
#include "tests/support/memory_store.h"

namespace jenjang {
namespace {

using Reports = std::vector<ReportId>;

// Findings in a report that the province took in for itself.
class ProjectorTest : public CoreFixture {
 protected:
  ProjectorTest() {
    start("64");
    report_ = submit("64", "64");
    directory_ = node("64").core().directory();
    ledger_.emplace(*stores_.at("64"), *directory_, area("64"));
    CHECK(ledger_->load().ok());
    const Arrival end = node("64").core().replica().ledger().arrivals();
    for (Arrival at = 0; at < end; ++at) {
      std::optional<StoredBatch> batch = open_stored(*stores_.at("64"), at);
      if (batch && !batch->header.feed.book.is_directory()) batch_ = std::move(batch);
    }
    CHECK(batch_.has_value());
  }
  Findings project() {
    Findings out;
    Writes writes;
    MemoryStore store;
    Projector projector(store, *ledger_, area("64"));
    projector.project({&*batch_}, writes, out);
    EXPECT_TRUE(store.commit(writes, Durability::unsynced).ok());
    Findings again;
    projector.refold(report_, writes, again);
    EXPECT_EQ(again.adopt, out.adopt);
    return out;
  }

  ReportId report_;
  std::optional<Directory> directory_;
  std::optional<Ledger> ledger_;
  std::optional<StoredBatch> batch_;
};

// Else a fork anywhere would have every report of the country looked through for ever.
TEST_F(ProjectorTest, ACutElsewhereConcernsNoReportOfOthers) {
  EXPECT_EQ(project().adopt, Reports{});
  directory_->add(federation_.revocation("64.72", {}), {});
  ASSERT_TRUE(directory_->has_cuts());
  const Findings found = project();
  EXPECT_EQ(found.folded, Reports{report_});
  EXPECT_EQ(found.adopt, Reports{});
}

TEST_F(ProjectorTest, AReportOfACutWriterMayHaveToBeAdopted) {
  const FeedHead head = ledger_->standing(batch_->header.feed);
  directory_->add(federation_.revocation("64", {ledger_->cut_at(head)}), {});
  EXPECT_EQ(project().adopt, Reports{report_});
}

}  // namespace
}  // namespace jenjang
