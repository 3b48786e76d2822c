#include "tools/trust/enrol.h"

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

void report(const Enrol& options, const NodePublic& node, const Added& added,
            const NodeClient& client, Terminal& terminal) {
  const Config& config = client.config();
  const Result<NodeKeys> own = load_node_keys(config.keys);
  const std::string dial =
      own && config.link.listen ? dial_toml(*config.link.listen, own->sign.id, own->transport) : "";
  if (terminal.json) {
    print_json(terminal, {{"node", node.node.hex()},
                          {"area", options.area.to_string()},
                          {"name", options.name},
                          {"entries", added.entries.size()},
                          {"epochs_closed", added.epochs_closed},
                          {"invitation", options.out},
                          {"dial", dial}});
    return;
  }
  terminal.out << "Terdaftar: " << options.name << ", wilayah " << options.area.to_string() << ", "
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

Result<Added> enrolment_entries(const Enrol& options, const NodePublic& node,
                                const SignKeys& authority, const std::vector<SealKeys>& recovery,
                                const Directory& directory) {
  if (!directory.speaks_for(authority.authority(), options.area)) {
    return Error{Code::denied, options.authority + ": kunci ini tidak berwenang atas wilayah " +
                                   options.area.to_string() +
                                   "; yang diharapkan kunci otoritas wilayah itu atau di atasnya"};
  }
  if (const Enrolment* standing = directory.node(node.node)) {
    return Error{Code::conflict, "node " + node.node.hex() + ": sudah terdaftar sebagai " +
                                     standing->name + " di wilayah " + standing->area.to_string()};
  }
  Added out;
  if (!options.area_authority.empty()) {
    const auto key = AuthorityKey::parse_hex(options.area_authority);
    if (!key) return Error{Code::invalid, "--area-authority: yang diharapkan 64 digit hex"};
    out.entries.push_back(sign_entry(AreaAuthority{options.area, *key}, authority));
  }
  std::vector<Grant> grants;
  if (options.master_data) grants.push_back(v1::GRANT_MASTER_DATA);
  out.entries.push_back(
      sign_entry(make_enrolment(node, options.area, options.name, grants), authority));
  if (options.area_key) {
    const AreaKeyShare share = share_area_key(directory, options.area, node, recovery);
    for (const AreaKey& key : share.entries) out.entries.push_back(sign_entry(key, authority));
    out.epochs_closed = share.closed;
  }
  return out;
}

ExitCode run(const Enrol& options, Terminal& terminal) {
  const Result<Seed> seed = read_key_file(options.authority);
  if (!seed) return fail(terminal, seed.error());
  const SignKeys authority = SignKeys::from_seed(*seed);
  const Result<std::string> text = read_file(options.public_file);
  if (!text) return fail(terminal, {Code::invalid, text.error().message});
  const Result<NodePublic> node = parse_public(*text, options.public_file);
  if (!node) return fail(terminal, node.error());
  Result<NodeClient> client = NodeClient::open(options.at);
  if (!client) return fail(terminal, client.error());
  Result<HeldDirectory> held = fetch_directory(*client);
  if (!held) return fail(terminal, held.error());
  const Result<std::vector<SealKeys>> recovery = recovery_keys(options, *seed);
  if (!recovery) return fail(terminal, recovery.error());
  const Result<Added> added =
      enrolment_entries(options, *node, authority, *recovery, held->directory);
  if (!added) return fail(terminal, added.error());
  const Result<std::uint64_t> published = publish_entries(*client, added->entries);
  if (!published) return fail(terminal, published.error());
  held->entries.insert(held->entries.end(), added->entries.begin(), added->entries.end());
  const Invitation invitation =
      invitation_for(node->node, options.area, held->directory.root(), held->entries);
  const std::string bytes = encode_invitation(invitation);
  if (Result<void> done = write_file(options.out, bytes, Readers::owner); !done) {
    return fail(terminal, done.error());
  }
  report(options, *node, *added, *client, terminal);
  return ExitCode::ok;
}

}  // namespace jenjang
