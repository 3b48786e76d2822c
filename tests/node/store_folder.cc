#include "tests/node/store_folder.h"

#include <sys/wait.h>

#include <fstream>
#include <sstream>

namespace jenjang {

namespace fs = std::filesystem;

RocksOptions small_options() {
  return {
      .write_buffer_bytes = 1 << 20, .write_buffers_bytes = 4 << 20, .block_cache_bytes = 1 << 20};
}

std::unique_ptr<RocksStore> open_store(const Folder& folder) {
  auto store = RocksStore::open(folder.store(), small_options());
  EXPECT_TRUE(store.ok()) << store.error().message;
  return std::move(*store);
}

Child run_child(const std::string& arguments) {
  Child out;
  FILE* pipe = ::popen((std::string(STORE_CHILD) + " " + arguments).c_str(), "r");
  CHECK(pipe != nullptr);
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out.output += static_cast<char>(c);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) out.code = WEXITSTATUS(status);
  return out;
}

void fill_and_crash(const Folder& folder) {
  ASSERT_EQ(run_child("fill " + folder.store() + " 20 10000").code, 0);
}

fs::path biggest(const std::string& store, const std::string& extension) {
  fs::path out;
  for (const auto& entry : fs::directory_iterator(store)) {
    if (entry.path().extension() != extension) continue;
    if (out.empty() || fs::file_size(entry) > fs::file_size(out)) out = entry.path();
  }
  return out;
}

void overwrite(const fs::path& file, std::uintmax_t at, const std::string& bytes) {
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(static_cast<std::streamoff>(at));
  out << bytes;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace jenjang
