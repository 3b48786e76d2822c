#include "node/config/config.h"

#include <sodium.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "node/text/folded.h"

namespace jenjang {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kThreadsMax = 64;
constexpr std::size_t kDialledMax = 16;
constexpr std::size_t kApiKeysMax = 1'000;
constexpr std::size_t kNameMax = 64;
constexpr std::size_t kUnitsMax = 64;
constexpr std::array kRoles{ApiRole::app,       ApiRole::officer,   ApiRole::coordinator,
                            ApiRole::custodian, ApiRole::operator_, ApiRole::monitor};

constexpr std::size_t kRoleShownMax = 16;

// Values that may be a secret, because they are near one or are easily taken for it: they are never
// shown. A role is, but for one so long that it must be something else.
bool is_secret(const std::string& name, const toml::node& value) {
  if (name == "api.key.role") return value.value_or(std::string()).size() > kRoleShownMax;
  return name == "api" || name.starts_with("api.") || name == "link.dial" ||
         name == "link.dial.node";
}

std::string shown(const std::string& name, const toml::node& value) {
  std::ostringstream out;
  if (!is_secret(name, value)) {
    value.visit([&](const auto& at) { out << at; });
  } else if (const auto* text = value.as_string()) {
    out << "(" << text->get().size() << " karakter, tidak ditampilkan)";
  } else {
    out << "(bukan teks, tidak ditampilkan)";
  }
  return out.str();
}

// toml++ quotes what it stumbled over: mostly one character, but at times a whole value.
std::string without_values(std::string_view description) {
  constexpr std::size_t kQuotedMax = 13;  // Every key of ours; a number in full is longer.
  std::string out;
  for (std::size_t at = 0; at < description.size();) {
    const std::size_t end = description.find('\'', at + 1);
    const bool quoted = description[at] == '\'' && end != std::string_view::npos;
    const std::size_t size = quoted ? end + 1 - at : 1;
    if (quoted && size > kQuotedMax + 2) {
      out += "'...'";
    } else {
      out += description.substr(at, size);
    }
    at += size;
  }
  return out;
}

// Reads one table, and remembers the first thing that was wrong with any.
class Section {
 public:
  Section(const toml::table* table, std::string prefix, const std::string& file,
          std::optional<Error>& wrong)
      : table_(table), prefix_(std::move(prefix)), file_(file), wrong_(wrong) {}

  bool present() const { return table_ != nullptr; }

  // Nothing where the key is absent; refused where it is no text.
  std::optional<std::string> text(std::string_view key) {
    const toml::node* node = take(key);
    if (node == nullptr) return std::nullopt;
    auto value = node->value_exact<std::string>();
    if (!value) refuse(key, "teks dalam tanda kutip");
    return value;
  }
  std::string required(std::string_view key, const std::string& expected) {
    const std::optional<std::string> value = text(key);
    if (!value && !wrong_) {
      wrong_ = Error{Code::invalid,
                     file_ + ": " + name(key) + " belum diisi; yang diharapkan " + expected};
    }
    if (value && value->empty()) refuse(key, expected);
    return value.value_or("");
  }
  std::int64_t number(std::string_view key, std::int64_t fallback, std::int64_t low,
                      std::int64_t high) {
    const toml::node* node = take(key);
    if (node == nullptr) return fallback;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < low || *value > high) {
      refuse(key, "bilangan bulat dari " + std::to_string(low) + " sampai " + std::to_string(high));
      return fallback;
    }
    return *value;
  }
  // Codes of units, each above 0.
  std::vector<std::uint32_t> codes(std::string_view key, std::size_t count_max) {
    std::vector<std::uint32_t> out;
    const toml::node* node = take(key);
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    const std::size_t count = array == nullptr ? 0 : array->size();
    for (std::size_t i = 0; i < count; ++i) {
      const auto code = (*array)[i].value_exact<std::int64_t>();
      if (code && *code > 0 && *code <= UINT32_MAX)
        out.push_back(static_cast<std::uint32_t>(*code));
    }
    if (out.empty() || out.size() != count || count > count_max) {
      refuse(key, "daftar kode unit, paling banyak " + std::to_string(count_max) + ": [7, 12]");
    }
    return out;
  }
  Section table(std::string_view key) {
    const toml::node* node = take(key);
    if (node != nullptr && !node->is_table()) refuse(key, "tabel: [" + name(key) + "]");
    return {node == nullptr ? nullptr : node->as_table(), name(key), file_, wrong_};
  }
  std::vector<Section> tables(std::string_view key, std::size_t count_max) {
    std::vector<Section> out;
    const toml::node* node = take(key);
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    if (array == nullptr || array->size() > count_max ||
        !std::all_of(array->begin(), array->end(), [](const auto& at) { return at.is_table(); })) {
      refuse(key, "paling banyak " + std::to_string(count_max) + " tabel: [[" + name(key) + "]]");
      return out;
    }
    for (const toml::node& at : *array) out.emplace_back(at.as_table(), name(key), file_, wrong_);
    return out;
  }

  void refuse(std::string_view key, const std::string& expected) {
    if (wrong_) return;
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    const std::string value = node == nullptr ? "" : shown(name(key), *node);
    say(key, name(key) + " = " + value + ": yang diharapkan " + expected);
  }
  // A mistake of the key, in words of its own.
  void say(std::string_view key, const std::string& what) {
    if (wrong_) return;
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    const auto line = node == nullptr ? 0 : node->source().begin.line;
    wrong_ = Error{Code::invalid, file_ + ":" + std::to_string(line) + ": " + what};
  }

  // To be called once everything was read.
  void refuse_unknown() {
    if (table_ == nullptr || wrong_) return;
    for (const auto& [key, node] : *table_) {
      if (known_.contains(std::string(key.str()))) continue;
      std::string expected = "salah satu dari";
      for (const std::string& at : known_) expected += " " + at;
      wrong_ = Error{Code::invalid, file_ + ":" + std::to_string(node.source().begin.line) + ": " +
                                        name(key.str()) +
                                        ": kunci ini tidak dikenal; yang diharapkan " + expected};
      return;
    }
  }

 private:
  const toml::node* take(std::string_view key) {
    known_.insert(std::string(key));
    return table_ == nullptr || wrong_ ? nullptr : table_->get(key);
  }
  std::string name(std::string_view key) const {
    return prefix_.empty() ? std::string(key) : prefix_ + "." + std::string(key);
  }

  const toml::table* table_;
  std::string prefix_;
  const std::string& file_;
  std::optional<Error>& wrong_;
  std::set<std::string> known_;
};

std::string beside(const std::string& file, const std::string& path) {
  const fs::path given(path);
  if (given.empty() || given.is_absolute()) return path;
  return (fs::path(file).parent_path() / given).lexically_normal().string();
}

Endpoint read_endpoint(Section& section, std::string_view key, const std::string& text) {
  const auto endpoint = parse_endpoint(text);
  if (!endpoint) section.refuse(key, "host:port, seperti 127.0.0.1:8464");
  return endpoint.value_or(Endpoint{});
}

template <class Fixed>
Fixed read_hex(Section& section, std::string_view key) {
  const std::string digits = std::to_string(2 * Fixed::kSize) + " digit heksadesimal";
  const std::string text = section.required(key, digits);
  const auto value = Fixed::parse_hex(text);
  if (!value) section.refuse(key, digits);
  return value.value_or(Fixed{});
}

void read_node(Section node, Config& out) {
  out.name = node.required("name", "nama node, seperti 64.72-a");
  if (out.name.size() > kNameMax) node.refuse("name", "paling banyak 64 karakter");
  const std::string area = node.required("area", "kode wilayah, seperti 64.72; nasional ialah 0");
  const Result<Area> code = Area::parse(area);
  if (!code || code->tier() > Area::kNodeTierMax) {
    node.refuse("area",
                "kode nasional, provinsi, atau kabupaten atau kota, seperti 0, 64 atau 64.72");
  } else {
    out.area = *code;
  }
  out.data = beside(out.path, node.text("data").value_or("data"));
  out.keys = beside(out.path, node.text("keys").value_or("keys"));
  out.invitation = beside(out.path, node.text("invitation").value_or("invitation.bin"));
  out.registry = beside(out.path, node.text("registry").value_or(""));
  if (out.registry.empty()) out.registry = find_registry();
  node.refuse_unknown();
}

void read_http(Section http, HttpConfig& out) {
  const std::string listen = http.text("listen").value_or(std::string(kDefaultHttpListen));
  out.listen = read_endpoint(http, "listen", listen);
  out.threads = static_cast<int>(http.number("threads", 1, 1, kThreadsMax));
  out.public_url = http.text("public_url").value_or("");
  if (!out.public_url.empty() && !out.public_url.starts_with("http://") &&
      !out.public_url.starts_with("https://")) {
    http.refuse("public_url", "alamat yang berawal dengan http:// atau https://");
  }
  while (out.public_url.ends_with('/')) out.public_url.pop_back();
  http.refuse_unknown();
}

void read_link(Section link, LinkConfig& out) {
  const std::optional<std::string> listen = link.text("listen");
  if (listen) out.listen = read_endpoint(link, "listen", *listen);
  const std::string profile = link.text("profile").value_or("lan");
  if (profile != "lan" && profile != "vsat") link.refuse("profile", "\"lan\" atau \"vsat\"");
  out.profile = profile == "vsat" ? LineKind::vsat : LineKind::lan;
  for (Section& dial : link.tables("dial", kDialledMax)) {
    DialConfig peer;
    const std::string address = dial.required("address", "host:port tautan node di atasnya");
    peer.address = read_endpoint(dial, "address", address);
    if (peer.address.port == 0) dial.refuse("address", "port selain 0");
    peer.node = read_hex<NodeId>(dial, "node");
    const bool twice = std::any_of(out.dial.begin(), out.dial.end(),
                                   [&](const DialConfig& at) { return at.node == peer.node; });
    if (twice) dial.refuse("node", "node yang hanya disebut sekali");
    dial.refuse_unknown();
    out.dial.push_back(std::move(peer));
  }
  link.refuse_unknown();
}

ApiRole read_role(Section& key) {
  const std::optional<ApiRole> role = parse_role(key.required("role", role_names()));
  if (!role) key.refuse("role", role_names());
  return role.value_or(ApiRole::monitor);
}

// Names and hashes of the keys so far. A caller is found by the hash, so of two keys with one hash
// the second would never be found; two of one name are told apart by nobody who reads the file.
class KeysRead {
 public:
  void add(Section& key, const ApiKeyConfig& read) {
    const auto [name, new_name] = names_.emplace(folded(read.name), read.name);
    if (!new_name) {
      key.say("name", "api.key.name: " + both(name->second, read) +
                          " bernama sama; yang diharapkan satu nama tiap kunci");
    }
    const auto [hash, new_hash] = hashes_.emplace(read.hash, read.name);
    if (!new_hash) {
      key.say("hash", "api.key.hash: " + both(hash->second, read) +
                          " memakai kunci yang sama; yang diharapkan satu kunci tiap nama");
    }
  }

 private:
  static std::string both(const std::string& first, const ApiKeyConfig& second) {
    return "\"" + first + "\" dan \"" + second.name + "\"";
  }

  std::map<std::string, std::string> names_;  // Folded, and as written.
  std::map<ApiKeyHash, std::string> hashes_;
};

void read_api(Section api, std::vector<ApiKeyConfig>& out) {
  KeysRead keys;
  for (Section& key : api.tables("key", kApiKeysMax)) {
    ApiKeyConfig read;
    read.name = key.required("name", "siapa yang diberi kunci ini");
    read.role = read_role(key);
    read.units = key.codes("units", kUnitsMax);
    if (!read.units.empty() && read.role != ApiRole::officer) {
      key.refuse("units", "tidak diisi selain untuk kunci berperan \"officer\"");
    }
    read.hash = read_hex<ApiKeyHash>(key, "hash");
    keys.add(key, read);
    key.refuse_unknown();
    out.push_back(std::move(read));
  }
  api.refuse_unknown();
}

void read_log(Section log, const std::string& file, LogConfig& out) {
  out.level = log.text("level").value_or(out.level);
  if (out.level != "debug" && out.level != "info" && out.level != "warn" && out.level != "error") {
    log.refuse("level", "\"debug\", \"info\", \"warn\" atau \"error\"");
  }
  out.file = beside(file, log.text("file").value_or(""));
  log.refuse_unknown();
}

}  // namespace

std::string_view role_name(ApiRole role) {
  switch (role) {
    case ApiRole::app:
      return "app";
    case ApiRole::officer:
      return "officer";
    case ApiRole::coordinator:
      return "coordinator";
    case ApiRole::custodian:
      return "custodian";
    case ApiRole::operator_:
      return "operator";
    case ApiRole::monitor:
      return "monitor";
  }
  CHECK(false);
}

std::optional<ApiRole> parse_role(std::string_view name) {
  for (const ApiRole role : kRoles) {
    if (role_name(role) == name) return role;
  }
  return std::nullopt;
}

std::string role_names() {
  std::string out;
  for (const ApiRole role : kRoles) {
    const bool last = role == kRoles.back();
    out += out.empty() ? "" : last ? " atau " : ", ";
    out += '"' + std::string(role_name(role)) + '"';
  }
  return out;
}

std::string Endpoint::to_string() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  if (text.starts_with("tcp://")) text.remove_prefix(6);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) {
    host.remove_prefix(1);
    host.remove_suffix(1);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  Endpoint out{std::string(host), 0};
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  if (host.empty() || host.find_first_of("/ []") != std::string_view::npos) return std::nullopt;
  return out;
}

ApiKeyHash hash_api_key(std::string_view secret) {
  ApiKeyHash out;
  crypto_generichash(out.data(), ApiKeyHash::kSize,
                     reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr,
                     0);
  return out;
}

std::string find_registry() {
  std::error_code code;
  const fs::path program = fs::read_symlink("/proc/self/exe", code);
  if (code) return "";
  const fs::path folder = program.parent_path().parent_path() / "share" / "jenjang";
  std::string out;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with("areas-") && name.ends_with(".bin")) {
      out = std::max(out, at->path().string());
    }
  }
  return out;
}

Result<Config> load_config(const std::string& path) {
  std::error_code code;
  if (!fs::is_regular_file(path, code)) {
    return Error{Code::not_found, path + ": berkas tidak ada; yang diharapkan konfigurasi node"};
  }
  toml::table file;
  try {
    file = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return Error{Code::invalid, path + ":" + std::to_string(error.source().begin.line) + ": " +
                                    without_values(error.description())};
  }
  Config out;
  out.path = path;
  std::optional<Error> wrong;
  Section root(&file, "", path, wrong);
  read_node(root.table("node"), out);
  read_http(root.table("http"), out.http);
  read_link(root.table("link"), out.link);
  read_api(root.table("api"), out.api_keys);
  read_log(root.table("log"), path, out.log);
  root.refuse_unknown();
  if (wrong) return *wrong;
  return out;
}

}  // namespace jenjang
