#include "tools/trust/enrol.h"

#include <algorithm>

#include "node/config/key_files.h"
#include "tools/cli/files.h"
#include "tools/trust/area_keys.h"

namespace jenjang {

namespace {

// What may open what was sealed to the area before: the recovery key that was given, else the one
// that goes with the authority. New epochs can be recovered by the first.
Result<std::vector<SealKeys>> recovery_keys(const Enrol& options, const Seed& authority) {
  std::vector<SealKeys> out;
  if (!options.recovery_key.empty()) {
    const Result<Seed> seed = read_key_file(options.recovery_key);
    if (!seed) return seed.error();
    out.push_back(SealKeys::from_seed(*seed));
  }
  out.push_back(SealKeys::from_seed(authority));
  return out;
}

Result<void> check_agreed(const Enrol& options, const Enrolment& asked) {
  if (asked.area != options.area) {
    return Error{Code::invalid, "--area " + options.area.to_string() +
                                    ": persetujuan node menyebut wilayah " +
                                    asked.area.to_string()};
  }
  if (asked.allowance_mib != options.allowance_mib) {
    return Error{Code::invalid, "--allowance " + std::to_string(options.allowance_mib) +
                                    ": persetujuan node meminta jatah direktori " +
                                    std::to_string(asked.allowance_mib) + " MiB"};
  }
  const bool master_data = std::find(asked.grants.begin(), asked.grants.end(),
                                     v1::GRANT_MASTER_DATA) != asked.grants.end();
  if (master_data == options.master_data) return {};
  return Error{Code::invalid, master_data
                                  ? "node minta boleh menulis unit, kategori dan alias; sebutkan "
                                    "--master-data bila disetujui"
                                  : "--master-data: persetujuan node tidak memintanya"};
}

// The directory would follow it.
Result<void> check_stands(const SignedEntry& entry, const Enrolment& asked,
                          const Directory& directory) {
  const NodeId node = asked.node();
  if (directory.revoked(node)) {
    return Error{Code::conflict,
                 "node " + node.hex() + ": sudah dicabut, dan tidak kembali; buatlah kunci baru"};
  }
  Directory after = directory;
  after.add(entry, {});
  if (*after.node(node) == asked) return {};
  const Enrolment& standing = *after.node(node);
  return Error{Code::conflict, "node " + node.hex() + ": sudah terdaftar sebagai " + standing.name +
                                   " dengan nomor " + std::to_string(standing.serial) +
                                   ", yang tetap berlaku; yang diharapkan persetujuan bernomor "
                                   "lebih tinggi, ditandatangani otoritas yang tidak lebih rendah"};
}

void report(const Enrol& options, const Enrolment& node, const Added& added,
            const NodeClient& client, Terminal& terminal) {
  const Config& config = client.config();
  const Result<NodeKeys> own = load_node_keys(config.keys);
  const std::string dial =
      own && config.link.listen ? dial_toml(*config.link.listen, own->sign.id) : "";
  if (terminal.json) {
    print_json(terminal, {{"node", node.node().hex()},
                          {"area", options.area.to_string()},
                          {"name", node.name},
                          {"serial", node.serial},
                          {"entries", added.entries.size()},
                          {"epochs_closed", added.epochs_closed},
                          {"invitation", options.out},
                          {"dial", dial}});
    return;
  }
  terminal.out << "Terdaftar: " << node.name << ", wilayah " << options.area.to_string() << ", "
               << added.entries.size() << " entri direktori lewat node " << config.name << ".\n"
               << "Undangan:  " << options.out << "\n";
  if (added.epochs_closed > 0) {
    terminal.out << "Perhatian: isi tertutup dari " << added.epochs_closed
                 << " epoch kunci wilayah sebelumnya tidak dapat dibuka node ini;\n"
                 << "           kunci pemulihannya tidak diberikan (--recovery-key).\n";
  }
  if (dial.empty()) return;
  terminal.out << "Tambahkan ke config.toml node baru:\n\n";
  terminal.out.lines(dial);
}

}  // namespace

Result<Added> enrolment_entries(const Enrol& options, const Consent& consent,
                                const SignKeys& authority, const std::vector<SealKeys>& recovery,
                                const Directory& directory) {
  const Enrolment& asked = consent.enrolment;
  if (Result<void> agreed = check_agreed(options, asked); !agreed) return agreed.error();
  if (!directory.speaks_for(authority.authority(), asked.area)) {
    return Error{Code::denied, options.authority + ": kunci ini tidak berwenang atas wilayah " +
                                   asked.area.to_string() +
                                   "; yang diharapkan kunci otoritas wilayah itu atau di atasnya"};
  }
  Added out;
  out.entries.push_back(sign_enrolment(consent, authority));
  if (Result<void> stands = check_stands(out.entries.front(), asked, directory); !stands) {
    return stands.error();
  }
  if (!options.area_authority.empty()) {
    const auto key = AuthorityKey::parse_hex(options.area_authority);
    if (!key) return Error{Code::invalid, "--area-authority: yang diharapkan 64 digit hex"};
    out.entries.push_back(sign_entry(AreaAuthority{asked.area, *key}, authority));
  }
  if (options.area_key) {
    const AreaKeyShare share = share_area_key(directory, asked.area, public_of(asked), recovery);
    for (const AreaKey& key : share.entries) out.entries.push_back(sign_entry(key, authority));
    out.epochs_closed = share.closed;
  }
  return out;
}

ExitCode run(const Enrol& options, Terminal& terminal) {
  const Result<Seed> seed = read_key_file(options.authority);
  if (!seed) return fail(terminal, seed.error());
  const SignKeys authority = SignKeys::from_seed(*seed);
  const Result<std::string> bytes = read_file(options.consent);
  if (!bytes) return fail(terminal, {Code::invalid, bytes.error().message});
  const Result<Consent> consent = decode_consent(*bytes);
  if (!consent) {
    return fail(terminal, {Code::invalid, options.consent +
                                              ": bukan persetujuan node; yang diharapkan berkas "
                                              "yang ditulis `jenjang keys consent`"});
  }
  Result<NodeClient> client = NodeClient::open(options.at);
  if (!client) return fail(terminal, client.error());
  Result<HeldDirectory> held = fetch_directory(*client);
  if (!held) return fail(terminal, held.error());
  const Result<std::vector<SealKeys>> recovery = recovery_keys(options, *seed);
  if (!recovery) return fail(terminal, recovery.error());
  const Result<Added> added =
      enrolment_entries(options, *consent, authority, *recovery, held->directory);
  if (!added) return fail(terminal, added.error());
  const Result<std::uint64_t> published = publish_entries(*client, added->entries);
  if (!published) return fail(terminal, published.error());
  held->entries.insert(held->entries.end(), added->entries.begin(), added->entries.end());
  const Invitation invitation = invitation_for(consent->enrolment.node(), options.area,
                                               held->directory.root(), held->entries);
  const Result<void> done = write_file(options.out, encode_invitation(invitation), Readers::owner);
  if (!done) return fail(terminal, done.error());
  report(options, consent->enrolment, *added, *client, terminal);
  return ExitCode::ok;
}

}  // namespace jenjang
