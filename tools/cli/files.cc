#include "tools/cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace jenjang {

namespace {

Error system_error(const std::string& path) {
  return {Code::unavailable, path + ": " + std::strerror(errno)};
}

Result<void> write_all(int file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return system_error(path);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) {
    return Error{Code::not_found, path + ": berkas tidak ada"};
  }
  std::ifstream in(path, std::ios::binary);
  std::string out{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad()) return Error{Code::unavailable, path + ": tidak dapat dibaca"};
  return out;
}

Result<void> write_file(const std::string& path, std::string_view bytes, Readers readers) {
  const std::string fresh = path + ".new";
  const mode_t mode = readers == Readers::owner ? 0600 : 0644;
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return system_error(fresh);
  Result<void> written = write_all(file, fresh, bytes);
  ::close(file);
  if (!written) return written;
  if (::rename(fresh.c_str(), path.c_str()) != 0) return system_error(path);
  return {};
}

Result<void> make_folder(const std::string& path) {
  std::string made;
  for (const auto& part : std::filesystem::path(path)) {
    made = made.empty() ? part.string() : (std::filesystem::path(made) / part).string();
    if (made.empty() || ::mkdir(made.c_str(), 0700) == 0 || errno == EEXIST) continue;
    // A folder above that may not be written is no matter as long as it is there.
    struct stat found {};
    if (::stat(made.c_str(), &found) != 0) return system_error(made);
  }
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return Error{Code::conflict, path + ": bukan folder"};
  }
  return {};
}

}  // namespace jenjang
