#include "tools/trust/authority.h"

#include <algorithm>
#include <ctime>
#include <set>
#include <sstream>

#include "node/config/key_files.h"
#include "tools/cli/files.h"
#include "tools/cli/table.h"

namespace jenjang {

using nlohmann::json;

namespace {

// The ids that fit one statement.
constexpr std::size_t kKeptMax = (kLongEntryBytesMax - 1024) / (EntryId::kSize + 2);
constexpr std::size_t kShortId = 16;  // Digits.

Directory open_directory(const Invitation& held) {
  Directory out(held.root);
  for (const SignedEntry& entry : held.entries) out.add(entry, {});
  return out;
}

// The keys that speak for the area itself, as somebody above has named them.
std::set<AuthorityKey> keys_of(const Area& area, const Invitation& held,
                               const Directory& directory) {
  std::set<AuthorityKey> out;
  if (area == Area::nation()) out.insert(directory.root().key);
  for (const SignedEntry& entry : held.entries) {
    const auto* naming = std::get_if<AreaAuthority>(&entry.entry);
    const bool stands =
        naming != nullptr && naming->area == area && directory.speaks_for(naming->key, area);
    if (stands) out.insert(naming->key);
  }
  return out;
}

Result<AuthorityKey> old_key(const RotateAuthority& options, const Invitation& held,
                             const Directory& directory) {
  const std::set<AuthorityKey> keys = keys_of(options.area, held, directory);
  const std::string of = "wilayah " + options.area.to_string() + ": ";
  if (options.old_key.empty()) {
    if (keys.size() == 1) return *keys.begin();
    return Error{Code::invalid, of + std::to_string(keys.size()) +
                                    " kunci otoritas; sebutkan yang diganti dengan --old"};
  }
  const auto key = AuthorityKey::parse_hex(options.old_key);
  if (key && keys.contains(*key)) return *key;
  return Error{Code::invalid, "--old: bukan kunci otoritas " + of +
                                  "yang diharapkan 64 digit hex dari salah satunya"};
}

Result<void> split(const RotateAuthority& options, const AuthorityKey& old, const Invitation& held,
                   Rotation& out) {
  std::set<std::string> used;
  for (const SignedEntry& entry : held.entries) {
    if (entry.signer.view() != old.view()) continue;
    const std::string id = entry.id().hex();
    const auto named = std::find_if(options.drop.begin(), options.drop.end(),
                                    [&](const std::string& text) { return id.starts_with(text); });
    if (named == options.drop.end()) {
      out.kept.push_back(entry);
      continue;
    }
    if (!used.insert(*named).second) {
      return Error{Code::invalid, "--drop " + *named + ": beberapa entri berawalan itu"};
    }
    out.dropped.push_back(entry);
  }
  for (const std::string& text : options.drop) {
    if (used.contains(text)) continue;
    return Error{Code::invalid, "--drop " + text + ": tidak ada entri kunci lama berawalan itu"};
  }
  if (out.kept.size() <= kKeptMax) return {};
  return Error{Code::invalid, std::to_string(out.kept.size()) +
                                  " entri tetap sah, satu pernyataan memuat paling banyak " +
                                  std::to_string(kKeptMax)};
}

std::vector<EntryId> ids_of(const std::vector<SignedEntry>& entries) {
  std::vector<EntryId> out;
  for (const SignedEntry& entry : entries) out.push_back(entry.id());
  std::sort(out.begin(), out.end());
  return out;
}

// The entry that gives the new key its authority.
Result<SignedEntry> name_key(const RotateAuthority& options, const SignKeys& by,
                             const std::vector<AuthorityKey>& roots) {
  if (options.area != Area::nation()) {
    const auto key = AuthorityKey::parse_hex(options.new_key);
    if (!key) return Error{Code::invalid, "--new: yang diharapkan 64 digit hex"};
    return sign_entry(AreaAuthority{options.area, *key}, by);
  }
  const auto place = std::find(roots.begin(), roots.end(), by.authority());
  if (place == roots.end()) {
    return Error{Code::denied, options.by + ": bukan salah satu kunci di --roots"};
  }
  const Root root = root_at(roots, static_cast<std::size_t>(place - roots.begin()));
  return sign_entry(RootSuccession{root}, by);
}

std::string date_text(std::uint64_t serial) {
  // A serial is the time of its consent, unless somebody chose another.
  constexpr std::uint64_t kSince2020 = 1'577'836'800;
  if (serial < kSince2020 || serial > INT32_MAX) return std::to_string(serial);
  const auto seconds = static_cast<std::time_t>(serial);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::string out(32, '\0');
  out.resize(std::strftime(out.data(), out.size(), "%Y-%m-%d %H:%M UTC", &parts));
  return out;
}

struct Words {
  std::string kind;
  std::string area;
  std::string about;
};

Words words_of(const SignedEntry& entry) {
  const std::optional<Area> area = area_of(entry.entry);
  Words out{"", area ? area->to_string() : "", ""};
  if (const auto* naming = std::get_if<AreaAuthority>(&entry.entry)) {
    out.kind = "otoritas";
    out.about = naming->key.hex().substr(0, kShortId);
  } else if (const auto* end = std::get_if<AuthorityEnd>(&entry.entry)) {
    out.kind = "otoritas diganti";
    out.about = end->key.hex().substr(0, kShortId) + ", " + date_text(end->serial);
  } else if (const auto* enrolment = std::get_if<Enrolment>(&entry.entry)) {
    out.kind = "pendaftaran";
    out.about = enrolment->name + ", " + date_text(enrolment->serial);
  } else if (const auto* revocation = std::get_if<Revocation>(&entry.entry)) {
    out.kind = "pencabutan";
    out.about = revocation->node.hex().substr(0, kShortId) + ", " + date_text(revocation->serial);
  } else if (const auto* key = std::get_if<AreaKey>(&entry.entry)) {
    out.kind = "kunci wilayah";
    out.about = "epoch " + std::to_string(key->epoch);
  } else {
    out.kind = "lainnya";
  }
  return out;
}

json list_json(const std::vector<SignedEntry>& entries) {
  json out = json::array();
  for (const SignedEntry& entry : entries) {
    const Words words = words_of(entry);
    out.push_back({{"id", entry.id().hex()},
                   {"kind", words.kind},
                   {"area", words.area},
                   {"about", words.about}});
  }
  return out;
}

void report(const RotateAuthority& options, const Rotation& rotation, Terminal& terminal) {
  if (terminal.json) {
    json gone = json::array();
    for (const Enrolment& node : rotation.gone) gone.push_back(node.node().hex());
    print_json(terminal, {{"area", options.area.to_string()},
                          {"ended", rotation.ended.hex()},
                          {"named", rotation.named.hex()},
                          {"rotated", !options.dry_run},
                          {"kept", list_json(rotation.kept)},
                          {"dropped", list_json(rotation.dropped)},
                          {"nodes_gone", std::move(gone)}});
    return;
  }
  terminal.out << (options.dry_run ? "Percobaan, tidak ada yang ditulis. " : "")
               << "Otoritas wilayah " << options.area.to_string() << "\n"
               << "  lama  " << rotation.ended.hex() << "\n"
               << "  baru  " << rotation.named.hex() << "\n\n"
               << "Yang pernah ditandatangani kunci lama:\n";
  Table table({{"entri"}, {"jenis"}, {"wilayah"}, {"tentang"}, {"lalu"}});
  const auto list = [&](const std::vector<SignedEntry>& entries, const char* then) {
    for (const SignedEntry& entry : entries) {
      const Words words = words_of(entry);
      table.add({entry.id().hex().substr(0, kShortId), words.kind, words.area, words.about, then});
    }
  };
  list(rotation.dropped, "gugur");
  list(rotation.kept, "tetap");
  terminal.out << table;
  for (const Enrolment& node : rotation.gone) {
    terminal.out << "Node " << node.name << ", wilayah " << node.area.to_string()
                 << ", tidak terdaftar lagi; tulisannya gugur.\n";
  }
  if (options.dry_run) {
    terminal.out << "Periksa daftar ini: entri yang bukan buatan pemegang kunci disebut dengan "
                    "--drop ENTRI.\n";
    return;
  }
  terminal.out << "Ditulis: " << options.out << ". Berikutnya, di sebuah node: jenjang directory "
               << "publish " << options.out << "\n";
}

Result<std::vector<AuthorityKey>> read_roots(const std::string& path) {
  std::vector<AuthorityKey> out;
  if (path.empty()) return out;
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const auto key = AuthorityKey::parse_hex(line);
    if (!key) {
      return Error{Code::invalid, path + ": yang diharapkan 64 digit hex pada tiap baris"};
    }
    out.push_back(*key);
  }
  return out;
}

Result<Invitation> read_entries(const std::string& path) {
  const Result<std::string> bytes = read_file(path);
  if (!bytes) return bytes.error();
  Result<Invitation> out = decode_invitation(*bytes);
  if (!out) return Error{Code::invalid, path + ": " + out.error().message};
  return out;
}

}  // namespace

Root root_at(const std::vector<AuthorityKey>& roots, std::size_t place) {
  Root out{roots.back(), {}};
  for (std::size_t at = roots.size() - 1; at > place; --at) {
    out = {roots[at - 1], root_digest(out)};
  }
  return out;
}

Result<Rotation> make_rotation(const RotateAuthority& options, const SignKeys& by,
                               const std::vector<AuthorityKey>& roots, const Invitation& held,
                               std::uint64_t serial) {
  Directory directory = open_directory(held);
  const Result<AuthorityKey> old = old_key(options, held, directory);
  if (!old) return old.error();
  Rotation out;
  out.ended = *old;
  if (Result<void> done = split(options, *old, held, out); !done) return done.error();
  Result<SignedEntry> naming = name_key(options, by, roots);
  if (!naming) return naming.error();
  out.entries.push_back(std::move(*naming));
  const AuthorityEnd end{options.area, *old, serial, ids_of(out.kept)};
  out.entries.push_back(sign_entry(end, by));
  out.named = by.authority();
  if (const auto* named = std::get_if<AreaAuthority>(&out.entries.front().entry)) {
    out.named = named->key;
  }
  const std::map<NodeId, Enrolment> before = directory.nodes();
  for (const SignedEntry& entry : out.entries) directory.add(entry, {});
  // A signer without the right to it, or overruled by somebody higher, changes nothing.
  const bool stands = directory.speaks_for(out.named, options.area) &&
                      !directory.speaks_for(*old, options.area) && out.named != *old;
  if (!stands) {
    return Error{Code::denied, options.by + ": tidak dapat mengganti otoritas wilayah " +
                                   options.area.to_string() +
                                   "; yang diharapkan kunci otoritas di atasnya, atau untuk "
                                   "wilayah 0 kunci penerus yang disematkan dari awal"};
  }
  for (const auto& [id, node] : before) {
    if (directory.node(id) == nullptr) out.gone.push_back(node);
  }
  return out;
}

ExitCode run(const ExportDirectory& options, Terminal& terminal) {
  Result<NodeClient> client = NodeClient::open(options.at);
  if (!client) return fail(terminal, client.error());
  const Result<HeldDirectory> held = fetch_directory(*client);
  if (!held) return fail(terminal, held.error());
  const std::string bytes = encode_invitation({held->pinned, held->entries});
  if (Result<void> done = write_file(options.out, bytes, Readers::all); !done) {
    return fail(terminal, done.error());
  }
  if (terminal.json) {
    print_json(terminal, {{"entries", held->entries.size()}, {"file", options.out}});
    return ExitCode::ok;
  }
  terminal.out << count_text(held->entries.size()) << " entri direktori node "
               << client->config().name << ": " << options.out << "\n";
  return ExitCode::ok;
}

ExitCode run(const PublishEntries& options, Terminal& terminal) {
  const Result<Invitation> entries = read_entries(options.file);
  if (!entries) return fail(terminal, entries.error());
  Result<NodeClient> client = NodeClient::open(options.at);
  if (!client) return fail(terminal, client.error());
  const Result<std::uint64_t> added = publish_entries(*client, entries->entries);
  if (!added) return fail(terminal, added.error());
  if (terminal.json) {
    print_json(terminal, {{"entries", entries->entries.size()}, {"added", *added}});
    return ExitCode::ok;
  }
  terminal.out << count_text(*added) << " dari " << count_text(entries->entries.size())
               << " entri baru bagi node " << client->config().name
               << " dan disebarkannya ke semua node.\n";
  return ExitCode::ok;
}

ExitCode run(const RotateAuthority& options, Terminal& terminal) {
  const Result<Seed> seed = read_key_file(options.by);
  if (!seed) return fail(terminal, seed.error());
  const Result<Invitation> held = read_entries(options.directory);
  if (!held) return fail(terminal, held.error());
  const Result<std::vector<AuthorityKey>> roots = read_roots(options.roots);
  if (!roots) return fail(terminal, roots.error());
  const Result<Rotation> rotation =
      make_rotation(options, SignKeys::from_seed(*seed), *roots, *held,
                    static_cast<std::uint64_t>(std::time(nullptr)));
  if (!rotation) return fail(terminal, rotation.error());
  if (!options.dry_run) {
    const std::string bytes = encode_invitation({held->root, rotation->entries});
    if (Result<void> done = write_file(options.out, bytes, Readers::all); !done) {
      return fail(terminal, done.error());
    }
  }
  report(options, *rotation, terminal);
  return ExitCode::ok;
}

}  // namespace jenjang
