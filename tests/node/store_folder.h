#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "node/store/rocks_store.h"
#include "tests/tools/temp_folder.h"

namespace jenjang {

// Where a test has its store.
class Folder {
 public:
  std::string store() const { return folder_.at("store"); }

 private:
  TempFolder folder_;
};

// Small enough for tables and several logs within a second.
RocksOptions small_options();
std::unique_ptr<RocksStore> open_store(const Folder& folder);

// What store_child prints and how it ends.
struct Child {
  int code = -1;
  std::string output;
};
Child run_child(const std::string& arguments);

// Fills a store and leaves its files as a crash does: with a log.
void fill_and_crash(const Folder& folder);

// The biggest file with this extension; empty where there is none.
std::filesystem::path biggest(const std::string& store, const std::string& extension);
std::string bytes_of(const std::filesystem::path& file);
void overwrite(const std::filesystem::path& file, std::uintmax_t at, const std::string& bytes);

}  // namespace jenjang
