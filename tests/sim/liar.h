#pragma once

#include <set>
#include <string>
#include <utility>

#include "schema/link_message.h"
#include "tests/sim/world.h"

namespace jenjang {

// Nodes whose program has been changed: now and then what they say on their links is not so, be it
// what they hold, what they have room for, what they have signed for or what they want; or they
// say it twice. Batches are not theirs to invent, see Rogue.
class Liar {
 public:
  Liar(World& world, SimRandom random) : world_(world), random_(random) {}

  void corrupt(int node) { liars_.insert(node); }
  // Gives those who lied: their program is put right, which takes a start.
  std::set<int> stop() { return std::exchange(liars_, {}); }

  // A message as that node says it.
  void pass(int from, int to, Connection connection, std::string& bytes);

 private:
  void lie(int from, LinkMessage& message);
  void lie_of(std::vector<CountedHead>& heads);
  void lie_of(CountedHead& head);
  std::uint64_t number() { return random_.below(random_.chance(500) ? 10 : UINT64_MAX); }

  World& world_;
  SimRandom random_;
  std::set<int> liars_;
};

}  // namespace jenjang
