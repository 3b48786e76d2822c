// jenjang-registry PACKAGE VERSION OUT: turns the installed npm package idn-area-data, which must
// be of exactly that version, into the registry file OUT that nodes map into memory. Exit codes: 0
// written, 1 refused (a line on standard error says why), 2 wrong usage.
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "node/registry/registry_file.h"
#include "tools/registry/package.h"

namespace {

using namespace jenjang;

Result<std::size_t> make_registry(const std::string& folder, const std::string& version,
                                  const std::string& out_path) {
  const Result<Package> package = read_package(folder);
  if (!package) return package.error();
  if (package->version != version) {
    return Error{Code::conflict, folder + " has version " + package->version + ", expected " +
                                     version + "; run deploy/setup"};
  }
  std::vector<AreaEntry> entries;
  for (const auto& [area, name] : package->names) entries.push_back({area, name});
  const Result<std::string> bytes = encode_registry(version, entries);
  if (!bytes) return bytes.error();
  // Put in place whole: a node that has the old file mapped keeps the old one.
  const std::string fresh = out_path + ".new";
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
  out.close();
  if (!out || std::rename(fresh.c_str(), out_path.c_str()) != 0) {
    return Error{Code::unavailable, out_path + ": cannot be written"};
  }
  return entries.size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: jenjang-registry PACKAGE VERSION OUT\n");
    return 2;
  }
  const Result<std::size_t> made = make_registry(argv[1], argv[2], argv[3]);
  if (!made) {
    std::fprintf(stderr, "jenjang-registry: %s\n", made.error().message.c_str());
    return 1;
  }
  std::printf("%s: %zu areas\n", argv[3], *made);
  return 0;
}
