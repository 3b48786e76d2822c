// The log of a store that a crash or a power cut left behind.
#include <gtest/gtest.h>

#include "node/store/wal_file.h"
#include "tests/node/store_folder.h"

namespace jenjang {
namespace {

namespace fs = std::filesystem;

std::string last_record(const fs::path& log) {
  std::string out;
  EXPECT_TRUE(read_wal(log, [&](std::string_view record, bool) { out = record; }).ok());
  return out;
}

TEST(StoreLog, RefusesALogThatLostAcknowledgedWrites) {
  const Folder folder;
  fill_and_crash(folder);
  overwrite(biggest(folder.store(), ".log"), 60'000, "damage");
  const auto store = RocksStore::open(folder.store(), small_options());
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, Code::corrupt);
  EXPECT_NE(store.error().message.find("log kehilangan tulisan yang sudah ada di disk"),
            std::string::npos)
      << store.error().message;
  EXPECT_NE(store.error().message.find("pulihkan cadangan"), std::string::npos);
}

TEST(StoreLog, OpensALogWhoseTailWasBeingWritten) {
  const Folder folder;
  fill_and_crash(folder);
  const fs::path log = biggest(folder.store(), ".log");
  ASSERT_GT(last_record(log).size(), 10'000u);
  // Inside the last record, where a torn write leaves what was never acknowledged.
  overwrite(log, bytes_of(log).rfind("bbbbbb") - 5'000, "damage");
  const auto store = open_store(folder);
  EXPECT_TRUE(store->get(Family::packs, "18"));
  EXPECT_FALSE(store->get(Family::packs, "19"));
}

// A part of a log's last record that was not on the disk when the power went: so many bytes from
// its begin on, or up to its end. Zeros lie ahead of a log, so that is what is read there.
struct Hole {
  enum class At { begin, end };
  At at;
  std::size_t size;
};

class StoreLogTornWrite : public testing::TestWithParam<Hole> {};

TEST_P(StoreLogTornWrite, LosesOnlyWhatWasNeverAcknowledged) {
  const Folder folder;
  fill_and_crash(folder);
  const fs::path log = biggest(folder.store(), ".log");
  const std::string before = bytes_of(log);
  const std::size_t end = before.find_last_not_of('\0') + 1;
  ASSERT_GE(before.size() - end, 32u << 10);
  // In two fragments, since a block of 32 KiB ends within it.
  const std::size_t begin = end - last_record(log).size() - 2 * 7;
  ASSERT_NE(begin / (32 << 10), end / (32 << 10));
  const auto [at, size] = GetParam();
  overwrite(log, at == Hole::At::begin ? begin : end - size, std::string(size, '\0'));
  // What is written and synced next lies in a log behind the torn one when the power goes again.
  ASSERT_EQ(run_child("fill " + folder.store() + " 5 100").code, 0);
  EXPECT_GT(wal_files(folder.store()).size(), 1u);
  const auto store = open_store(folder);
  EXPECT_EQ(store->counter("packs"), 19 + 5);
  EXPECT_EQ(store->get(Family::packs, "4"), std::string(100, 'b'));
  EXPECT_EQ(store->get(Family::packs, "18"), std::string(10'000, 'b'));
  EXPECT_FALSE(store->get(Family::packs, "19"));
}
INSTANTIATE_TEST_SUITE_P(Holes, StoreLogTornWrite,
                         testing::Values(Hole{Hole::At::end, 1}, Hole{Hole::At::end, 50},
                                         Hole{Hole::At::end, 8000}, Hole{Hole::At::begin, 1},
                                         Hole{Hole::At::begin, 7}, Hole{Hole::At::begin, 4096},
                                         Hole{Hole::At::begin, 8192},
                                         Hole{Hole::At::begin, 10'000}));

TEST(StoreLog, TheGroundAheadOfALogIsBounded) {
  const Folder folder;
  ASSERT_EQ(run_child("fill " + folder.store() + " 1 100").code, 0);
  EXPECT_LE(fs::file_size(biggest(folder.store(), ".log")), 70u << 10);
  ASSERT_EQ(run_child("fill " + folder.store() + " 9 300000").code, 0);
  for (const fs::path& log : wal_files(folder.store())) {
    const std::string bytes = bytes_of(log);
    EXPECT_LE(bytes.size() - bytes.find_last_not_of('\0'), (1u << 20) + 1) << log;
  }
}

}  // namespace
}  // namespace jenjang
