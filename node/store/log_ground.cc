#include "node/store/log_ground.h"

#include <fcntl.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace jenjang {

namespace {

constexpr std::uint64_t kAheadMin = 64 << 10;
constexpr std::uint64_t kAheadMax = 1 << 20;

// Writes zeros from one end of a file to the other; false where there was no room.
bool write_zeros(int file, std::uint64_t from, std::uint64_t to) {
  static constexpr std::array<char, 64 << 10> kZeros{};
  while (from < to) {
    const std::size_t size = std::min<std::uint64_t>(to - from, kZeros.size());
    const ssize_t done = pwrite(file, kZeros.data(), size, static_cast<off_t>(from));
    if (done <= 0) return false;
    from += static_cast<std::uint64_t>(done);
  }
  return true;
}

class LogFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  // `ground`: the same file, opened to write zeros; closed here.
  LogFile(std::unique_ptr<rocksdb::FSWritableFile> log, int ground)
      : FSWritableFileOwnerWrapper(std::move(log)), ground_(ground) {}
  ~LogFile() override { close(ground_); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context) override {
    return written(data.size(), FSWritableFileOwnerWrapper::Append(data, options, context));
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& checksum,
                           rocksdb::IODebugContext* context) override {
    return written(data.size(),
                   FSWritableFileOwnerWrapper::Append(data, options, checksum, context));
  }
  // RocksDB would reserve room here, which is no written ground.
  void PrepareWrite(std::size_t, std::size_t, const rocksdb::IOOptions&,
                    rocksdb::IODebugContext*) override {}

 private:
  rocksdb::IOStatus written(std::size_t size, rocksdb::IOStatus status) {
    end_ += size;
    // After a write that failed half way nobody knows where the log ends.
    ahead_ = ahead_ && status.ok();
    if (ahead_ && end_ >= zeros_until_) {
      zeros_until_ = end_ + std::clamp(end_, kAheadMin, kAheadMax);
      ahead_ = write_zeros(ground_, end_, zeros_until_);
    }
    return status;
  }

  int ground_;
  std::uint64_t end_ = 0;  // Of what the log holds.
  std::uint64_t zeros_until_ = 0;
  bool ahead_ = true;  // Zeros may be written.
};

class LogGround final : public rocksdb::FileSystemWrapper {
 public:
  LogGround() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "LogGround"; }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* out,
                                    rocksdb::IODebugContext* context) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(name, options, &file, context);
    if (status.ok() && name.ends_with(".log")) {
      const int ground = open(name.c_str(), O_WRONLY | O_CLOEXEC);
      if (ground >= 0) file = std::make_unique<LogFile>(std::move(file), ground);
    }
    *out = std::move(file);
    return status;
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> log_ground_env() {
  // tidy: allow make_shared: RocksDB shares its file systems so.
  return rocksdb::NewCompositeEnv(std::make_shared<LogGround>());
}

}  // namespace jenjang
