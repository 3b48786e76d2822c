#include "node/views/projection.h"

#include <gtest/gtest.h>

#include "tests/node/story.h"
#include "tests/support/memory_store.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

// Projects a story as it goes on.
class ProjectionTest : public testing::Test {
 protected:
  ProjectionTest() {
    Submitted submit = Story::submitted("64.72", "64.72");
    submit.place = area("64.72.01");
    submit.lapor_id = 123456;
    story_.add("submit", "64.72", submit);
  }

  void project() {
    Writes writes;
    CounterDeltas deltas;
    project_report(story_.report(), state(), story_.fold(), "", writes, deltas);
    deltas.flush(writes);
    ASSERT_TRUE(store_.commit(writes, Durability::unsynced).ok());
  }
  std::optional<v1::CaseState> state() const {
    const auto bytes = store_.get(Family::reports, story_.report().view());
    if (!bytes) return std::nullopt;
    v1::CaseState out;
    EXPECT_TRUE(out.ParseFromString(*bytes));
    return out;
  }
  // "s 64 2/1 2": which counter, area, kind/status, count; those that are not 0.
  vector<string> counts() const {
    vector<string> out;
    for (const auto& [key, value] : store_.contents().counters()) {
      const std::optional<CounterCell> cell = parse_counter_key(key);
      EXPECT_TRUE(cell) << key;
      if (value == 0) continue;
      string line = string(1, key[0]) + " " + cell->area.to_string() + " " +
                    std::to_string(cell->kind) + "/" + std::to_string(cell->status);
      if (key[0] == 'c') line += " category " + std::to_string(cell->category);
      if (cell->secret) line += " secret";
      out.push_back(line + ": " + std::to_string(value));
    }
    return out;
  }
  std::int64_t total(const string& code, v1::Status status) const {
    std::int64_t out = 0;
    for (const auto& [key, value] : store_.contents().counters()) {
      const CounterCell cell = *parse_counter_key(key);
      if (key[0] != 's' || cell.area != area(code)) continue;
      if (cell.status == static_cast<std::uint8_t>(status)) out += value;
    }
    return out;
  }
  vector<string> index_kinds() const {
    vector<string> out;
    for (const auto& [key, value] : store_.contents().family(Family::indexes)) {
      out.emplace_back(1, key[0]);
    }
    return out;
  }
  bool indexed(const string& key) const { return store_.get(Family::indexes, key).has_value(); }

  Story story_;
  MemoryStore store_;
};

using Lines = vector<string>;

TEST_F(ProjectionTest, AReportCountsInItsPlaceAtEveryTier) {
  project();
  EXPECT_EQ(counts(), (Lines{"c 0 2/1 category 7: 1", "c 64 2/1 category 7: 1",
                             "c 64.72 2/1 category 7: 1", "c 64.72.01 2/1 category 7: 1",
                             "s 0 2/1: 1", "s 64 2/1: 1", "s 64.72 2/1: 1", "s 64.72.01 2/1: 1"}));
}

TEST_F(ProjectionTest, ProjectingTheSameAgainChangesNothing) {
  project();
  const Lines before = counts();
  const auto indexes = store_.contents().family(Family::indexes);
  project();
  EXPECT_EQ(counts(), before);
  EXPECT_EQ(store_.contents().family(Family::indexes), indexes);
}

TEST_F(ProjectionTest, AChangeOfStatusMovesTheReportBetweenCells) {
  project();
  story_.add("verify", "64.72", Verified{v1::DECISION_ACCEPTED, {}, 0, {}});
  project();
  EXPECT_EQ(total("64", v1::STATUS_RECEIVED), 0);
  EXPECT_EQ(total("64", v1::STATUS_VERIFIED), 1);
  story_.add("close", "64.72", Closed{v1::OUTCOME_ANSWERED, {}});
  project();
  EXPECT_EQ(total("64", v1::STATUS_VERIFIED), 0);
  EXPECT_EQ(total("0", v1::STATUS_CLOSED_BY_OFFICER), 1);
  EXPECT_EQ(counts().size(), 8U);
}

TEST_F(ProjectionTest, ACorrectedKindAndCategoryMoveItToo) {
  project();
  story_.add("verify", "64.72", Verified{v1::DECISION_ACCEPTED, v1::KIND_ASPIRATION, 12, {}});
  project();
  for (const string& line : counts()) {
    EXPECT_NE(line.find(std::to_string(v1::KIND_ASPIRATION) + "/2"), string::npos) << line;
    EXPECT_EQ(line.find("category 12") != string::npos, line[0] == 'c') << line;
  }
}

TEST_F(ProjectionTest, CountersOfASliceAreMergedBeforeTheyAreWritten) {
  CounterDeltas deltas;
  const v1::CaseState first = story_.fold().state;
  v1::CaseState second = first;
  second.set_status(v1::STATUS_VERIFIED);
  deltas.change(std::nullopt, first);
  deltas.change(first, second);
  deltas.change(second, first);
  Writes writes;
  deltas.flush(writes);
  EXPECT_EQ(writes.ops().size(), 8U);
  for (const WriteOp& op : writes.ops()) EXPECT_EQ(op.delta, 1);
  Writes again;
  deltas.flush(again);
  EXPECT_TRUE(again.empty());
}

TEST_F(ProjectionTest, IndexesFollowTheReport) {
  project();
  EXPECT_EQ(index_kinds(), (Lines{"l", "t", "u"}));
  const WallTime received{state()->received_ms()};
  const ReportId& report = story_.report();
  EXPECT_TRUE(indexed(received_key(Listed::openly, received, report)));
  EXPECT_TRUE(indexed(updated_key(Listed::openly, {state()->updated_ms()}, report)));
  EXPECT_TRUE(indexed(lapor_key(Listed::openly, 123456, report)));
  story_.add("dispose", "64.72", Disposed{area("64.72"), 9, {}});
  Story::Links on_disposal;
  on_disposal.under = "dispose";
  story_.add("close", "64.72", Closed{v1::OUTCOME_ANSWERED, {}}, on_disposal);
  project();
  EXPECT_EQ(index_kinds(), (Lines{"l", "t", "u"}));
  EXPECT_TRUE(indexed(updated_key(Listed::openly, {state()->updated_ms()}, report)));
}

TEST_F(ProjectionTest, AReportWithoutALaporIdHasNoIndexForIt) {
  Story other;
  other.add("submit", "64.72", Story::submitted("64.72", "64.72"));
  story_ = other;
  project();
  EXPECT_EQ(index_kinds(), (Lines{"t", "u"}));
}

TEST_F(ProjectionTest, ASecretReportCountsApart) {
  Story other;
  Submitted submit = Story::submitted("64.72", "64.72");
  submit.secret = true;
  submit.place = area("64.72.01");
  other.add("submit", "64.72", submit);
  story_ = other;
  project();
  // At its addressee and above, under no category.
  EXPECT_EQ(counts(), (Lines{"c 0 2/1 category 0 secret: 1", "c 64 2/1 category 0 secret: 1",
                             "c 64.72 2/1 category 0 secret: 1", "s 0 2/1 secret: 1",
                             "s 64 2/1 secret: 1", "s 64.72 2/1 secret: 1"}));
}

TEST_F(ProjectionTest, AReportThatIsHiddenIsKeptButNeitherCountedNorIndexed) {
  project();
  story_.at("submit").past_cut = true;
  project();
  EXPECT_EQ(counts(), Lines{});
  EXPECT_EQ(index_kinds(), Lines{});
  ASSERT_TRUE(state());
  EXPECT_FALSE(visible(*state()));
  story_.at("submit").past_cut = false;
  project();
  EXPECT_EQ(counts().size(), 8U);
}

TEST_F(ProjectionTest, EventsThatWaitAreCountedUntilTheirParentsCome) {
  story_.add("answer", "64.72", FollowedUp{});
  Writes writes;
  CounterDeltas deltas;
  project_report(story_.report(), state(), fold(story_.report(), {story_.at("answer")}), "", writes,
                 deltas);
  deltas.flush(writes);
  ASSERT_TRUE(store_.commit(writes, Durability::unsynced).ok());
  EXPECT_EQ(store_.counter(waiting_counter_key()), 1);
  project();
  EXPECT_EQ(store_.counter(waiting_counter_key()), 0);
}

TEST_F(ProjectionTest, ASubmitAloneIsItsOwnHistory) {
  project();
  EXPECT_EQ(state()->history_size(), 0);
  story_.add("verify", "64.72", Verified{v1::DECISION_ACCEPTED, {}, 0, {}});
  project();
  ASSERT_EQ(state()->history_size(), 2);
  EXPECT_EQ(state()->history(1).standing(), v1::STANDING_STANDS);
}

}  // namespace
}  // namespace jenjang
