#include "tools/http/trusted_node.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "node/config/key_files.h"
#include "node/config/private_path.h"
#include "schema/proof.h"
#include "tools/cli/terminal.h"

namespace jenjang {

using nlohmann::json;

namespace {

Error unused(const std::string& path, const std::string& why) {
  return {Code::denied, "soket kontrol tidak dipakai: " + path + " " + why};
}

Result<void> check_owner(const std::string& path, const struct stat& found) {
  const uid_t self = ::geteuid();
  if (found.st_uid != 0 && found.st_uid != self && self != 0) {
    return unused(path, "milik pengguna lain");
  }
  if ((found.st_mode & kOfOthers) != 0) return unused(path, "terbuka bagi pengguna lain");
  return {};
}

}  // namespace

Result<void> check_control_socket(const std::string& folder, const std::string& socket) {
  struct stat at {};
  if (::lstat(socket.c_str(), &at) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Error{Code::not_found, socket};
    return unused(socket, std::strerror(errno));
  }
  if (!S_ISSOCK(at.st_mode)) return unused(socket, "bukan soket");
  struct stat above {};
  if (::stat(folder.c_str(), &above) != 0) return unused(folder, std::strerror(errno));
  if (Result<void> own = check_owner(folder, above); !own) return own;
  if (Result<void> own = check_owner(socket, at); !own) return own;
  if (at.st_uid != above.st_uid) return unused(socket, "bukan milik pemilik foldernya");
  return {};
}

HttpClient::Greeting prove_first(const NodeId& node, const std::string& name,
                                 const HttpPlace& place) {
  return [node, name, place](const HttpClient::Ask& ask) -> Result<void> {
    const Challenge challenge = *Challenge::from(random_seed().view());
    const json body = {{"challenge", challenge.hex()}};
    const Result<HttpAnswer> answer = ask({"POST", "/api/v1/node/proof", {}, body.dump()});
    if (!answer) return answer.error();
    const json proof = json::parse(answer->body, nullptr, false);
    const Result<Area> area = Area::parse(json_text(proof, "area"));
    const auto key = SignKey::parse_hex(json_text(proof, "sign_key"));
    const auto signature = Signature::parse_hex(json_text(proof, "signature"));
    const bool whole = area && key && signature;
    if (whole && proves(node, challenge, {*area, *key, *signature})) return {};
    return Error{Code::denied, "node " + name + ": yang menjawab di " + place.to_string() +
                                   " tidak terbukti node itu (" + node.hex().substr(0, 8) +
                                   "...), jadi tidak ada yang dikirim kepadanya"};
  };
}

}  // namespace jenjang
