#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/area.h"
#include "schema/base/result.h"
#include "schema/ids.h"

namespace jenjang {

inline constexpr std::string_view kDefaultHttpListen = "127.0.0.1:8464";

// Where a socket is: an IP address or host name, and a port (0: any free one, to listen only).
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;

  // host:port; an IPv6 address in brackets.
  std::string to_string() const;
  bool operator==(const Endpoint&) const = default;
};
// Takes "tcp://" in front or not. Nothing for text that is no endpoint.
std::optional<Endpoint> parse_endpoint(std::string_view text);

// BLAKE2b-256 of a secret that a client sends; the secret itself is kept nowhere.
using ApiKeyHash = FixedBytes<32, struct ApiKeyHashTag>;
ApiKeyHash hash_api_key(std::string_view secret);

// The rights of a key: an app files reports, and acts for those who filed them through it; an
// officer of a unit and a coordinator act on reports; a custodian lets an anonymous reporter's
// identity be read; an operator runs the node; a monitor reads figures about the node and none
// about reports.
enum class ApiRole { app, officer, coordinator, custodian, operator_, monitor };

// As configurations and command lines write it.
std::string_view role_name(ApiRole role);
std::optional<ApiRole> parse_role(std::string_view name);
// All of them, as in a sentence that says what was expected.
std::string role_names();

struct ApiKeyConfig {
  std::string name;
  ApiRole role{};
  ApiKeyHash hash;
  std::vector<std::uint32_t> units{};  // An officer's, by their codes in this area.
};

struct HttpConfig {
  Endpoint listen;
  int threads = 1;
  std::string public_url;  // Empty: answers name the address that was asked.
};

struct DialConfig {
  Endpoint address;
  NodeId node;
};

enum class LineKind { lan, vsat };

struct LinkConfig {
  std::optional<Endpoint> listen;  // Absent: a leaf, which only dials.
  LineKind profile = LineKind::lan;
  std::vector<DialConfig> dial;
};

struct LogConfig {
  std::string level = "info";  // debug, info, warn or error.
  std::string file;            // Empty: standard error.
};

// One node's configuration file, checked; relative paths are relative to the file's folder.
struct Config {
  std::string path;
  std::string name;
  Area area;
  std::string data;
  std::string keys;
  std::string invitation;
  std::string registry;  // As set, else what find_registry() gives, else empty.
  HttpConfig http;
  LinkConfig link;
  std::vector<ApiKeyConfig> api_keys;
  LogConfig log;
};

// The socket by which the operator's tool finds the node with that data folder.
inline std::string control_socket(const std::string& data) { return data + "/control.sock"; }

// invalid: what is wrong, as "FILE:LINE: key = value: yang diharapkan ...". not_found: no such
// file. Keys that nothing reads are refused, so a misspelt one is never silently a default.
Result<Config> load_config(const std::string& path);

// The newest ../share/jenjang/areas-*.bin beside the running program; empty where there is none.
std::string find_registry();

}  // namespace jenjang
