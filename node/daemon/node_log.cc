#include "node/daemon/node_log.h"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "node/config/private_path.h"
#include "node/text/visible.h"

namespace jenjang {

namespace {

// What an operator has to see to; the rest is the ordinary course of links.
bool is_alarming(const std::string& what) {
  return what == "fork" || what == "store-failed" || what == "erasure-refused" ||
         what == "scrub-failed" || what == "batch-refused";
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Checked by its descriptor: nobody can put another file there between the check and the writing.
// Devices and pipes have modes of their own reasons.
Result<File> open_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return Error{Code::unavailable, path + ": " + std::strerror(errno)};
  File out(::fdopen(file, "ab"));
  struct stat state {};
  if (!out || ::fstat(file, &state) != 0) {
    return Error{Code::unavailable, path + ": " + std::strerror(errno)};
  }
  if (!S_ISREG(state.st_mode)) return out;
  if (Result<void> own = check_private(path, state); !own) return own.error();
  return out;
}

}  // namespace

struct NodeLog::Sink {
  explicit Sink(File opened) : file(std::move(opened)) {
    using Lines = spdlog::sinks::stdout_sink_base<spdlog::details::console_mutex>;
    logger.sinks().emplace_back(std::make_unique<Lines>(file ? file.get() : stderr));
  }
  const File file;  // None: standard error.
  spdlog::logger logger{"jenjang"};
};

NodeLog::NodeLog(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}

NodeLog::~NodeLog() = default;

Result<std::unique_ptr<NodeLog>> NodeLog::open(const LogConfig& config) {
  File file;
  if (!config.file.empty()) {
    Result<File> opened = open_file(config.file);
    if (!opened) return opened.error();
    file = *std::move(opened);
  }
  auto sink = std::make_unique<Sink>(std::move(file));
  sink->logger.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  sink->logger.set_level(spdlog::level::from_str(config.level));
  sink->logger.flush_on(spdlog::level::info);
  return std::make_unique<NodeLog>(std::move(sink));
}

void NodeLog::info(const std::string& line) { sink_->logger.info(visible_line(line)); }

void NodeLog::error(const std::string& line) { sink_->logger.error(visible_line(line)); }

void NodeLog::notice(const Notice& notice, Instant now) {
  const std::lock_guard lock(mutex_);
  Window& window = windows_[notice.what];
  if (now.us - window.began.us >= kWindowUs) {
    if (window.lines > kLinesPerWindow) {
      sink_->logger.warn("{} more={}", notice.what, window.lines - kLinesPerWindow);
    }
    window = {now, 0};
  }
  if (++window.lines > kLinesPerWindow) return;
  const std::string line = visible_line(notice.what + " " + notice.detail);
  if (is_alarming(notice.what)) {
    sink_->logger.warn(line);
  } else {
    sink_->logger.info(line);
  }
}

}  // namespace jenjang
