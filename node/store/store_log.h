#pragma once

#include <memory>
#include <string>

namespace rocksdb {
class Logger;
}

namespace jenjang {

// Where RocksDB tells its troubles: warnings and errors, appended to STORE/LOG, at most 1 MiB of
// them a start. The log before it is LOG.old. A line that cannot be written is lost and nothing
// else: RocksDB's own logger, as Debian builds it, ends the process when the disk is full.
std::unique_ptr<rocksdb::Logger> open_store_log(const std::string& store);

}  // namespace jenjang
