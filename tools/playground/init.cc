#include "tools/playground/init.h"

#include <sys/un.h>

#include <filesystem>
#include <map>

#include "node/config/key_files.h"
#include "tools/cli/files.h"
#include "tools/playground/plan.h"
#include "tools/playground/ports.h"
#include "tools/playground/seed.h"
#include "tools/trust/api_key.h"
#include "tools/trust/authority.h"
#include "tools/trust/entries.h"

namespace jenjang {

namespace {

constexpr std::string_view kHost = "127.0.0.1";

// What speaks for an area, and what its secrets can be recovered with by the tier above.
struct AreaSecrets {
  SignKeys authority;
  SealKeys area_key;
  std::optional<SealKey> recovery;
};

struct Draft {
  Playground playground;
  std::vector<PlannedNode> plan;
  std::vector<Area> areas;
  std::vector<NodeKeys> keys;  // In the order of the plan.
  std::map<Area, AreaSecrets> secrets;
  Root root;
  std::vector<SignedEntry> entries;
};

Result<SignKeys> make_authority(const Draft& draft, const std::string& name) {
  const Seed seed = random_seed();
  const std::string path = draft.playground.folder + "/authority/" + name + ".key";
  if (Result<void> made = create_key_file(path, seed); !made) return made.error();
  return SignKeys::from_seed(seed);
}

// The root is pinned with those that may follow it, so that they are made first.
Result<void> make_successors(Draft& draft, const SignKeys& root) {
  constexpr int kSuccessors = 2;
  std::vector<AuthorityKey> roots{root.authority()};
  for (int number = 1; number <= kSuccessors; ++number) {
    const Result<SignKeys> next = make_authority(draft, "0.successor-" + std::to_string(number));
    if (!next) return next.error();
    roots.push_back(next->authority());
  }
  draft.root = root_at(roots, 0);
  std::string lines;
  for (const AuthorityKey& key : roots) lines += key.hex() + "\n";
  return write_file(draft.playground.folder + "/authority/0.roots", lines, Readers::owner);
}

Result<void> make_area_secrets(Draft& draft) {
  const Area root = Area::nation();
  Result<SignKeys> root_keys = make_authority(draft, root.to_string());
  if (!root_keys) return root_keys.error();
  if (Result<void> made = make_successors(draft, *root_keys); !made) return made;
  draft.secrets[root] = {*root_keys, SealKeys::from_seed(random_seed()), std::nullopt};
  for (const Area& area : draft.areas) {
    if (area == root) continue;
    Result<SignKeys> authority = make_authority(draft, area.to_string());
    if (!authority) return authority.error();
    const Seed recovery = random_seed();
    const std::string path =
        draft.playground.folder + "/authority/" + area.to_string() + ".recovery.key";
    if (Result<void> made = create_key_file(path, recovery); !made) return made.error();
    draft.secrets[area] = {*authority, SealKeys::from_seed(random_seed()),
                           SealKeys::from_seed(recovery).key};
  }
  return {};
}

Result<void> make_nodes(Draft& draft, std::uint16_t base_port) {
  std::size_t dials = 0;
  for (const PlannedNode& node : draft.plan) dials += node.dials.size();
  const auto ports = choose_ports(base_port, 2 * draft.plan.size() + dials);
  if (!ports) return ports.error();
  std::size_t port = 0;
  const auto endpoint = [&] { return Endpoint{std::string(kHost), (*ports)[port++]}; };
  for (const PlannedNode& planned : draft.plan) {
    PlaygroundNode node;
    node.name = planned.name;
    node.area = planned.area;
    const std::string folder = draft.playground.folder + "/" + node.name;
    node.config = folder + "/config.toml";
    node.data = folder + "/data";
    node.http = endpoint();
    node.link = endpoint();
    node.api_key = make_api_key();
    if (node.data.size() + sizeof("/control.sock") > sizeof(sockaddr_un::sun_path)) {
      return Error{Code::invalid, folder +
                                      ": jalur terlalu panjang untuk soket kendali; pilih "
                                      "folder yang lebih pendek"};
    }
    if (Result<void> made = make_folder(node.data); !made) return made;
    Result<NodeKeys> keys = create_node_keys(folder + "/keys", planned.area);
    if (!keys) return keys.error();
    draft.keys.push_back(std::move(*keys));
    draft.playground.nodes.push_back(std::move(node));
  }
  for (const PlannedNode& planned : draft.plan) {
    for (const std::size_t to : planned.dials) {
      const PlaygroundNode& target = draft.playground.nodes[to];
      draft.playground.lines.push_back(
          {planned.name, target.name, planned.area, target.area, endpoint(), target.link});
    }
  }
  return {};
}

void sign_directory(Draft& draft) {
  const auto add = [&](const DirectoryEntry& entry, const SignKeys& signer) {
    draft.entries.push_back(sign_entry(entry, signer));
  };
  for (const Area& area : draft.areas) {
    const AreaSecrets& secrets = draft.secrets.at(area);
    if (area != Area::nation()) {
      const Area above = nearest_above(draft.areas, area);
      add(AreaAuthority{area, secrets.authority.authority()}, draft.secrets.at(above).authority);
    }
    std::vector<NodePublic> nodes;
    const SignKeys* first = nullptr;
    for (std::size_t i = 0; i < draft.plan.size(); ++i) {
      if (draft.plan[i].area != area) continue;
      nodes.push_back(public_of(draft.keys[i]));
      if (first == nullptr) first = &draft.keys[i].sign;
      const Consent consent =
          make_consent(draft.keys[i], draft.plan[i].name, {v1::GRANT_MASTER_DATA}, 1);
      draft.entries.push_back(sign_enrolment(consent, secrets.authority));
    }
    add(make_area_key(area, 1, secrets.area_key, nodes, secrets.recovery), secrets.authority);
    if (area == Area::nation()) add(seed_categories(), *first);
    add(seed_units(area), *first);
  }
}

std::string config_text(const Draft& draft, std::size_t at) {
  const PlaygroundNode& node = draft.playground.nodes[at];
  std::string out = "[node]\nname = \"" + node.name + "\"\narea = \"" + node.area.to_string() +
                    "\"\n\n[http]\nlisten = \"" + node.http.to_string() +
                    "\"\n\n[link]\nlisten = \"" + node.link.to_string() + "\"\n";
  for (const PlaygroundLine& line : draft.playground.lines) {
    if (line.from != node.name) continue;
    for (std::size_t i = 0; i < draft.plan.size(); ++i) {
      if (draft.plan[i].name != line.to) continue;
      out += "\n# " + line.to + "\n" + dial_toml(line.listen, draft.keys[i].sign.id);
    }
  }
  return out + "\n" + api_key_toml("petugas", ApiRole::officer, node.api_key);
}

Result<void> write_nodes(const Draft& draft) {
  for (std::size_t i = 0; i < draft.plan.size(); ++i) {
    const PlaygroundNode& node = draft.playground.nodes[i];
    const Invitation invitation =
        invitation_for(draft.keys[i].sign.id, node.area, draft.root, draft.entries);
    const std::string bytes = encode_invitation(invitation);
    if (bytes.size() > kInvitationBytesMax) {
      return Error{Code::invalid, "--areas: undangan untuk " + node.name + " " +
                                      std::to_string(bytes.size()) + " byte, paling banyak " +
                                      std::to_string(kInvitationBytesMax)};
    }
    const std::string file = draft.playground.node_folder(node) + "/invitation.bin";
    if (Result<void> done = write_file(file, bytes, Readers::owner); !done) return done;
    const Result<void> done = write_file(node.config, config_text(draft, i), Readers::owner);
    if (!done) return done;
  }
  return {};
}

}  // namespace

Result<Playground> init_playground(const PlaygroundInit& options) {
  Result<std::vector<PlannedNode>> plan = plan_nodes(options.areas);
  if (!plan) return plan.error();
  Draft draft;
  draft.plan = std::move(*plan);
  draft.areas = planned_areas(draft.plan);
  std::error_code code;
  namespace fs = std::filesystem;
  draft.playground.folder = fs::absolute(options.folder, code).lexically_normal().string();
  std::string& folder = draft.playground.folder;
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  for (const char* there : {"playground.json", "authority"}) {
    if (fs::exists(draft.playground.file(there), code)) {
      return Error{Code::conflict, draft.playground.file(there) +
                                       ": sudah ada; pilih folder lain atau hapus yang lama"};
    }
  }
  for (const std::string& made : {folder + "/authority", draft.playground.cut_folder()}) {
    if (Result<void> done = make_folder(made); !done) return done.error();
  }
  if (Result<void> done = make_area_secrets(draft); !done) return done.error();
  if (Result<void> done = make_nodes(draft, options.base_port); !done) return done.error();
  sign_directory(draft);
  if (Result<void> done = write_nodes(draft); !done) return done.error();
  if (Result<void> done = save_lines(draft.playground); !done) return done.error();
  // Last: it says that the whole is there.
  if (Result<void> done = save_nodes(draft.playground); !done) return done.error();
  return std::move(draft.playground);
}

}  // namespace jenjang
