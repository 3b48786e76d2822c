#include "node/daemon/daemon.h"

#include "node/api/api.h"
#include "node/daemon/core_loop.h"
#include "node/daemon/node_files.h"
#include "node/daemon/node_log.h"
#include "node/daemon/system_ports.h"
#include "node/http/server.h"
#include "schema/base/locked.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

ZmqOptions zmq_options(const Config& config, const NodeKeys& keys) {
  ZmqOptions out;
  out.node = keys.sign.id;
  out.own = {keys.transport, keys.transport_secret};
  if (keys.previous_transport) {
    out.previous = {keys.previous_transport->first, keys.previous_transport->second};
  }
  if (config.link.listen) out.listen = "tcp://" + config.link.listen->to_string();
  for (const DialConfig& dial : config.link.dial) {
    out.dialled.push_back({"tcp://" + dial.address.to_string(), dial.node});
  }
  out.profile = config.link.profile == LineKind::vsat ? LinkProfile::vsat : LinkProfile::lan;
  return out;
}

HttpOptions http_options(const Config& config) {
  HttpOptions out;
  out.address = config.http.listen.host;
  out.port = config.http.listen.port;
  out.threads = config.http.threads;
  out.local_path = control_socket(config.data);
  return out;
}

}  // namespace

// In the order in which each needs those before it.
struct Daemon::Parts {
  Parts(const Config& from, NodeFiles& files, std::unique_ptr<NodeLog> opened_log)
      : config(from),
        log(std::move(opened_log)),
        store(std::move(files.store)),
        core(core_config(from, files), *store, random),
        access(files.keys.sign.id, from.api_keys) {}

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
  Result<NodeFiles> files = open_node_files(config);
  if (!files) return files.error();
  const NodeKeys& keys = files->keys;
  auto parts = std::make_unique<Parts>(config, *files, std::move(*log));
  Parts& p = *parts;
  if (!config.registry.empty()) {
    Result<Registry> registry = Registry::open(config.registry);
    if (!registry) return registry.error();
    p.registry.emplace(std::move(*registry));
  }
  if (Result<void> loaded = p.core.load(p.clock.now()); !loaded) return loaded.error();
  Result<std::unique_ptr<ZmqTransport>> transport =
      ZmqTransport::open(zmq_options(config, keys), p.random, link_keys(p.core.directory()));
  if (!transport) return transport.error();
  p.transport = std::move(*transport);
  p.loop = std::make_unique<CoreLoop>(CoreLoopParts{
      p.core, *p.store, *p.transport, p.inbox, p.board, p.clock, [&p] { p.http->flush(); },
      [&p](const Notice& notice) { p.log->notice(notice, p.clock.now().mono); }});
  p.board.publish(p.core.directory());
  const auto prove = [sign = keys.sign](const Challenge& challenge) {
    return jenjang::prove(challenge, sign);
  };
  const ApiParts api{*p.store,
                     p.inbox,
                     p.board,
                     p.registry ? &*p.registry : nullptr,
                     p.access,
                     p.clock,
                     {p.loop.get()},
                     [&p](std::string_view what, std::string_view detail) {
                       p.log->notice({std::string(what), std::string(detail)}, p.clock.now().mono);
                     },
                     prove};
  p.api =
      std::make_unique<Api>(api, ApiOptions{keys.sign.id, config.area, config.name,
                                            config.http.public_url, request_key(keys.sign.secret)});
  p.http = std::make_unique<HttpServer>(http_options(config), *p.api);
  return std::make_unique<Daemon>(std::move(parts));
}

Result<void> Daemon::run() {
  Parts& p = *parts_;
  if (Result<void> started = p.http->start(); !started) return started;
  p.log->info("started name=" + p.config.name + " area=" + p.config.area.to_string() +
              " http=" + p.config.http.listen.host + ":" + std::to_string(p.http->port()) +
              " link=" + (p.config.link.listen ? p.transport->endpoint() : "none"));
  if (!all_secrets_locked()) {
    p.log->error("keys-not-locked they may be swapped: raise RLIMIT_MEMLOCK");
  }
  p.loop->run();
  p.http->stop();
  p.log->info("stopped name=" + p.config.name);
  return {};
}

void Daemon::stop() { parts_->loop->stop(); }

void Daemon::hang_up() { parts_->loop->hang_up(); }

}  // namespace jenjang
