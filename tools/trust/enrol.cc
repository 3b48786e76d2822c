#include "tools/trust/enrol.h"

#include "node/config/key_files.h"
#include "tools/cli/files.h"

namespace jenjang {

namespace {

Result<SignedEntry> next_area_key(const Enrol& options, const NodePublic& added,
                                  const SignKeys& authority, const Directory& directory) {
  const auto standing = directory.area_key(options.area);
  std::vector<NodePublic> nodes{added};
  for (const NodeId& id : directory.nodes_of(options.area)) {
    const Enrolment* enrolment = directory.node(id);
    nodes.push_back({id, enrolment->transport_key, enrolment->seal_key});
  }
  std::optional<SealKey> recovery;
  if (!options.recovery.empty()) {
    recovery = SealKey::parse_hex(options.recovery);
    if (!recovery) return Error{Code::invalid, "--recovery: yang diharapkan 64 digit hex"};
  }
  const SealKeys keys = SealKeys::from_seed(random_seed());
  const std::uint32_t epoch = standing ? standing->epoch + 1 : 1;
  return sign_entry(make_area_key(options.area, epoch, keys, nodes, recovery), authority);
}

void report(const Enrol& options, const NodePublic& node, std::size_t entries,
            const NodeClient& client, Terminal& terminal) {
  const Config& config = client.config();
  const Result<NodeKeys> own = load_node_keys(config.keys);
  const std::string dial =
      own && config.link.listen ? dial_toml(*config.link.listen, own->sign.id, own->transport) : "";
  if (terminal.json) {
    print_json(terminal, {{"node", node.node.hex()},
                          {"area", options.area.to_string()},
                          {"name", options.name},
                          {"entries", entries},
                          {"invitation", options.out},
                          {"dial", dial}});
    return;
  }
  terminal.out << "Terdaftar: " << options.name << ", wilayah " << options.area.to_string() << ", "
               << entries << " entri direktori lewat node " << config.name << ".\n"
               << "Undangan:  " << options.out << "\n";
  if (!dial.empty()) terminal.out << "Tambahkan ke config.toml node baru:\n\n" << dial;
}

}  // namespace

Result<std::vector<SignedEntry>> enrolment_entries(const Enrol& options, const NodePublic& node,
                                                   const SignKeys& authority,
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
  std::vector<SignedEntry> out;
  if (!options.area_authority.empty()) {
    const auto key = AuthorityKey::parse_hex(options.area_authority);
    if (!key) return Error{Code::invalid, "--area-authority: yang diharapkan 64 digit hex"};
    out.push_back(sign_entry(AreaAuthority{options.area, *key}, authority));
  }
  std::vector<Grant> grants;
  if (options.master_data) grants.push_back(v1::GRANT_MASTER_DATA);
  out.push_back(sign_entry(make_enrolment(node, options.area, options.name, grants), authority));
  if (options.area_key) {
    Result<SignedEntry> key = next_area_key(options, node, authority, directory);
    if (!key) return key.error();
    out.push_back(std::move(*key));
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
  Result<std::vector<SignedEntry>> added =
      enrolment_entries(options, *node, authority, held->directory);
  if (!added) return fail(terminal, added.error());
  const Result<std::uint64_t> published = publish_entries(*client, *added);
  if (!published) return fail(terminal, published.error());
  held->entries.insert(held->entries.end(), added->begin(), added->end());
  const Invitation invitation =
      invitation_for(node->node, options.area, held->directory.root(), held->entries);
  const std::string bytes = encode_invitation(invitation);
  if (Result<void> done = write_file(options.out, bytes, Readers::owner); !done) {
    return fail(terminal, done.error());
  }
  report(options, *node, added->size(), *client, terminal);
  return ExitCode::ok;
}

}  // namespace jenjang
