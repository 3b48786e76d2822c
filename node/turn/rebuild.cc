#include "node/turn/rebuild.h"

#include "node/turn/meta.h"

namespace jenjang {

namespace {

void drop_views(Writes& writes) {
  for (const Family family :
       {Family::events, Family::reports, Family::timeline, Family::indexes, Family::counters}) {
    writes.erase_all(family);
  }
  write_number(writes, kMetaProjected, 0);
  // Everything is folded by the cuts as they are.
  writes.erase(Family::meta, std::string(kMetaRefold));
}

}  // namespace

Result<Arrival> rebuild_views(const CoreConfig& config, Store& store, Random& random,
                              const Clock& clock, const RebuildProgress& progress) {
  Writes writes;
  drop_views(writes);
  if (Result<void> done = store.commit(writes, Durability::synced); !done) return done.error();
  Core core(config, store, random);
  if (Result<void> loaded = core.load(clock.now()); !loaded) return loaded.error();
  const Arrival all = core.replica().ledger().arrivals();
  while (!core.caught_up() && !core.failed()) {
    core.fold(clock.now());
    progress(core.projected(), all);
  }
  if (core.failed()) return *core.failed();
  return all;
}

}  // namespace jenjang
