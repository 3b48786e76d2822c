#include "tools/trust/keys.h"

#include <ctime>
#include <filesystem>

#include "node/config/key_files.h"
#include "tools/cli/files.h"
#include "tools/trust/api_key.h"
#include "tools/trust/entries.h"

namespace jenjang {

using nlohmann::json;

namespace {

void show(Terminal& terminal, const NodeKeys& keys) {
  const NodePublic node = public_of(keys);
  const std::string area = keys.sign.area.to_string();
  if (terminal.json) {
    print_json(terminal, {{"node", node.node.hex()},
                          {"area", area},
                          {"sign_key", keys.sign.key.hex()},
                          {"transport_key", node.transport.hex()},
                          {"seal_key", node.seal.hex()}});
    return;
  }
  terminal.out << "node           " << node.node.hex() << "\n"
               << "area           " << area << "\n"
               << "sign_key       " << keys.sign.key.hex() << "\n"
               << "transport_key  " << node.transport.hex() << "\n"
               << "seal_key       " << node.seal.hex() << "\n";
}

void show_authority(Terminal& terminal, const Seed& seed) {
  const std::string authority = SignKeys::from_seed(seed).authority().hex();
  const std::string recovery = SealKeys::from_seed(seed).key.hex();
  if (terminal.json) {
    print_json(terminal, {{"authority", authority}, {"recovery", recovery}});
    return;
  }
  terminal.out << "authority  " << authority << "\n"
               << "recovery   " << recovery << "\n";
}

}  // namespace

ExitCode run(const KeysNode& options, Terminal& terminal) {
  const Result<NodeKeys> keys = create_node_keys(options.folder, options.area);
  if (!keys) return fail(terminal, keys.error());
  show(terminal, *keys);
  return ExitCode::ok;
}

ExitCode run(const KeysConsent& options, Terminal& terminal) {
  const Result<NodeKeys> keys = load_node_keys(options.folder);
  if (!keys) return fail(terminal, keys.error());
  std::vector<Grant> grants;
  if (options.master_data) grants.push_back(v1::GRANT_MASTER_DATA);
  const std::uint64_t serial =
      options.serial.value_or(static_cast<std::uint64_t>(std::time(nullptr)));
  const Consent consent = make_consent(*keys, options.name, grants, serial, options.allowance_mib);
  const Result<void> done = write_file(options.out, consent.bytes, Readers::all);
  if (!done) return fail(terminal, done.error());
  if (terminal.json) {
    print_json(terminal, {{"node", keys->sign.id.hex()},
                          {"area", keys->sign.area.to_string()},
                          {"name", options.name},
                          {"serial", serial},
                          {"consent", options.out}});
    return ExitCode::ok;
  }
  terminal.out << "Persetujuan node " << options.name << ", wilayah " << keys->sign.area.to_string()
               << ", nomor " << serial << ": " << options.out
               << "\nKirimkan berkas itu kepada operator yang memegang kunci otoritasnya.\n";
  return ExitCode::ok;
}

ExitCode run(const KeysRenew& options, Terminal& terminal) {
  const Result<NodeKeys> keys = renew_transport_key(options.folder);
  if (!keys) return fail(terminal, keys.error());
  show(terminal, *keys);
  if (terminal.json) return ExitCode::ok;
  terminal.out << "Kunci tautan baru. Berikutnya: jenjang keys consent, jenjang enrol, lalu mulai "
                  "ulang node.\n"
               << "Kunci lama tetap dilayani sampai transport.old.key dihapus dan node dimulai "
                  "ulang;\n"
               << "hapus setelah jenjang_port_previous_key_total di /metrics tidak bertambah "
                  "lagi.\n";
  return ExitCode::ok;
}

ExitCode run(const KeysAuthority& options, Terminal& terminal) {
  const Seed seed = random_seed();
  if (Result<void> made = create_key_file(options.file, seed); !made) {
    return fail(terminal, made.error());
  }
  show_authority(terminal, seed);
  return ExitCode::ok;
}

ExitCode run(const KeysApi& options, Terminal& terminal) {
  const std::string secret = make_api_key();
  if (terminal.json) {
    print_json(terminal, {{"api_key", secret},
                          {"hash", hash_api_key(secret).hex()},
                          {"name", options.name},
                          {"role", role_name(options.role)}});
    return ExitCode::ok;
  }
  terminal.out << "# Kunci untuk " << options.name << ", ditampilkan sekali ini saja:\n"
               << "# " << secret << "\n";
  terminal.out.lines(api_key_toml(options.name, options.role, secret));
  return ExitCode::ok;
}

ExitCode run(const KeysShow& options, Terminal& terminal) {
  std::error_code code;
  if (std::filesystem::is_directory(options.path, code)) {
    const Result<NodeKeys> keys = load_node_keys(options.path);
    if (!keys) return fail(terminal, keys.error());
    show(terminal, *keys);
    return ExitCode::ok;
  }
  const Result<Seed> seed = read_key_file(options.path);
  if (!seed) return fail(terminal, seed.error());
  show_authority(terminal, *seed);
  return ExitCode::ok;
}

}  // namespace jenjang
