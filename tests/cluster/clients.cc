#include "tests/cluster/clients.h"

#include <gtest/gtest.h>

#include "tests/cluster/until.h"

namespace jenjang {

using nlohmann::json;

json report_of(const std::string& key) {
  return {{"title", "Laporan uji"},
          {"text", "Isi laporan " + key},
          {"kind", "pengaduan"},
          {"anonymous", false},
          {"secret", false}};
}

Clients::Clients(const ClusterNode& node, int clients, int calls_each)
    : node_(node), left_(clients) {
  for (int client = 0; client < clients; ++client) {
    threads_.emplace_back([this, client, calls_each] { run(client, calls_each); });
  }
}

Clients::~Clients() {
  stopping_ = true;
  join();
}

void Clients::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Clients::run(int client, int calls) {
  for (int call = 0; call < calls && !stopping_; ++call) {
    const std::string key = "klien-" + std::to_string(client) + "-" + std::to_string(call);
    {
      const std::lock_guard lock(mutex_);
      sent_.insert(key);
    }
    const auto answer = node_.post("/api/v1/reports", report_of(key), key);
    if (answer && answer->status == 201) {
      const std::string code = json::parse(answer->body).at("code");
      const std::lock_guard lock(mutex_);
      acknowledged_[key] = code;
      ++count_;
    } else {
      until([this] { return node_.ready() || stopping_; });
    }
  }
  --left_;
}

void Clients::wait_acknowledged(std::size_t count) const {
  EXPECT_TRUE(until([&] { return count_ >= count || ended(); }));
}

std::vector<std::string> Clients::codes() const {
  std::vector<std::string> out;
  for (const auto& [key, code] : acknowledged_) out.push_back(code);
  return out;
}

}  // namespace jenjang
