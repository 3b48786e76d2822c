#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace jenjang {

struct HttpOptions {
  std::string address = "127.0.0.1";  // An IP address; empty: no TCP at all.
  std::uint16_t port = 8464;          // 0: any free one.
  std::string local_path;             // A Unix domain socket for the operator's tool; empty: none.
  int threads = 1;
  std::size_t connections_max = 1024;
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 1024 * 1024;
  std::int64_t header_timeout_ms = 30'000;
  std::int64_t body_timeout_ms = 30'000;
  std::int64_t write_timeout_ms = 30'000;
  std::int64_t idle_timeout_ms = 60'000;
  // Longer than anything the node may take to answer.
  std::int64_t answer_timeout_ms = 120'000;
  std::int64_t linger_timeout_ms = 2'000;
  std::int64_t stop_timeout_ms = 2'000;
};

}  // namespace jenjang
