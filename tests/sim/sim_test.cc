// Runs seeds. JENJANG_SIM_SEED replays one (and JENJANG_SIM_COUNT those after it), JENJANG_SIM_ONLY
// leaves all faults out but those it names, JENJANG_SIM_LOG shows what the nodes log, and
// JENJANG_SIM_SECONDS is how long random seeds run.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "tests/sim/simulation.h"

namespace jenjang {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSlow = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kSlow = true;
#else
constexpr bool kSlow = false;
#endif
#else
constexpr bool kSlow = false;
#endif
constexpr std::uint64_t kFixedSeeds = kSlow ? 10 : 40;

// A swarm that never came by one of these shows nothing about it.
constexpr std::string_view kRarePaths[] = {
    "adopted",
    "barred-revoked",
    "clock-jump",
    "clone",
    "crash-in-turn",
    "erasure-refused",
    "erasure-stands",
    "false-end",
    "false-witness",
    "feed-closed",
    "flood",
    "fork",
    "heads-went-back",
    "held-back",
    "kept-back",
    "late-enrolment",
    "lie",
    "link-stranger",
    "misadopted",
    "misrule",
    "misrule-of-the-past",
    "pack-broken",
    "pack-false-again",
    "pack-falsified",
    "pack-unasked",
    "pack-unerased",
    "packs-demanded",
    "redial",
    "refused-shown",
    "renewal",
    "restore",
    "resubmit-done",
    "revocation",
    "rogue-event",
    "rotation",
    "secret-kept",
    "stale-contact",
    "store-failed",
    "stranger",
    "straggler",
    "submit-existed",
    "twice",
    "unreadable",
    "usurped",
    "verdict=closed",
    "verdict=fork",
    "verdict=bad_signature",
    "verdict=gap",
    "verdict=duplicate",
    "verdict=not_held",
    "verdict=unknown_writer",
    "void",
    "witnessed",
    "verdict=malformed",
};

std::optional<std::uint64_t> number_from(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

void expect_holds(std::uint64_t seed, const SimResult& result) {
  if (result.failures.empty()) return;
  std::string all;
  for (const std::string& failure : result.failures) all += "\n  " + failure;
  ADD_FAILURE() << "seed " << seed << all << "\nreplay: JENJANG_SIM_SEED=" << seed
                << " build/release/bin/test_sim --gtest_filter='*ReplaysASeed'";
}

SimResult run(std::uint64_t seed) {
  // Said first, so that a seed that ends the process is known too.
  std::cerr << "seed " << seed << std::flush;
  const auto begin = std::chrono::steady_clock::now();
  SimRandom random(seed);
  SimOptions options = SimOptions::draw(random);
  const char* only = std::getenv("JENJANG_SIM_ONLY");
  if (only != nullptr) options.keep_only(only);
  Simulation simulation(seed, options);
  SimResult result = simulation.run(std::getenv("JENJANG_SIM_LOG") != nullptr);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cerr << " " << took.count() << "s\n";
  expect_holds(seed, result);
  return result;
}

TEST(Simulation, ReplaysASeed) {
  const std::uint64_t first = number_from("JENJANG_SIM_SEED").value_or(1);
  const std::uint64_t count = number_from("JENJANG_SIM_COUNT").value_or(1);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const SimResult result = run(seed);
    std::cerr << "  trace=" << result.trace;
    for (const auto& [what, times] : result.seen) std::cerr << " " << what << "=" << times;
    std::cerr << "\n";
  }
}

TEST(Simulation, HoldsForFixedSeedsThatMeetEveryRarePath) {
  std::map<std::string, std::uint64_t, std::less<>> seen;
  for (std::uint64_t seed = 1; seed <= kFixedSeeds; ++seed) {
    for (const auto& [what, times] : run(seed).seen) seen[what] += times;
  }
  if (kSlow) return;  // So few do not meet them all.
  for (const std::string_view path : kRarePaths) {
    EXPECT_GT(seen[std::string(path)], 0u) << "no seed came by " << path;
  }
}

// A retry after a lost submit; directory entries that a restart forgot; a void event that only a
// stranger's event leads to; an event whose parent a restored disk took along; a revoked node that
// adopted for ever; words of a secret report that the holder had sealed and others kept, since the
// seal fell with its author; vectors that answered each other for ever.
TEST(Simulation, HoldsForSeedsThatWereRedOnce) {
  for (const std::uint64_t seed :
       {50622ul, 61114ul, 900152ul, 7100313ul, 1795888810897ul, 70067ul, 110ul}) {
    run(seed);
  }
}

TEST(Simulation, HoldsForRandomSeeds) {
  const std::chrono::seconds box(number_from("JENJANG_SIM_SECONDS").value_or(20));
  const auto begin = std::chrono::steady_clock::now();
  const auto today = std::chrono::system_clock::now().time_since_epoch();
  auto seed = static_cast<std::uint64_t>(today / std::chrono::milliseconds(1));
  while (std::chrono::steady_clock::now() < begin + box && !HasFailure()) run(seed++);
}

// Where nobody lies, forges or has another's keys, signed heads go back on restored disks alone.
TEST(Simulation, SignedHeadsGoBackWhereADiskWasRestoredAndNowhereElse) {
  std::uint64_t noticed = 0;
  for (std::uint64_t seed = 1; seed <= (kSlow ? 4 : 12); ++seed) {
    for (const bool backups : {false, true}) {
      SimRandom random(seed);
      SimOptions options = SimOptions::draw(random);
      options.lies = options.rogues = options.misrule = options.clones = false;
      options.floods = options.rotations = false;
      options.lines = options.crashes = true;
      options.backups = backups;
      const SimResult result = Simulation(seed, options).run(false);
      expect_holds(seed, result);
      const auto seen = result.seen.find("heads-went-back");
      const std::uint64_t times = seen == result.seen.end() ? 0 : seen->second;
      const bool restored = result.seen.contains("restore");
      EXPECT_TRUE(restored || times == 0) << "seed " << seed << ": " << times;
      noticed += times;
    }
  }
  EXPECT_GT(noticed, 0u);
}

TEST(Simulation, GivesTheSameTraceForTheSameSeed) {
  for (const std::uint64_t seed : {3u, 7u}) {
    EXPECT_EQ(Simulation(seed).run(false).trace, Simulation(seed).run(false).trace)
        << "seed " << seed;
  }
}

TEST(Simulation, HoldsForAFederationOfManyNodes) {
  SimOptions options;
  options.size = {2, 24, 3, 300, 100, 50};
  options.faulty_us = 15 * kSecondUs;
  options.call_every_us = 100 * kMillisecondUs;
  options.lines = options.crashes = options.secrets = options.erasures = true;
  options.rogues = options.backups = options.revocations = options.packs = true;
  expect_holds(1, Simulation(1, options).run(false));
}

}  // namespace
}  // namespace jenjang
