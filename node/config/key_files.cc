#include "node/config/key_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace jenjang {

namespace {

constexpr std::size_t kKeyFileBytesMax = 128;

std::string system_text() { return std::strerror(errno); }

Result<NodeKeys> from_seeds(const Seed& sign, const Seed& transport, const Seed& seal) {
  NodeKeys out{SignKeys::from_seed(sign), {}, {}, SealKeys::from_seed(seal)};
  out.transport_secret = *TransportSecret::from(transport.view());
  if (crypto_scalarmult_base(out.transport.data(), out.transport_secret.data()) != 0) {
    return Error{Code::invalid, "transport.key: bukan rahasia Curve25519 yang dapat dipakai"};
  }
  return out;
}

}  // namespace

Seed random_seed() {
  Seed out;
  CHECK(sodium_init() >= 0);
  randombytes_buf(out.data(), Seed::kSize);
  return out;
}

Result<void> create_key_file(const std::string& path, const Seed& seed) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) return Error{Code::conflict, path + ": sudah ada"};
    return Error{Code::unavailable, path + ": " + system_text()};
  }
  const std::string text = seed.hex() + "\n";
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  const std::string why = written ? "" : system_text();
  ::close(file);
  if (!written) return Error{Code::unavailable, path + ": " + why};
  return {};
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
  if (size < 0) return Error{Code::unavailable, path + ": tidak dapat dibaca"};
  if ((state.st_mode & 077) != 0) {
    return Error{Code::denied,
                 path + ": dapat dibaca atau ditulis selain oleh pemiliknya; jalankan chmod 600"};
  }
  std::string_view text(bytes.data(), static_cast<std::size_t>(size));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const auto seed = Seed::parse_hex(text);
  if (!seed) {
    return Error{Code::invalid,
                 path + ": bukan berkas kunci; yang diharapkan 64 digit heksadesimal"};
  }
  return *seed;
}

Result<NodeKeys> create_node_keys(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return Error{Code::unavailable, folder + ": " + system_text()};
  }
  for (const char* name : {"/sign.key", "/transport.key", "/seal.key"}) {
    const Result<void> made = create_key_file(folder + name, random_seed());
    if (!made) return made.error();
  }
  return load_node_keys(folder);
}

Result<NodeKeys> load_node_keys(const std::string& folder) {
  const Result<Seed> sign = read_key_file(folder + "/sign.key");
  if (!sign) return sign.error();
  const Result<Seed> transport = read_key_file(folder + "/transport.key");
  if (!transport) return transport.error();
  const Result<Seed> seal = read_key_file(folder + "/seal.key");
  if (!seal) return seal.error();
  return from_seeds(*sign, *transport, *seal);
}

}  // namespace jenjang
