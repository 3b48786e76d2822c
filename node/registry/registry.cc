#include "node/registry/registry.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace jenjang {

namespace {

Error refuse(const std::string& path, int code) {
  return {Code::unavailable, "daftar wilayah " + path + ": " + std::strerror(code) +
                                 "; buatlah dengan deploy/setup dan sekali build"};
}

}  // namespace

Result<Registry> Registry::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return refuse(path, errno);
  struct stat status {};
  const bool sized = ::fstat(fd, &status) == 0;
  const auto bytes = static_cast<std::size_t>(status.st_size);
  void* const mapping = sized ? ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
  const int code = errno;
  ::close(fd);
  if (sized && bytes == 0) {
    return Error{Code::corrupt, "daftar wilayah " + path + ": berkas kosong"};
  }
  if (mapping == MAP_FAILED) return refuse(path, code);

  Registry out(mapping, bytes);
  Result<RegistryFile> file =
      RegistryFile::parse({static_cast<const char*>(mapping), bytes}, "daftar wilayah " + path);
  if (!file) return file.error();
  out.file_ = *file;
  return out;
}

Registry::Registry(Registry&& other) noexcept
    : mapping_(std::exchange(other.mapping_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)),
      file_(std::exchange(other.file_, RegistryFile())) {}

Registry& Registry::operator=(Registry&& other) noexcept {
  std::swap(mapping_, other.mapping_);
  std::swap(bytes_, other.bytes_);
  std::swap(file_, other.file_);
  return *this;
}

Registry::~Registry() {
  if (mapping_ != nullptr) ::munmap(mapping_, bytes_);
}

}  // namespace jenjang
