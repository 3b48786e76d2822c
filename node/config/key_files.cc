#include "node/config/key_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <utility>

#include "node/config/private_path.h"

namespace jenjang {

namespace {

constexpr std::size_t kKeyFileBytesMax = 128;
constexpr const char* kAreaFile = "/area";
constexpr const char* kTransportFile = "/transport.key";
constexpr const char* kOldTransportFile = "/transport.old.key";

std::string system_text() { return std::strerror(errno); }

// Hexadecimal and line ends, read straight into locked memory.
std::optional<Seed> parse_seed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  std::optional<Seed> out(std::in_place);
  std::size_t read = 0;
  const bool parsed =
      text.size() == 2 * Seed::kSize && sodium_hex2bin(out->data(), Seed::kSize, text.data(),
                                                       text.size(), nullptr, &read, nullptr) == 0;
  if (!parsed || read != Seed::kSize) out.reset();
  return out;
}

// For its owner alone, and never over another.
Result<void> create_private_file(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) return Error{Code::conflict, path + ": sudah ada"};
    return Error{Code::unavailable, path + ": " + system_text()};
  }
  const bool written =
      ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      ::fsync(file) == 0;
  const std::string why = written ? "" : system_text();
  ::close(file);
  if (!written) return Error{Code::unavailable, path + ": " + why};
  return {};
}

Error not_of_nodes(const std::string& what) {
  return {Code::invalid, what +
                             ": bukan kode wilayah yang ber-node; yang diharapkan nasional (0), "
                             "provinsi, atau kabupaten/kota, seperti 64.72"};
}

Result<Area> read_area(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  if (!std::getline(file, text)) {
    return Error{Code::not_found,
                 path + ": tidak terbaca; yang diharapkan kode wilayah node, seperti 64.72"};
  }
  const Result<Area> area = Area::parse(text);
  if (area && area->tier() <= Area::kNodeTierMax) return *area;
  return not_of_nodes(path);
}

Result<std::pair<TransportKey, TransportSecret>> read_transport(const std::string& path) {
  const Result<Seed> seed = read_key_file(path);
  if (!seed) return seed.error();
  std::pair<TransportKey, TransportSecret> out;
  out.second = *TransportSecret::from(seed->view());
  if (crypto_scalarmult_base(out.first.data(), out.second.data()) != 0) {
    return Error{Code::invalid, path + ": bukan rahasia Curve25519 yang dapat dipakai"};
  }
  return out;
}

}  // namespace

Seed random_seed() {
  CHECK(sodium_init() >= 0);
  Seed out;
  randombytes_buf(out.data(), Seed::kSize);
  return out;
}

Result<void> create_key_file(const std::string& path, const Seed& seed) {
  std::array<char, 2 * Seed::kSize + 1> text{};
  sodium_bin2hex(text.data(), text.size(), seed.data(), Seed::kSize);
  text.back() = '\n';
  const Result<void> made = create_private_file(path, {text.data(), text.size()});
  sodium_memzero(text.data(), text.size());
  return made;
}

Result<Seed> read_key_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const Code code = errno == ENOENT ? Code::not_found : Code::denied;
    return Error{code, path + ": " + system_text()};
  }
  struct stat state {};
  std::array<char, kKeyFileBytesMax> bytes{};
  const bool known = ::fstat(file, &state) == 0;
  const ssize_t size = known ? ::read(file, bytes.data(), bytes.size()) : -1;
  ::close(file);
  std::optional<Seed> seed;
  if (size >= 0) seed = parse_seed({bytes.data(), static_cast<std::size_t>(size)});
  sodium_memzero(bytes.data(), bytes.size());
  if (size < 0) return Error{Code::unavailable, path + ": tidak dapat dibaca"};
  if ((state.st_mode & kOfOthers) != 0) return open_to_others(path, "600");
  if (!seed) {
    return Error{Code::invalid,
                 path + ": bukan berkas kunci; yang diharapkan 64 digit heksadesimal"};
  }
  return *seed;
}

Result<NodeKeys> create_node_keys(const std::string& folder, const Area& area) {
  if (area.tier() > Area::kNodeTierMax) return not_of_nodes(area.to_string());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return Error{Code::unavailable, folder + ": " + system_text()};
  }
  for (const char* name : {"/sign.key", kTransportFile, "/seal.key"}) {
    const Result<void> made = create_key_file(folder + name, random_seed());
    if (!made) return made.error();
  }
  const Result<void> said = create_private_file(folder + kAreaFile, area.to_string() + "\n");
  if (!said) return said.error();
  return load_node_keys(folder);
}

Result<NodeKeys> load_node_keys(const std::string& folder) {
  struct stat state {};
  // Others with a right to write in the folder could put their keys in the place of these.
  if (::stat(folder.c_str(), &state) == 0 && (state.st_mode & kWritableByOthers) != 0) {
    return open_to_others(folder, "700");
  }
  const Result<Area> area = read_area(folder + kAreaFile);
  if (!area) return area.error();
  const Result<Seed> sign = read_key_file(folder + "/sign.key");
  if (!sign) return sign.error();
  const auto transport = read_transport(folder + kTransportFile);
  if (!transport) return transport.error();
  const auto previous = read_transport(folder + kOldTransportFile);
  if (!previous && previous.error().code != Code::not_found) return previous.error();
  const Result<Seed> seal = read_key_file(folder + "/seal.key");
  if (!seal) return seal.error();
  NodeKeys out{NodeSignKeys::from_seed(*sign, *area), transport->first, transport->second,
               SealKeys::from_seed(*seal)};
  if (previous) out.previous_transport = *previous;
  return out;
}

Result<NodeKeys> renew_transport_key(const std::string& folder) {
  const std::string path = folder + kTransportFile;
  const std::string old = folder + kOldTransportFile;
  if (const Result<NodeKeys> keys = load_node_keys(folder); !keys) return keys.error();
  // Under its other name first, so that a failure in between loses none.
  if (::link(path.c_str(), old.c_str()) != 0) {
    if (errno != EEXIST) return Error{Code::unavailable, old + ": " + system_text()};
    return Error{Code::conflict, old +
                                     ": sudah ada; hapus bila kunci baru sebelumnya sudah dipakai "
                                     "semua tautan"};
  }
  const std::string fresh = path + ".new";
  if (Result<void> made = create_key_file(fresh, random_seed()); !made) return made.error();
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    return Error{Code::unavailable, path + ": " + system_text()};
  }
  return load_node_keys(folder);
}

}  // namespace jenjang
