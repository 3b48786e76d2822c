#include "tools/trust/entries.h"

#include <nlohmann/json.hpp>

#include "schema/sealing.h"
#include "tools/cli/terminal.h"

namespace jenjang {

using nlohmann::json;

namespace {

bool is_master_data(const DirectoryEntry& entry) {
  return std::holds_alternative<Category>(entry) || std::holds_alternative<Unit>(entry) ||
         std::holds_alternative<AreaAlias>(entry);
}

// The area an entry is about; nothing where it is about none.
std::optional<Area> area_of(const DirectoryEntry& entry) {
  return std::visit(
      [](const auto& e) -> std::optional<Area> {
        if constexpr (requires { e.area; }) {
          return e.area;
        } else {
          return std::nullopt;
        }
      },
      entry);
}

}  // namespace

NodePublic public_of(const NodeKeys& keys) { return {keys.sign.id, keys.transport, keys.seal.key}; }

std::string public_json(const NodePublic& node) {
  const json out = {{"node", node.node.hex()},
                    {"transport_key", node.transport.hex()},
                    {"seal_key", node.seal.hex()}};
  return out.dump(2) + "\n";
}

Result<NodePublic> parse_public(const std::string& text, const std::string& where) {
  const json document = json::parse(text, nullptr, false);
  const auto node = NodeId::parse_hex(json_text(document, "node"));
  const auto transport = TransportKey::parse_hex(json_text(document, "transport_key"));
  const auto seal = SealKey::parse_hex(json_text(document, "seal_key"));
  if (!node || !transport || !seal) {
    return Error{Code::invalid, where +
                                    ": bukan kunci publik node; yang diharapkan: keluaran "
                                    "`jenjang keys show FOLDER --json` dengan node, "
                                    "transport_key dan seal_key, masing-masing 64 digit hex"};
  }
  return NodePublic{*node, *transport, *seal};
}

Enrolment make_enrolment(const NodePublic& node, const Area& area, const std::string& name,
                         const std::vector<Grant>& grants) {
  return {node.node, area, node.transport, node.seal, grants, name};
}

AreaKey make_area_key(const Area& area, std::uint32_t epoch, const SealKeys& keys,
                      const std::vector<NodePublic>& nodes,
                      const std::optional<SealKey>& recovery) {
  AreaKey out{area, epoch, keys.key, {}};
  for (const NodePublic& node : nodes) {
    out.secrets.push_back({node.node, box_secret(keys.secret, node.seal)});
  }
  if (recovery) out.secrets.push_back({std::nullopt, box_secret(keys.secret, *recovery)});
  return out;
}

Invitation invitation_for(const NodeId& node, const Area& area, const AuthorityKey& root,
                          const std::vector<SignedEntry>& entries) {
  Invitation out{root, {}};
  for (const SignedEntry& entry : entries) {
    if (is_master_data(entry.entry)) {
      if (entry.signer == node) out.entries.push_back(entry);
      continue;
    }
    const std::optional<Area> about = area_of(entry.entry);
    if (about && (about->contains(area) || area.contains(*about))) out.entries.push_back(entry);
  }
  return out;
}

std::string dial_toml(const Endpoint& address, const NodeId& node, const TransportKey& key) {
  return "[[link.dial]]\naddress = \"" + address.to_string() + "\"\nnode = \"" + node.hex() +
         "\"\ntransport_key = \"" + key.hex() + "\"\n";
}

}  // namespace jenjang
