#include "node/views/reader.h"

#include <gtest/gtest.h>

#include <map>

#include "node/store/rocks_store.h"
#include "node/views/projection.h"
#include "tests/tools/temp_folder.h"

namespace jenjang {
namespace {

Area area(std::string_view text) { return Area::parse(text).value(); }

ReportId report_of(std::uint32_t number) {
  ReportId out;
  for (std::size_t i = 0; i < 4; ++i) {
    out.bytes[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  }
  return out;
}

// A store of folded states, written as the projection writes them, and what was read of it.
class ReaderTest : public testing::Test {
 protected:
  void SetUp() override { store_ = std::move(RocksStore::open(folder_.at("store"), {})).value(); }

  static v1::CaseState state(std::uint32_t number) {
    v1::CaseState out;
    out.set_submit(std::string(32, 's'));
    out.set_place(area("64.72").digits());
    out.set_holder(area("64").digits());
    out.set_kind(v1::KIND_COMPLAINT);
    out.set_status(v1::STATUS_RECEIVED);
    out.set_category(1);
    out.set_received_ms(1'700'000'000'000 + number * 1000);
    out.set_updated_ms(out.received_ms());
    return out;
  }

  void put(std::uint32_t number, const v1::CaseState& state) {
    Folded folded;
    folded.visible = true;
    folded.state = state;
    project_report(report_of(number), std::nullopt, folded, "", writes_, deltas_);
  }
  void commit() {
    deltas_.flush(writes_);
    ASSERT_TRUE(store_->commit(writes_, Durability::unsynced).ok());
    writes_.clear();
  }

  TempFolder folder_;
  std::unique_ptr<RocksStore> store_;
  Writes writes_;
  CounterDeltas deltas_;
};

std::vector<std::uint32_t> numbers(const ReportPage& page) {
  std::vector<std::uint32_t> out;
  for (const ShownReport& shown : page.reports) {
    const ReportId id = *ReportId::from(shown.state.report());
    out.push_back(std::uint32_t{id.bytes[2]} << 8 | id.bytes[3]);
  }
  return out;
}

using Numbers = std::vector<std::uint32_t>;

TEST_F(ReaderTest, ListsTheNewestFirstAndGoesOnWhereItStopped) {
  for (std::uint32_t i = 0; i < 5; ++i) put(i, state(i));
  commit();
  const Reader reader(*store_);
  ReportQuery query;
  query.limit = 2;
  const ReportPage first = reader.list(query);
  EXPECT_EQ(numbers(first), (Numbers{4, 3}));
  query.after = first.next;
  const ReportPage second = reader.list(query);
  EXPECT_EQ(numbers(second), (Numbers{2, 1}));
  query.after = second.next;
  const ReportPage last = reader.list(query);
  EXPECT_EQ(numbers(last), (Numbers{0}));
  EXPECT_FALSE(last.next.has_value());
  query.after = std::nullopt;
  query.offset = 3;
  EXPECT_EQ(numbers(reader.list(query)), (Numbers{1, 0}));
}

TEST_F(ReaderTest, ChoosesByEveryPropertyAlone) {
  struct Choice {
    const char* name;
    std::function<void(v1::CaseState&)> differ;  // What makes report 1 other than report 0.
    std::function<void(ReportQuery&)> ask;       // For report 1.
  };
  const WallTime second{1'700'000'001'000};
  const Choice kChoices[] = {
      {"kind", [](auto& s) { s.set_kind(v1::KIND_ASPIRATION); },
       [](auto& q) { q.kind = v1::KIND_ASPIRATION; }},
      {"status", [](auto& s) { s.set_status(v1::STATUS_DEFERRED); },
       [](auto& q) {
         q.statuses = {v1::STATUS_VERIFIED, v1::STATUS_DEFERRED};
       }},
      {"category", [](auto& s) { s.set_category(2); },
       [](auto& q) {
         q.categories = {2, 3};
       }},
      {"place", [](auto& s) { s.set_place(area("65.01").digits()); },
       [](auto& q) { q.place = area("65"); }},
      {"holder", [](auto& s) { s.set_holder(area("65.01").digits()); },
       [](auto& q) { q.holder = area("65"); }},
      {"received from", [](auto&) {}, [&](auto& q) { q.received.from = second; }},
      {"updated", [](auto& s) { s.set_updated_ms(s.updated_ms() + 9'000); },
       [&](auto& q) { q.updated.from = WallTime{second.ms + 1}; }},
      {"updated, in that order", [](auto& s) { s.set_updated_ms(s.updated_ms() + 9'000); },
       [&](auto& q) {
         q.by = ReportQuery::By::updated;
         q.updated.from = WallTime{second.ms + 1};
       }},
  };
  for (const Choice& choice : kChoices) {
    SCOPED_TRACE(choice.name);
    TempFolder folder;
    store_ = std::move(RocksStore::open(folder.at("store"), {})).value();
    v1::CaseState other = state(1);
    choice.differ(other);
    put(0, state(0));
    put(1, other);
    commit();
    ReportQuery query;
    EXPECT_EQ(Reader(*store_).list(query).reports.size(), 2U);
    choice.ask(query);
    EXPECT_EQ(numbers(Reader(*store_).list(query)), (Numbers{1}));
    store_.reset();
  }
}

TEST_F(ReaderTest, LeavesOutWhatIsSecretOrHasNoSubmit) {
  v1::CaseState secret = state(1);
  secret.set_secret(true);
  v1::CaseState hidden = state(2);
  hidden.clear_submit();
  put(0, state(0));
  put(1, secret);
  put(2, hidden);
  commit();
  const Reader reader(*store_);
  ReportQuery query;
  EXPECT_EQ(numbers(reader.list(query)), (Numbers{0}));
  query.sight = Sight::secret_too;
  EXPECT_EQ(numbers(reader.list(query)), (Numbers{1, 0}));
  EXPECT_FALSE(reader.report(report_of(2), Sight::secret_too).has_value());
}

TEST_F(ReaderTest, StopsAfterABoundedNumberOfReportsAndSaysWhere) {
  const auto total = static_cast<std::uint32_t>(kListExaminedMax + 10);
  for (std::uint32_t i = 0; i < total; ++i) {
    v1::CaseState one = state(i);
    if (i == 3) one.set_kind(v1::KIND_ASPIRATION);
    put(i, one);
  }
  commit();
  const Reader reader(*store_);
  ReportQuery query;
  query.kind = v1::KIND_ASPIRATION;
  const ReportPage none = reader.list(query);
  EXPECT_TRUE(none.reports.empty());
  ASSERT_TRUE(none.next.has_value());
  EXPECT_EQ(none.next->report, report_of(10));
  query.after = none.next;
  const ReportPage found = reader.list(query);
  EXPECT_EQ(numbers(found), (Numbers{3}));
  EXPECT_FALSE(found.next.has_value());
}

TEST_F(ReaderTest, FindsAReportByTheFirstPartOfItsCode) {
  put(0x01020304, state(0));
  put(0x01020305, state(1));
  put(0x01020905, state(2));
  commit();
  const Reader reader(*store_);
  const auto find = [&](const std::string& text) {
    return reader.find(parse_report_code(text).value(), Sight::open);
  };
  using Found = std::vector<ReportId>;
  const std::string code = report_code(report_of(0x01020304));
  EXPECT_EQ(find(code), Found{report_of(0x01020304)});
  EXPECT_EQ(find(code.substr(0, 10)), Found{report_of(0x01020304)});
  EXPECT_EQ(find("zzzzzzzzzz"), Found());
  ReportId near = report_of(0x01020304);
  near.bytes[15] = 1;
  Folded folded;
  folded.state = state(3);
  project_report(near, std::nullopt, folded, "", writes_, deltas_);
  commit();
  EXPECT_EQ(find(code.substr(0, 12)).size(), 2U);
  EXPECT_EQ(find(report_code(near)), Found{near});
}

TEST_F(ReaderTest, FindsAReportByItsTrackingId) {
  v1::CaseState tracked = state(0);
  tracked.set_lapor_id(5151515);
  put(0, tracked);
  tracked = state(1);
  tracked.set_lapor_id(5151515);
  tracked.set_secret(true);
  put(1, tracked);
  commit();
  using Found = std::vector<ReportId>;
  const Reader reader(*store_);
  EXPECT_EQ(reader.find_lapor(5151515, Sight::open), Found{report_of(0)});
  EXPECT_EQ(reader.find_lapor(5151515, Sight::secret_too), (Found{report_of(0), report_of(1)}));
  EXPECT_EQ(reader.find_lapor(515151, Sight::secret_too), Found());
}

// A shorter code fits a secret report too, and a public reader cannot tell.
TEST_F(ReaderTest, ASecretReportMakesNoCodeAmbiguous) {
  put(0x01020304, state(0));
  v1::CaseState secret = state(1);
  secret.set_secret(true);
  ReportId near = report_of(0x01020304);
  near.bytes[15] = 1;
  Folded folded;
  folded.state = secret;
  project_report(near, std::nullopt, folded, "", writes_, deltas_);
  commit();
  const Reader reader(*store_);
  const auto code = parse_report_code(report_code(near).substr(0, 12)).value();
  EXPECT_EQ(reader.find(code, Sight::open), std::vector{report_of(0x01020304)});
  EXPECT_EQ(reader.find(code, Sight::secret_too).size(), 2U);
  EXPECT_FALSE(reader.report(near, Sight::open).has_value());
}

// Any number of secret reports between them leaves pages and cursors as on a node that has none.
TEST_F(ReaderTest, SecretReportsMoveNoPageAndNoLimit) {
  const auto total = static_cast<std::uint32_t>(kListExaminedMax / 4);
  for (std::uint32_t i = 0; i < total; ++i) {
    v1::CaseState one = state(i);
    one.set_secret(i % 50 != 0);
    put(i, one);
  }
  commit();
  const Reader reader(*store_);
  for (const std::size_t limit : {std::size_t{1}, std::size_t{7}, std::size_t{200}}) {
    ReportQuery query;
    query.limit = limit;
    std::uint32_t expected = (total - 1) / 50 * 50;
    while (true) {
      const ReportPage page = reader.list(query);
      for (const std::uint32_t number : numbers(page)) {
        ASSERT_EQ(number, expected);
        expected -= 50;
      }
      if (!page.next) break;
      // It names the last report shown and no other.
      ASSERT_EQ(page.next->report, *ReportId::from(page.reports.back().state.report()));
      query.after = page.next;
    }
    EXPECT_EQ(static_cast<std::int32_t>(expected), -50);
  }
}

TEST_F(ReaderTest, OfficersSeeBothKindsInOneOrder) {
  for (std::uint32_t i = 0; i < 20; ++i) {
    v1::CaseState one = state(i);
    one.set_secret(i % 3 == 0);
    put(i, one);
  }
  commit();
  const Reader reader(*store_);
  ReportQuery query;
  query.sight = Sight::secret_too;
  query.limit = 6;
  Numbers all;
  while (true) {
    const ReportPage page = reader.list(query);
    const Numbers some = numbers(page);
    all.insert(all.end(), some.begin(), some.end());
    if (!page.next) break;
    query.after = page.next;
  }
  Numbers expected;
  for (std::uint32_t i = 20; i > 0; --i) expected.push_back(i - 1);
  EXPECT_EQ(all, expected);
  query.after.reset();
  query.offset = 5;
  EXPECT_EQ(numbers(reader.list(query)), (Numbers{14, 13, 12, 11, 10, 9}));
}

// Counters as sums over what was put, made apart from them.
TEST_F(ReaderTest, CountsWhatASumOverAllReportsGives) {
  const Area places[] = {area("64.72"), area("64.71"), area("65.01")};
  const std::int64_t month_ms = 31LL * 86'400'000;
  std::vector<v1::CaseState> all;
  for (std::uint32_t i = 0; i < 240; ++i) {
    v1::CaseState one = state(i);
    one.set_place(places[i % 3].digits());
    one.set_kind(static_cast<Kind>(1 + i % 4));
    one.set_status(static_cast<v1::Status>(1 + i % 9));
    one.set_category(i % 5);
    one.set_secret(i % 7 == 0);
    one.set_received_ms(1'700'000'000'000 + month_ms * (i % 6));
    put(i, one);
    all.push_back(one);
  }
  commit();
  const std::uint32_t month = month_of({1'700'000'000'000});
  std::vector<CountQuery> queries{{.area = Area()},
                                  {.area = area("64")},
                                  {.area = area("64.72")},
                                  {.area = area("66")},
                                  {.area = area("64"), .kind = v1::KIND_ASPIRATION},
                                  {.area = area("64"), .status = v1::STATUS_DEFERRED},
                                  {.area = Area(), .category = 3},
                                  {.area = Area(), .category = 0},
                                  {.area = Area(), .month_from = month + 2},
                                  {.area = Area(), .month_until = month + 1},
                                  {.area = Area(),
                                   .kind = v1::KIND_COMPLAINT,
                                   .category = 2,
                                   .month_from = month + 1,
                                   .month_until = month + 4}};
  for (const Sight sight : {Sight::open, Sight::secret_too}) {
    for (CountQuery query : queries) {
      query.sight = sight;
      Counts expected;
      for (const v1::CaseState& one : all) {
        const std::uint32_t in = month_of({one.received_ms()});
        if (!query.area.contains(*Area::from_digits(one.place()))) continue;
        if (query.kind && one.kind() != *query.kind) continue;
        if (query.status && one.status() != *query.status) continue;
        if (query.category && one.category() != *query.category) continue;
        if (in < query.month_from.value_or(0) || in > query.month_until.value_or(99'999)) continue;
        if (one.secret() && sight == Sight::open) continue;
        ++expected.total;
        if (one.secret()) ++expected.secret;
        ++expected.by_kind[one.kind()];
        ++expected.by_status[one.status()];
      }
      const Counts counts = Reader(*store_).counts(query);
      EXPECT_EQ(counts.total, expected.total);
      EXPECT_EQ(counts.secret, expected.secret);
      EXPECT_EQ(counts.by_kind, expected.by_kind);
      EXPECT_EQ(counts.by_status, expected.by_status);
    }
  }
}

// A view that counts what is read through it.
class CountingView final : public StoreView {
 public:
  explicit CountingView(const StoreView& view) : view_(view) {}

  std::optional<std::string> get(Family family, std::string_view key) const override {
    ++reads;
    return view_.get(family, key);
  }
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const override {
    view_.scan(family, prefix, from, counted(visit));
  }
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const override {
    view_.scan_down(family, prefix, from, counted(visit));
  }
  std::int64_t counter(std::string_view key) const override {
    ++reads;
    return view_.counter(key);
  }
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const override {
    view_.scan_counters(prefix, [&](std::string_view key, std::int64_t value) {
      ++reads;
      return visit(key, value);
    });
  }

  mutable std::size_t reads = 0;

 private:
  ScanVisitor counted(const ScanVisitor& visit) const {
    return [&](std::string_view key, std::string_view value) {
      ++reads;
      return visit(key, value);
    };
  }

  const StoreView& view_;
};

TEST_F(ReaderTest, CountsCostTheSameWhateverTheNumberOfReports) {
  std::vector<std::size_t> reads;
  std::uint32_t put_so_far = 0;
  for (const std::uint32_t total : {100U, 10'000U}) {
    for (; put_so_far < total; ++put_so_far) put(put_so_far, state(put_so_far % 100));
    commit();
    const CountingView view(*store_);
    EXPECT_EQ(Reader(view).counts({.area = Area()}).total, total);
    EXPECT_EQ(Reader(view).counts({.area = Area(), .category = 1}).total, total);
    reads.push_back(view.reads);
  }
  EXPECT_EQ(reads[0], reads[1]);
  EXPECT_LT(reads[1], 20U);
}

}  // namespace
}  // namespace jenjang
