#include "node/daemon/node_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace jenjang {

namespace {

// What an operator has to see to; the rest is the ordinary course of links.
bool is_alarming(const std::string& what) {
  return what == "fork" || what == "store-failed" || what == "erasure-refused" ||
         what == "scrub-failed" || what == "batch-refused";
}

}  // namespace

struct NodeLog::Sink {
  // tidy: allow shared_ptr: spdlog shares its sinks so.
  explicit Sink(spdlog::sink_ptr to) : logger("jenjang", std::move(to)) {}
  spdlog::logger logger;
};

NodeLog::NodeLog(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}

NodeLog::~NodeLog() = default;

Result<std::unique_ptr<NodeLog>> NodeLog::open(const LogConfig& config) {
  std::unique_ptr<Sink> sink;
  try {
    spdlog::sink_ptr to;
    if (config.file.empty()) {
      to.reset(std::make_unique<spdlog::sinks::stderr_sink_mt>().release());
    } else {
      to.reset(std::make_unique<spdlog::sinks::basic_file_sink_mt>(config.file).release());
    }
    sink = std::make_unique<Sink>(std::move(to));
  } catch (const spdlog::spdlog_ex& failed) {
    return Error{Code::unavailable, "log " + config.file + ": " + failed.what()};
  }
  sink->logger.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  sink->logger.set_level(spdlog::level::from_str(config.level));
  sink->logger.flush_on(spdlog::level::info);
  return std::make_unique<NodeLog>(std::move(sink));
}

void NodeLog::info(const std::string& line) { sink_->logger.info(line); }

void NodeLog::error(const std::string& line) { sink_->logger.error(line); }

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
  if (is_alarming(notice.what)) {
    sink_->logger.warn("{} {}", notice.what, notice.detail);
  } else {
    sink_->logger.info("{} {}", notice.what, notice.detail);
  }
}

}  // namespace jenjang
