#include "node/daemon/daemon.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "node/api/api.h"
#include "node/config/key_files.h"
#include "node/daemon/core_loop.h"
#include "node/daemon/node_log.h"
#include "node/daemon/system_ports.h"
#include "node/http/server.h"
#include "node/store/rocks_store.h"
#include "schema/directory_entry.h"

namespace jenjang {

namespace {

Result<Invitation> read_invitation(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Error{Code::not_found,
                 path + ": no invitation; ask the operator of the tier above for one"};
  }
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  Result<Invitation> out = decode_invitation(bytes);
  if (!out) return Error{out.error().code, path + ": " + out.error().message};
  return out;
}

CoreConfig core_config(const Config& config, const NodeKeys& keys, Invitation invitation) {
  CoreConfig out;
  out.replica.keys = keys.sign;
  out.replica.area = config.area;
  out.replica.root = invitation.root;
  for (const DialConfig& dial : config.link.dial) out.replica.dialled.push_back(dial.node);
  out.replica.profile =
      config.link.profile == LineKind::vsat ? SessionProfile::vsat() : SessionProfile::lan();
  out.seal_keys = keys.seal;
  out.name = config.name;
  out.invitation = std::move(invitation);
  return out;
}

ZmqOptions zmq_options(const Config& config, const NodeKeys& keys) {
  ZmqOptions out;
  out.key = keys.transport;
  out.secret = keys.transport_secret;
  if (config.link.listen) out.listen = "tcp://" + config.link.listen->to_string();
  for (const DialConfig& dial : config.link.dial) {
    out.dialled.push_back({"tcp://" + dial.address.to_string(), dial.node, dial.transport_key});
  }
  out.profile = config.link.profile == LineKind::vsat ? LinkProfile::vsat : LinkProfile::lan;
  return out;
}

HttpOptions http_options(const Config& config) {
  HttpOptions out;
  out.address = config.http.listen.host;
  out.port = config.http.listen.port;
  out.threads = config.http.threads;
  out.local_path = config.control_socket();
  return out;
}

Result<void> make_folder(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  if (failed) return Error{Code::unavailable, path + ": " + failed.message()};
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
  return {};
}

}  // namespace

// In the order in which each needs those before it.
struct Daemon::Parts {
  Parts(const Config& from, const NodeKeys& keys, Invitation invitation,
        std::unique_ptr<NodeLog> opened_log, std::unique_ptr<RocksStore> opened_store)
      : config(from),
        log(std::move(opened_log)),
        store(std::move(opened_store)),
        core(core_config(from, keys, std::move(invitation)), *store, random),
        access(from.api_keys) {}

  Config config;
  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<NodeLog> log;
  std::unique_ptr<RocksStore> store;
  std::optional<Registry> registry;
  Core core;
  Inbox inbox;
  DirectoryBoard board;
  Access access;
  std::unique_ptr<ZmqTransport> transport;
  std::unique_ptr<CoreLoop> loop;
  std::unique_ptr<Api> api;
  std::unique_ptr<HttpServer> http;
};

Daemon::Daemon(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Daemon::~Daemon() = default;

Result<std::unique_ptr<Daemon>> Daemon::open(const Config& config) {
  Result<std::unique_ptr<NodeLog>> log = NodeLog::open(config.log);
  if (!log) return log.error();
  const Result<NodeKeys> keys = load_node_keys(config.keys);
  if (!keys) return keys.error();
  Result<Invitation> invitation = read_invitation(config.invitation);
  if (!invitation) return invitation.error();
  if (Result<void> made = make_folder(config.data); !made) return made.error();
  Result<std::unique_ptr<RocksStore>> store = RocksStore::open(config.data + "/store", {});
  if (!store) return store.error();
  auto parts = std::make_unique<Parts>(config, *keys, std::move(*invitation), std::move(*log),
                                       std::move(*store));
  Parts& p = *parts;
  if (!config.registry.empty()) {
    Result<Registry> registry = Registry::open(config.registry);
    if (!registry) return registry.error();
    p.registry.emplace(std::move(*registry));
  }
  if (Result<void> loaded = p.core.load(p.clock.now()); !loaded) return loaded.error();
  Result<std::unique_ptr<ZmqTransport>> transport = ZmqTransport::open(
      zmq_options(config, *keys), p.random,
      [&p](const TransportKey& key) { return p.core.directory().by_transport(key); });
  if (!transport) return transport.error();
  p.transport = std::move(*transport);
  p.loop = std::make_unique<CoreLoop>(CoreLoopParts{
      p.core, *p.store, *p.transport, p.inbox, p.board, p.clock, [&p] { p.http->flush(); },
      [&p](const Notice& notice) { p.log->notice(notice, p.clock.now().mono); }});
  p.board.publish(p.core.directory());
  const ApiParts api{*p.store,
                     p.inbox,
                     p.board,
                     p.registry ? &*p.registry : nullptr,
                     p.access,
                     p.clock,
                     {p.loop.get()},
                     [&p](std::string_view what, std::string_view detail) {
                       p.log->notice({std::string(what), std::string(detail)}, p.clock.now().mono);
                     }};
  p.api = std::make_unique<Api>(
      api, ApiOptions{keys->sign.id, config.area, config.name, config.http.public_url});
  p.http = std::make_unique<HttpServer>(http_options(config), *p.api);
  return std::make_unique<Daemon>(std::move(parts));
}

Result<void> Daemon::run() {
  Parts& p = *parts_;
  if (Result<void> started = p.http->start(); !started) return started;
  p.log->info("started name=" + p.config.name + " area=" + p.config.area.to_string() +
              " http=" + p.config.http.listen.host + ":" + std::to_string(p.http->port()) +
              " link=" + (p.config.link.listen ? p.transport->endpoint() : "none"));
  p.loop->run();
  p.http->stop();
  p.log->info("stopped name=" + p.config.name);
  return {};
}

void Daemon::stop() { parts_->loop->stop(); }

}  // namespace jenjang
