#pragma once

#include <map>
#include <string>

namespace jenjang {

// Where on a disk some words are, by what holds them: how often each.
//   wal     a value of a write-ahead log
//   table   an entry of a table
//   blob    a value of a blob file
//   frame   a zstd frame that begins at any byte of any file
//   bytes   the words themselves, in any file
using Found = std::map<std::string, int>;

// Looks through every file below the folder of a node that does not run, as deep as bytes can be
// unpacked: packs, tables, blob files and logs are decoded, whether RocksDB still counts them or
// not. Nothing is opened as a store, since that would write.
Found find_words(const std::string& folder, const std::string& words);

}  // namespace jenjang
