#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "schema/base/result.h"

// The write-ahead log on disk, as far as we read it ourselves:
//
//   file     := block*                      block := fragment* padding, 32,768 bytes
//   fragment := crc:4 length:2 type:1 bytes   little-endian; crc32c of type and bytes, masked
//   type     := 1 whole | 2 first | 3 middle | 4 last | 0 padding
//   record   := sequence:8 count:4 operation*   a WriteBatch, whole or from first to last
namespace jenjang {

// Called with each whole record; `after_damage` once anything before it in this file was
// unreadable.
using WalVisitor = std::function<void(std::string_view record, bool after_damage)>;

struct WalSummary {
  bool damaged = false;  // Includes a tail that was not written to its end.
};

// Reads over damage: what follows is given too.
Result<WalSummary> read_wal(const std::filesystem::path& file, const WalVisitor& visit);

// The log files of a store, oldest first.
std::vector<std::filesystem::path> wal_files(const std::filesystem::path& store);

}  // namespace jenjang
