// A registry file is damaged or it is whole: what parse() takes can be read to the end.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "node/registry/registry_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jenjang::Area;
  using jenjang::RegistryFile;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const jenjang::Result<RegistryFile> file = RegistryFile::parse(bytes, "input");
  if (!file) return 0;
  for (const jenjang::AreaEntry& entry : file->children(Area::nation())) {
    CHECK(file->find(entry.area) == entry);
  }
  return 0;
}
