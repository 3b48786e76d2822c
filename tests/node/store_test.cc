#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "node/store/rocks_store.h"
#include "tests/node/store_folder.h"

namespace jenjang {
namespace {

namespace fs = std::filesystem;

void put(Store& store, Family family, const std::string& key, const std::string& value) {
  Writes writes;
  writes.put(family, key, value);
  ASSERT_TRUE(store.commit(writes, Durability::synced).ok());
}

void erase(Store& store, Family family, const std::string& key) {
  Writes writes;
  writes.erase(family, key);
  ASSERT_TRUE(store.commit(writes, Durability::synced).ok());
}

std::string scanned(const StoreView& view, Family family, std::string_view prefix,
                    std::string_view from) {
  std::string out;
  view.scan(family, prefix, from, [&](std::string_view key, std::string_view value) {
    out += std::string(key) + "=" + std::string(value) + " ";
    return true;
  });
  return out;
}

std::string scanned_down(const StoreView& view, Family family, std::string_view prefix,
                         std::string_view from) {
  std::string out;
  view.scan_down(family, prefix, from, [&](std::string_view key, std::string_view) {
    out += std::string(key) + " ";
    return true;
  });
  return out;
}

// The names of the files that hold `bytes` as they are.
std::vector<std::string> files_with(const std::string& store, const std::string& bytes) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(store)) {
    if (bytes_of(entry.path()).find(bytes) != std::string::npos) {
      out.push_back(entry.path().filename().string());
    }
  }
  return out;
}

TEST(Store, GivesWhatWasPutInEveryFamily) {
  const Folder folder;
  const auto store = open_store(folder);
  for (int i = 0; i < kFamilies; ++i) {
    const Family family = static_cast<Family>(i);
    if (family == Family::counters) continue;
    EXPECT_EQ(store->get(family, "key"), std::nullopt);
    put(*store, family, "key", std::string(family_name(family)));
    EXPECT_EQ(store->get(family, "key"), family_name(family));
  }
}

TEST(Store, AppliesTheOperationsOfOneCommitInTheirOrder) {
  const Folder folder;
  const auto store = open_store(folder);
  Writes writes;
  writes.put(Family::feeds, "a", "1");
  writes.put(Family::feeds, "a", "2");
  writes.put(Family::feeds, "b", "1");
  writes.erase(Family::feeds, "b");
  writes.erase(Family::feeds, "c");
  writes.put(Family::feeds, "c", "3");
  ASSERT_TRUE(store->commit(writes, Durability::unsynced).ok());
  EXPECT_EQ(scanned(*store, Family::feeds, "", ""), "a=2 c=3 ");
}

struct ScanCase {
  const char* name;
  std::string prefix;
  std::string from;
  std::string up;
  std::string from_down;
  std::string down;
};

class StoreScan : public testing::TestWithParam<ScanCase> {};

TEST_P(StoreScan, StaysWithinItsPrefix) {
  const Folder folder;
  const auto store = open_store(folder);
  for (const char* key : {"a", "b", "b1", "b2", "b3", "c", "\xff", "\xff\xff",
                          "\xff\xff"
                          "1"}) {
    put(*store, Family::indexes, key, "");
  }
  const ScanCase& test = GetParam();
  EXPECT_EQ(scanned(*store, Family::indexes, test.prefix, test.from), test.up);
  EXPECT_EQ(scanned_down(*store, Family::indexes, test.prefix, test.from_down), test.down);
}

// Columns: name, prefix, from, keys upwards, from (down), keys downwards.
INSTANTIATE_TEST_SUITE_P(
    Cases, StoreScan,
    testing::Values(ScanCase{"Whole", "b", "b", "b= b1= b2= b3= ", "b\xff", "b3 b2 b1 b "},
                    ScanCase{"From", "b", "b2", "b2= b3= ", "b2", "b2 b1 b "},
                    ScanCase{"Between", "b", "b11", "b2= b3= ", "b11", "b1 b "},
                    ScanCase{"AfterTheLast", "b", "b9", "", "b9", "b3 b2 b1 b "},
                    ScanCase{"NoneThere", "bb", "bb", "", "bb\xff", ""},
                    ScanCase{"NoPrefix", "", "b3",
                             "b3= c= \xff= \xff\xff= \xff\xff"
                             "1= ",
                             "b", "b a "},
                    ScanCase{"HighestByte", "\xff\xff", "\xff\xff",
                             "\xff\xff= \xff\xff"
                             "1= ",
                             "\xff\xff\xff",
                             "\xff\xff"
                             "1 \xff\xff "}),
    [](const auto& test) { return test.param.name; });

TEST(Store, ScansFilteredFamiliesByShortAndLongPrefixes) {
  const Folder folder;
  const auto store = open_store(folder);
  const std::string one(32, 'x');
  const std::string two = std::string(31, 'x') + "y";
  put(*store, Family::events, one + "1", "a");
  put(*store, Family::events, one + "2", "b");
  put(*store, Family::events, two + "1", "c");
  ASSERT_TRUE(store->scrub({Family::events}).ok());  // From memory into a table with its filter.
  EXPECT_EQ(scanned(*store, Family::events, one, one), one + "1=a " + one + "2=b ");
  EXPECT_EQ(scanned(*store, Family::events, std::string(32, 'z'), std::string(32, 'z')), "");
  EXPECT_EQ(scanned_down(*store, Family::events, "x", "xy"), two + "1 " + one + "2 " + one + "1 ");
  EXPECT_EQ(store->get(Family::events, one + "2"), "b");
  EXPECT_EQ(store->get(Family::events, one + "3"), std::nullopt);
}

TEST(Store, AScanEndsWhenItsVisitorSaysSo) {
  const Folder folder;
  const auto store = open_store(folder);
  for (const char* key : {"1", "2", "3"}) put(*store, Family::meta, key, "");
  int seen = 0;
  store->scan(Family::meta, "", "", [&](std::string_view, std::string_view) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
}

TEST(Store, AddsToCounters) {
  const Folder folder;
  {
    const auto store = open_store(folder);
    for (const std::int64_t delta : {5, -7, 12}) {
      Writes writes;
      writes.add("open", delta);
      writes.add("all", 1);
      ASSERT_TRUE(store->commit(writes, Durability::unsynced).ok());
    }
    EXPECT_EQ(store->counter("open"), 10);
    EXPECT_EQ(store->counter("none"), 0);
  }
  const auto store = open_store(folder);
  Writes writes;
  writes.add("open", -11);
  ASSERT_TRUE(store->commit(writes, Durability::unsynced).ok());
  std::string all;
  store->scan_counters("", [&](std::string_view key, std::int64_t value) {
    all += std::string(key) + "=" + std::to_string(value) + " ";
    return true;
  });
  EXPECT_EQ(all, "all=3 open=-1 ");
}

TEST(Store, ACounterAddedToOftenIsTheSumAndASnapshotKeepsTheSumOfItsTime) {
  const Folder folder;
  const auto store = open_store(folder);
  std::vector<std::unique_ptr<StoreView>> views;
  for (int i = 1; i <= 100; ++i) {
    Writes writes;
    writes.add("open", i % 3 == 0 ? -1 : 2);
    writes.add("open", 3);  // Twice in one commit.
    ASSERT_TRUE(store->commit(writes, Durability::unsynced).ok());
    views.push_back(store->snapshot());
  }
  std::int64_t sum = 0;
  for (int i = 1; i <= 100; ++i) {
    sum += i % 3 == 0 ? 2 : 5;
    EXPECT_EQ(views[static_cast<std::size_t>(i - 1)]->counter("open"), sum) << i;
  }
  EXPECT_EQ(store->counter("open"), sum);
}

TEST(Store, ASnapshotStaysAsItWasWhileTheWriterGoesOn) {
  const Folder folder;
  const auto store = open_store(folder);
  put(*store, Family::reports, "r", "before");
  const std::unique_ptr<StoreView> view = store->snapshot();
  std::thread reader([&] {
    for (int i = 0; i < 200; ++i) EXPECT_EQ(view->get(Family::reports, "r"), "before");
  });
  for (int i = 0; i < 200; ++i) put(*store, Family::reports, "r", std::to_string(i));
  reader.join();
  EXPECT_EQ(scanned(*view, Family::reports, "", ""), "r=before ");
  EXPECT_EQ(store->get(Family::reports, "r"), "199");
}

TEST(Store, KeepsWhatWasCommittedWhenTheProcessEndsWithoutClosing) {
  const Folder folder;
  ASSERT_EQ(run_child("fill " + folder.store() + " 40 300000").code, 0);
  const auto store = open_store(folder);
  EXPECT_EQ(store->counter("packs"), 40);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(store->get(Family::packs, std::to_string(i)), std::string(300'000, 'b'));
  }
}

TEST(Store, ForgetsAFamilyWithTheCommitThatAsksForIt) {
  const Folder folder;
  auto store = open_store(folder);
  const std::string last(64, '\xFF');
  put(*store, Family::reports, "", "empty key");
  put(*store, Family::reports, last, "before");
  put(*store, Family::timeline, last, "kept");
  Writes count;
  count.add("open", 3);
  ASSERT_TRUE(store->commit(count, Durability::unsynced).ok());
  Writes writes;
  writes.erase_all(Family::reports);
  writes.erase_all(Family::counters);
  writes.put(Family::reports, "r", "after");
  writes.add("open", 1);
  ASSERT_TRUE(store->commit(writes, Durability::synced).ok());
  for (int restarts = 0; restarts < 2; ++restarts) {
    EXPECT_EQ(scanned(*store, Family::reports, "", ""), "r=after ");
    EXPECT_EQ(store->get(Family::reports, last), std::nullopt);
    EXPECT_EQ(store->get(Family::timeline, last), "kept");
    EXPECT_EQ(store->counter("open"), 1);
    store.reset();
    store = open_store(folder);
  }
}

TEST(Store, IsOpenInOneProcessOnly) {
  const Folder folder;
  const auto store = open_store(folder);
  const Child second = run_child("open " + folder.store());
  EXPECT_EQ(second.code, 1);
  EXPECT_NE(second.output.find("sedang dipakai proses lain"), std::string::npos) << second.output;
}

TEST(Store, AFailedWriteIsFinalUntilItIsOpenedAgain) {
  const Folder folder;
  const Child child = run_child("full " + folder.store());
  ASSERT_EQ(child.code, 0);
  const int kept = std::stoi(child.output);
  ASSERT_GT(kept, 0);
  const auto store = open_store(folder);
  EXPECT_EQ(store->counter("packs"), kept);
  for (int i = 0; i < kept; ++i) EXPECT_TRUE(store->get(Family::packs, std::to_string(i)));
  EXPECT_FALSE(store->get(Family::packs, std::to_string(kept)));
  EXPECT_FALSE(store->get(Family::packs, "after"));
  put(*store, Family::meta, "again", "");
}

TEST(Store, RefusesAnotherFormat) {
  const Folder folder;
  put(*open_store(folder), Family::meta, "store.format", "7");
  const auto store = RocksStore::open(folder.store(), small_options());
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, Code::corrupt);
  EXPECT_EQ(store.error().message,
            "penyimpanan " + folder.store() +
                " berformat 7, program ini membaca 1; mutakhirkan node sebelum membukanya");
}

TEST(Store, RefusesDamagedTables) {
  for (const std::string extension : {".sst", ".blob", "MANIFEST"}) {
    const Folder folder;
    fill_and_crash(folder);
    open_store(folder).reset();  // Into tables.
    fs::path victim = biggest(folder.store(), extension);
    if (extension == "MANIFEST") {
      for (const auto& entry : fs::directory_iterator(folder.store())) {
        if (entry.path().filename().string().starts_with(extension)) victim = entry.path();
      }
    }
    ASSERT_FALSE(victim.empty()) << extension;
    fs::resize_file(victim, fs::file_size(victim) / 2);
    const auto store = RocksStore::open(folder.store(), small_options());
    ASSERT_FALSE(store.ok()) << extension;
    EXPECT_EQ(store.error().code, Code::corrupt) << store.error().message;
    EXPECT_NE(store.error().message.find("pulihkan cadangan"), std::string::npos);
  }
}

// Any answer instead would be taken for the truth: that a batch is not there, say.
TEST(Store, AReadThatFailsEndsTheProcess) {
  const Folder folder;
  fill_and_crash(folder);
  open_store(folder).reset();  // Into tables.
  const fs::path victim = biggest(folder.store(), ".blob");
  ASSERT_FALSE(victim.empty());
  EXPECT_EQ(run_child("read " + folder.store() + " 20").code, 0);
  overwrite(victim, fs::file_size(victim) / 2, std::string(100, '!'));
  const Child child = run_child("read " + folder.store() + " 20");
  EXPECT_NE(child.code, 0);
  EXPECT_EQ(child.output, "");
}

class StoreScrub : public testing::TestWithParam<Family> {};

TEST_P(StoreScrub, LeavesNoByteOfWhatWasErasedOrOverwritten) {
  const Folder folder;
  const Family family = GetParam();
  const std::string prefix(32, 'k');
  const std::string secret = "0123-nobody-may-find-this-4567";
  const auto store = open_store(folder);
  const auto value = [&](int i) { return secret + std::to_string(i) + std::string(50'000, 'x'); };
  for (int i = 0; i < 60; ++i) put(*store, family, prefix + std::to_string(i), value(i));
  for (int i = 0; i < 60; i += 2) put(*store, family, prefix + std::to_string(i), "overwritten");
  EXPECT_FALSE(files_with(folder.store(), secret).empty());
  for (int i = 1; i < 60; i += 2) erase(*store, family, prefix + std::to_string(i));
  put(*store, Family::meta, "another", "stays");
  EXPECT_FALSE(files_with(folder.store(), secret).empty());

  ASSERT_TRUE(store->scrub({family}).ok());
  EXPECT_EQ(files_with(folder.store(), secret), std::vector<std::string>{});
  EXPECT_EQ(store->get(family, prefix + "0"), "overwritten");
  EXPECT_EQ(store->get(family, prefix + "1"), std::nullopt);
  EXPECT_EQ(store->get(Family::meta, "another"), "stays");
  ASSERT_TRUE(store->scrub({family}).ok());
}

INSTANTIATE_TEST_SUITE_P(Families, StoreScrub,
                         testing::Values(Family::packs, Family::batches, Family::timeline),
                         [](const auto& test) { return std::string(family_name(test.param)); });

TEST(Store, ScrubWaitsForTheReadersOfWhatWasErased) {
  const Folder folder;
  const std::string secret = "0123-nobody-may-find-this-4567";
  const auto store = open_store(folder);
  put(*store, Family::packs, "p", secret);
  std::unique_ptr<StoreView> reader = store->snapshot();
  erase(*store, Family::packs, "p");
  std::atomic<bool> scrubbed = false;
  std::thread releases([&, view = std::move(reader)]() mutable {
    EXPECT_EQ(view->get(Family::packs, "p"), secret);
    EXPECT_FALSE(scrubbed);
    view.reset();
  });
  const auto done = store->scrub({Family::packs});
  scrubbed = true;
  releases.join();
  EXPECT_TRUE(done.ok());
  EXPECT_EQ(files_with(folder.store(), secret), std::vector<std::string>{});
}

TEST(Store, ScrubDoesNotClaimWhatAReaderPrevents) {
  const Folder folder;
  const auto store = open_store(folder);
  put(*store, Family::packs, "p", "secret");
  std::unique_ptr<StoreView> reader = store->snapshot();
  erase(*store, Family::packs, "p");
  const auto scrubbed = store->scrub({Family::packs});
  ASSERT_FALSE(scrubbed.ok());
  EXPECT_EQ(scrubbed.error().code, Code::unavailable);
  reader.reset();
  EXPECT_TRUE(store->scrub({Family::packs}).ok());
}

}  // namespace
}  // namespace jenjang
