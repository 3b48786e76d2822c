#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "schema/feed.h"
#include "tests/sim/world.h"

namespace jenjang {

// Someone on the lines: spoils signatures and payloads, takes contents away, keeps a feed back.
// Also overhears the contacts that messages must name, for those who slip messages in.
class Meddler {
 public:
  Meddler(World& world, SimRandom random) : world_(world), random_(random) {}

  // Of a thousand batches on any line that many are spoilt.
  void set_permille(std::uint64_t permille) { permille_ = permille; }
  // From now on `from` keeps one of its feeds back from `to`.
  void keep_back(int from, int to);
  void stop();

  // For SimNetwork::set_meddle.
  bool pass(int from, int to, Connection connection, std::string& bytes);
  // What a message to `to` from `from` must name; zero where none was overheard.
  ContactId contact(int from, int to) const;
  // Writes an item as the next of a feed that no honest node has, and slips it in, with all of that
  // feed again, so that nothing is missing before it.
  void write(int from, int to, const FeedId& feed, const BatchItem& item);
  // Slips a batch in, as if `from` had sent it.
  void slip(int from, int to, const SealedBatch& batch, const std::string& pack);

 private:
  bool spoil(Deliver& deliver);

  World& world_;
  SimRandom random_;
  std::uint64_t permille_ = 0;
  std::map<std::pair<int, int>, ContactId> contacts_;  // Of the first, as told to the second.
  std::set<std::pair<int, int>> keeps_back_;
  std::map<std::pair<int, int>, FeedId> kept_back_;
  std::map<FeedId, std::vector<SealedBatch>> written_;
};

}  // namespace jenjang
