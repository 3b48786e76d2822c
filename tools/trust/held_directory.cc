#include "tools/trust/held_directory.h"

#include <algorithm>

#include "tools/cli/files.h"

namespace jenjang {

using nlohmann::json;

Result<HeldDirectory> fetch_directory(NodeClient& node) {
  const Result<std::string> bytes = read_file(node.config().invitation);
  if (!bytes) return bytes.error();
  const Result<Invitation> invitation = decode_invitation(*bytes);
  if (!invitation) {
    return Error{Code::invalid, node.config().invitation + ": " + invitation.error().message};
  }
  HeldDirectory out{invitation->root, Directory(invitation->root), invitation->entries};
  const Result<json> held = node.get("/api/v1/directory/entries");
  if (!held) return held.error();
  for (const json& hex : held->value("entries", json::array())) {
    const auto raw = hex.is_string() ? from_hex(hex.get<std::string>()) : std::nullopt;
    // An entry of a later schema is the node's to keep, not ours to read.
    Result<SignedEntry> entry = decode_entry(raw.value_or(""));
    if (entry) out.entries.push_back(std::move(*entry));
  }
  std::sort(out.entries.begin(), out.entries.end(),
            [](const SignedEntry& a, const SignedEntry& b) { return a.bytes < b.bytes; });
  const auto same = [](const SignedEntry& a, const SignedEntry& b) { return a.bytes == b.bytes; };
  out.entries.erase(std::unique(out.entries.begin(), out.entries.end(), same), out.entries.end());
  for (const SignedEntry& entry : out.entries) out.directory.add(entry, {});
  return out;
}

Result<std::uint64_t> publish_entries(NodeClient& node, const std::vector<SignedEntry>& entries) {
  json hex = json::array();
  for (const SignedEntry& entry : entries) hex.push_back(to_hex(entry.bytes));
  const Result<json> answer = node.post("/api/v1/directory", {{"entries", hex}}, "");
  if (!answer) return answer.error();
  return answer->value("added", std::uint64_t{0});
}

Result<NodeId> find_node(const Directory& directory, const std::string& text) {
  const auto id = NodeId::parse_hex(text);
  if (id && directory.node(*id) != nullptr) return *id;
  std::vector<NodeId> named;
  for (const auto& [node, enrolment] : directory.nodes()) {
    if (enrolment.name == text) named.push_back(node);
  }
  if (named.size() == 1) return named.front();
  return Error{Code::invalid,
               "node \"" + text + "\": " +
                   (named.empty() ? "tidak terdaftar di direktori"
                                  : "beberapa node bernama itu; pakai 64 digit hex")};
}

}  // namespace jenjang
