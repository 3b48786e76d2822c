#include "tools/http/node_client.h"

#include "node/config/key_files.h"
#include "tools/cli/terminal.h"
#include "tools/http/trusted_node.h"

namespace jenjang {

using nlohmann::json;

namespace {

// What a node says to /healthz does not matter here: that it answers does.
bool answers(HttpClient& http) { return http.call({"GET", "/healthz", {}, {}}).ok(); }

// RFC 9457: each problem with the field that is to blame, else what the whole says.
std::string problem_text(const json& document) {
  std::string out;
  const auto problems = document.is_object() ? document.find("problems") : document.end();
  if (problems != document.end() && problems->is_array()) {
    for (const json& problem : *problems) {
      const std::string field = json_text(problem, "field");
      const std::string message = json_text(problem, "message");
      if (message.empty()) continue;
      out += (out.empty() ? "" : "; ") + (field.empty() ? "" : field + ": ") + message;
    }
  }
  if (out.empty()) out = json_text(document, "detail");
  return out.empty() ? json_text(document, "title") : out;
}

Result<std::optional<NodeId>> expected_node(const Config& config, const NodeAddress& address) {
  const Result<NodeKeys> keys = load_node_keys(config.keys);
  if (!keys) return address.node;
  if (address.node && *address.node != keys->sign.id) {
    return Error{Code::invalid, "--node " + address.node->hex() + ": bukan node dari " +
                                    config.path + ", yang kuncinya " + keys->sign.id.hex()};
  }
  return std::optional(keys->sign.id);
}

Code code_of(int status) {
  if (status == 404) return Code::not_found;
  return status >= 500 || status == 429 ? Code::unavailable : Code::denied;
}

}  // namespace

Result<Config> read_config(const std::string& path) {
  Result<Config> config = load_config(path);
  if (!config && config.error().code == Code::not_found) {
    return Error{Code::invalid, config.error().message};
  }
  return config;
}

Result<NodeClient> NodeClient::open(const NodeAddress& address) {
  Result<Config> config = read_config(address.config);
  if (!config) return config.error();
  const std::string socket = control_socket(config->data);
  const Result<void> safe = check_control_socket(config->data, socket);
  HttpClient local({socket, {}}, address.timeout_ms);
  if (safe && answers(local)) {
    return NodeClient(std::move(*config), std::move(local),
                      address.operates ? std::string() : address.api_key, "");
  }
  const bool there = !safe && safe.error().code != Code::not_found;
  const std::string unused = there ? "; " + safe.error().message : "";
  HttpClient tcp({"", config->http.listen}, address.timeout_ms);
  const Result<std::optional<NodeId>> expected = expected_node(*config, address);
  if (!expected) return expected.error();
  if (*expected) tcp.greet_with(prove_first(**expected, config->name, tcp.place()));
  const Result<HttpAnswer> asked = config->http.listen.port == 0
                                       ? Error{Code::unavailable, ""}
                                       : tcp.call({"GET", "/healthz", {}, {}});
  if (!asked && asked.error().code == Code::denied) return asked.error();
  if (!asked) {
    return Error{Code::unavailable,
                 "node " + config->name + ": tidak menjawab di " + local.place().to_string() +
                     " maupun " + tcp.place().to_string() + "; apakah jenjangd berjalan?" + unused};
  }
  if (!*expected && !address.api_key.empty()) {
    return Error{Code::denied, "node " + config->name +
                                   ": kunci API tidak dikirim, sebab tidak terbukti siapa "
                                   "yang menjawab di " +
                                   tcp.place().to_string() + "; folder kunci node (" +
                                   config->keys +
                                   ") tidak terbaca dari sini, jadi sebutkan node itu dengan "
                                   "--node HEX"};
  }
  return NodeClient(std::move(*config), std::move(tcp), address.api_key, unused);
}

Result<json> NodeClient::get(const std::string& target) { return call({"GET", target, {}, {}}); }

Result<json> NodeClient::post(const std::string& target, const json& body,
                              const std::string& idempotency_key) {
  HttpCall out{"POST", target, {}, body.dump(-1, ' ', false, json::error_handler_t::replace)};
  if (!idempotency_key.empty()) out.headers.emplace_back("Idempotency-Key", idempotency_key);
  return call(std::move(out));
}

Result<json> NodeClient::call(HttpCall call) {
  if (!api_key_.empty()) call.headers.emplace_back("X-API-Key", api_key_);
  const Result<HttpAnswer> answer = http_.call(call);
  if (!answer) return answer.error();
  json document = json::parse(answer->body, nullptr, false);
  if (answer->status >= 200 && answer->status < 300) {
    if (!document.is_discarded()) return document;
    return Error{Code::corrupt,
                 "node " + config_.name + ": jawaban atas " + call.target + " bukan JSON"};
  }
  const std::string why = document.is_discarded() ? "" : problem_text(document);
  return Error{code_of(answer->status),
               "node " + config_.name + ": " +
                   (why.empty() ? "menolak " + call.method + " " + call.target : why) + " (HTTP " +
                   std::to_string(answer->status) + ")" + unused_socket_};
}

}  // namespace jenjang
