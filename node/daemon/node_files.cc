#include "node/daemon/node_files.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "node/config/private_path.h"
#include "schema/directory_entry.h"

namespace jenjang {

namespace {

Result<Invitation> read_invitation(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Error{Code::not_found,
                 path + ": undangan tidak ada; mintalah kepada operator tingkat di atasnya"};
  }
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  Result<Invitation> out = decode_invitation(bytes);
  if (!out) return Error{out.error().code, path + ": " + out.error().message};
  return out;
}

Result<void> make_folder(const std::string& path) {
  std::error_code failed;
  const std::filesystem::path above = std::filesystem::path(path).parent_path();
  if (!above.empty()) std::filesystem::create_directories(above, failed);
  if (failed) return Error{Code::unavailable, path + ": " + failed.message()};
  struct stat state {};
  const bool made = ::mkdir(path.c_str(), 0700) == 0;
  if ((!made && errno != EEXIST) || ::stat(path.c_str(), &state) != 0) {
    return Error{Code::unavailable, path + ": " + std::strerror(errno)};
  }
  return check_private(path, state);
}

}  // namespace

Result<NodeFiles> open_node_files(const Config& config) {
  NodeFiles out;
  const Result<NodeKeys> keys = load_node_keys(config.keys);
  if (!keys) return keys.error();
  out.keys = *keys;
  if (keys->sign.area != config.area) {
    return Error{Code::invalid, config.keys + ": kunci node wilayah " +
                                    keys->sign.area.to_string() + ", konfigurasinya menyebut " +
                                    config.area.to_string()};
  }
  Result<Invitation> invitation = read_invitation(config.invitation);
  if (!invitation) return invitation.error();
  out.invitation = std::move(*invitation);
  if (Result<void> made = make_folder(config.data); !made) return made.error();
  Result<std::unique_ptr<RocksStore>> store = RocksStore::open(config.data + "/store", {});
  if (!store) return store.error();
  out.store = std::move(*store);
  return out;
}

CoreConfig core_config(const Config& config, const NodeFiles& files) {
  CoreConfig out;
  out.replica.keys = files.keys.sign;
  out.replica.root = files.invitation.root;
  for (const DialConfig& dial : config.link.dial) out.replica.dialled.push_back(dial.node);
  out.replica.profile =
      config.link.profile == LineKind::vsat ? SessionProfile::vsat() : SessionProfile::lan();
  out.seal_keys = files.keys.seal;
  out.name = config.name;
  out.invitation = files.invitation;
  return out;
}

}  // namespace jenjang
