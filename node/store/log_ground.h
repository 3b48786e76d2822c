#pragma once

#include <memory>

namespace rocksdb {
class Env;
}

namespace jenjang {

// The system's files, and the write-ahead log on ground that was written before. A sync of bytes
// where the file had none must also commit the journal of the file system, which about doubles its
// time (tests/bench/README.md); so zeros go ahead of the log, and the log over them. Who reads a
// log takes zeros for its end (wal_file.h). They are as many as the log has bytes already, within
// 64 KiB and 1 MiB; where they cannot be written, for want of room, the log goes on without.
std::unique_ptr<rocksdb::Env> log_ground_env();

}  // namespace jenjang
