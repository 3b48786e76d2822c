#include "tests/http/quiet_api.h"

#include "schema/hash.h"

namespace jenjang {

namespace {

std::vector<ApiKeyConfig> api_keys() {
  std::vector<ApiKeyConfig> out;
  const auto add = [&](const char* name, ApiRole role) {
    out.push_back({name, role, hash_api_key(name + std::string("-key"))});
  };
  add("app", ApiRole::app);
  add("other-app", ApiRole::app);
  add("officer", ApiRole::officer);
  add("coordinator", ApiRole::coordinator);
  add("custodian", ApiRole::custodian);
  add("operator", ApiRole::operator_);
  add("monitor", ApiRole::monitor);
  add("unit-3", ApiRole::officer);
  out.back().units = {3};
  add("unit-4", ApiRole::officer);
  out.back().units = {4};
  return out;
}

}  // namespace

QuietApi::QuietApi(TestNetwork& network, CorePeer& peer, const TestNode& node)
    : network_(network),
      peer_(peer),
      name_(node.name),
      clock_(network),
      access_(node.keys.id, api_keys()) {
  board_.publish(peer.core().directory());
  api_ = std::make_unique<Api>(
      ApiParts{peer.store(), *this, board_, nullptr, access_, clock_, {}},
      ApiOptions{node.keys.id, node.area, node.name, "", request_key(node.keys.secret)});
}

HttpReply QuietApi::ask(const Ask& ask) {
  answered_.reset();
  HttpRequest request;
  request.method = ask.method;
  request.path = ask.path;
  request.query = ask.query;
  request.api_key = ask.key;
  request.body = ask.body;
  request.idempotency_key = ask.idempotency_key;
  request.host = "node";
  api_->handle(request, Responder(*this, {}));
  for (int turn = 0; turn < 50 && !answered_; ++turn) network_.run_for_ms(10);
  CHECK(answered_.has_value());
  return std::move(*answered_);
}

bool QuietApi::post(Request request) {
  peer_.post(std::move(request.command), std::move(request.done));
  network_.poke(name_);
  return true;
}

void QuietApi::reply(RequestTicket, HttpReply reply) { answered_ = std::move(reply); }

void QuietApi::reply_with(RequestTicket ticket, std::function<HttpReply()> make) {
  reply(ticket, make());
}

}  // namespace jenjang
