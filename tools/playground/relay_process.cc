// The relay as a process: it follows the files that `cut` and `heal` write.
#include <sys/inotify.h>
#include <sys/resource.h>

#include <array>

#include "tools/playground/commands.h"
#include "tools/playground/relay.h"
#include "tools/playground/silence.h"

namespace jenjang {

namespace {

void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Empties what is to be read; what changed is read from the folder itself.
void drain(int watch) {
  std::array<char, 4096> events;
  while (::read(watch, events.data(), events.size()) > 0) {
  }
}

Result<void> apply(const Playground& playground, Relay& relay) {
  const std::set<Area> silent = wanted_silence(playground);
  for (std::size_t i = 0; i < playground.lines.size(); ++i) {
    relay.set_silent(i, is_silent(playground.lines[i], silent));
  }
  return tell_applied(playground, silent);
}

}  // namespace

ExitCode run(const PlaygroundRelay& options, Terminal& terminal) {
  allow_many_descriptors();
  const Result<Playground> playground = load_playground(options.folder);
  if (!playground) return fail(terminal, playground.error());
  std::vector<RelayLine> lines;
  for (const PlaygroundLine& line : playground->lines) lines.push_back({line.listen, line.target});
  Result<Relay> relay = Relay::open(lines);
  if (!relay) return fail(terminal, relay.error());
  const Descriptor watch(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  const std::string folder = playground->cut_folder();
  constexpr std::uint32_t kChanges = IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM;
  if (::inotify_add_watch(watch.raw(), folder.c_str(), kChanges) < 0) {
    return fail(terminal, {Code::unavailable, folder + ": tidak dapat diamati"});
  }
  if (Result<void> done = apply(*playground, *relay); !done) return fail(terminal, done.error());
  // Until a signal ends it; there is nothing to save.
  while (true) {
    if (!relay->step(-1, watch.raw())) continue;
    drain(watch.raw());
    if (Result<void> done = apply(*playground, *relay); !done) return fail(terminal, done.error());
  }
}

}  // namespace jenjang
