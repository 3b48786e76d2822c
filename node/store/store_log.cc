#include "node/store/store_log.h"

#include <fcntl.h>
#include <rocksdb/env.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace jenjang {

namespace {

constexpr std::size_t kLogBytesMax = 1 << 20;
constexpr std::size_t kLineBytesMax = 1024;

// RocksDB logs from many threads: each line is one write, which the system keeps whole.
class StoreLog final : public rocksdb::Logger {
 public:
  explicit StoreLog(int file) : Logger(rocksdb::InfoLogLevel::WARN_LEVEL), file_(file) {}
  ~StoreLog() override {
    if (file_ >= 0) ::close(file_);
  }
  StoreLog(const StoreLog&) = delete;
  StoreLog& operator=(const StoreLog&) = delete;

  using Logger::Logv;
  void Logv(const char* format, std::va_list arguments) override {
    std::array<char, kLineBytesMax> line{};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    const int stamp = std::snprintf(line.data(), line.size(), "%lld ", static_cast<long long>(ms));
    const auto from = static_cast<std::size_t>(stamp);
    const int text = std::vsnprintf(line.data() + from, line.size() - from, format, arguments);
    if (text < 0) return;
    std::size_t size = std::min(from + static_cast<std::size_t>(text), line.size() - 1);
    if (line[size - 1] != '\n') line[size++] = '\n';
    if (written_.fetch_add(size, std::memory_order_relaxed) > kLogBytesMax) return;
    [[maybe_unused]] const ssize_t kept = ::write(file_, line.data(), size);
  }

 private:
  const int file_;
  std::atomic<std::size_t> written_ = 0;
};

}  // namespace

std::unique_ptr<rocksdb::Logger> open_store_log(const std::string& store) {
  std::error_code failed;
  std::filesystem::create_directories(store, failed);
  const std::string path = store + "/LOG";
  std::filesystem::rename(path, path + ".old", failed);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  return std::make_unique<StoreLog>(file);
}

}  // namespace jenjang
