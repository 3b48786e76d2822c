#include "tests/bench/bench_node.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "node/config/key_files.h"

namespace jenjang {

namespace {

template <class T>
T need(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

Invitation read_invitation(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return need(decode_invitation(bytes));
}

std::unique_ptr<RocksStore> open_store(const Config& config) {
  std::filesystem::create_directories(config.data);
  return need(RocksStore::open(config.data + "/store", {}));
}

CoreConfig core_config(const Config& config, const NodeKeys& keys) {
  CoreConfig out;
  out.invitation = read_invitation(config.invitation);
  out.replica.keys = keys.sign;
  out.replica.root = out.invitation.root;
  for (const DialConfig& dial : config.link.dial) out.replica.dialled.push_back(dial.node);
  out.replica.profile = SessionProfile::lan();
  out.seal_keys = keys.seal;
  out.name = config.name;
  return out;
}

ZmqOptions zmq_options(const Config& config, const NodeKeys& keys) {
  ZmqOptions out;
  out.node = keys.sign.id;
  out.own = {keys.transport, keys.transport_secret};
  if (config.link.listen) out.listen = "tcp://" + config.link.listen->to_string();
  for (const DialConfig& dial : config.link.dial) {
    out.dialled.push_back({"tcp://" + dial.address.to_string(), dial.node});
  }
  return out;
}

}  // namespace

BenchNode::BenchNode(const std::string& config_file)
    : config_(need(load_config(config_file))), store_(open_store(config_)), times_(*store_) {
  const NodeKeys keys = need(load_node_keys(config_.keys));
  core_ = std::make_unique<Core>(core_config(config_, keys), times_, random_);
  if (const Result<void> loaded = core_->load(clock_.now()); !loaded) {
    std::fprintf(stderr, "%s\n", loaded.error().message.c_str());
    std::exit(1);
  }
  transport_ =
      need(ZmqTransport::open(zmq_options(config_, keys), random_, link_keys(core_->directory())));
  loop_ = std::make_unique<CoreLoop>(CoreLoopParts{*core_, times_, *transport_, inbox_, board_,
                                                   clock_, [] {}, [](const Notice&) {}});
  thread_ = std::thread([this] { loop_->run(); });
}

BenchNode::~BenchNode() { stop(); }

NodeStatus BenchNode::status() {
  std::promise<NodeStatus> promise;
  std::future<NodeStatus> answer = promise.get_future();
  const bool posted = post({AskStatus{}, [&](const Result<Reply>& reply) {
                              CHECK(reply.ok());
                              promise.set_value(std::get<NodeStatus>(*reply));
                            }});
  CHECK(posted);
  return answer.get();
}

void BenchNode::stop() {
  if (!thread_.joinable()) return;
  loop_->stop();
  thread_.join();
}

}  // namespace jenjang
