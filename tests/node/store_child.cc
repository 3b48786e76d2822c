// A process that uses a store and ends without closing it, for store_test.cc:
//   store_child fill STORE COMMITS BYTES   synced commits of one pack of that size each
//   store_child full STORE                 the disk fills up; prints how many commits succeeded
//   store_child read STORE COMMITS         reads their packs; prints those that are not there
//   store_child open STORE                 prints why it could not be opened
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "node/store/rocks_store.h"

namespace jenjang {
namespace {

constexpr int kCommitsMax = 50;

[[noreturn]] void end(int code) {
  std::fflush(stdout);
  ::_exit(code);
}

bool limit_file_size(rlim_t bytes) {
  const rlimit limit{.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
  return ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

Result<void> put(Store& store, const std::string& key, const std::string& value) {
  Writes writes;
  writes.put(Family::packs, key, value);
  writes.add("packs", 1);
  return store.commit(writes, Durability::synced);
}

void fill(Store& store, int commits, std::size_t bytes) {
  for (int i = 0; i < commits; ++i) {
    if (!put(store, std::to_string(i), std::string(bytes, 'b'))) end(2);
  }
}

void fill_disk(std::unique_ptr<RocksStore> store) {
  ::signal(SIGXFSZ, SIG_IGN);
  if (!limit_file_size(200'000)) end(2);
  int done = 0;
  Result<void> written;
  while (written.ok() && done < kCommitsMax) {
    written = put(*store, std::to_string(done), std::string(30'000, 'v'));
    if (written.ok()) ++done;
  }
  if (written.ok() || written.error().code != Code::unavailable) end(3);
  // There is room again, but what the failed commit left behind is not known.
  if (!limit_file_size(RLIM_INFINITY)) end(4);
  if (put(*store, "after", "").ok()) end(5);
  store.reset();
  std::printf("%d", done);
}

void read(const Store& store, int commits) {
  for (int i = 0; i < commits; ++i) {
    if (!store.get(Family::packs, std::to_string(i))) std::printf("%d ", i);
  }
}

int run(const std::string& what, const std::string& path, int argc, char** argv) {
  auto store = RocksStore::open(path, {.write_buffer_bytes = 1 << 20});
  if (!store) {
    std::printf("%s", store.error().message.c_str());
    end(1);
  }
  if (what == "fill" && argc == 5) fill(**store, std::atoi(argv[3]), std::stoul(argv[4]));
  if (what == "read" && argc == 4) read(**store, std::atoi(argv[3]));
  if (what == "full") fill_disk(std::move(*store));
  end(0);
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  return argc < 3 ? 1 : jenjang::run(argv[1], argv[2], argc, argv);
}
