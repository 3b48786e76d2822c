#pragma once

#include <string>
#include <vector>

#include "replication/replica.h"
#include "tests/support/memory_store.h"
#include "tests/support/seeded_random.h"
#include "tests/support/test_network.h"

namespace jenjang {

// A replica over a store in memory, with the turn that its caller owes it.
class ReplicaPeer final : public NetworkNode {
 public:
  struct Options {
    std::string name;
    std::vector<std::string> dials;
    std::uint64_t seed = 1;  // Another after a restart.
    SessionProfile profile;
  };

  // Starts over what `store` holds. Requires that it loads.
  ReplicaPeer(const TestFederation& federation, const Options& options, MemoryStore& store,
              const Invitation& invitation, Now now);

  Instant wake_at() const override;
  Said turn(Now now, std::vector<Inbound> messages) override;

  // Written by the next turn.
  void write(const Book& book, Lane lane, const std::string& body, const std::string& pack = "");
  void write(const Book& book, Lane lane, std::vector<BatchItem> items, const std::string& pack);
  void add_entries(std::vector<SignedEntry> entries) { entries_ = std::move(entries); }

  Replica& replica() { return replica_; }
  const Ledger& ledger() const { return replica_.ledger(); }
  const std::vector<Notice>& notices() const { return notices_; }
  // The words of the notices so far.
  std::vector<std::string> noticed() const;
  // Bodies of all items taken in from others so far, but for those of witnesses.
  const std::vector<std::string>& received() const { return received_; }
  // Batches of witnesses among them.
  std::size_t witness_batches() const { return witness_batches_; }
  const std::vector<PackAgain>& packs() const { return packs_; }
  std::size_t entries_written() const { return entries_written_; }
  bool equal_to(const NodeId& peer) const;

 private:
  struct Write {
    Book book = Book::directory();
    Lane lane{};
    std::vector<BatchItem> items;
    std::string pack;
  };

  MemoryStore& store_;
  SeededRandom random_;
  Replica replica_;
  std::vector<Write> to_write_;
  std::vector<SignedEntry> entries_;
  std::size_t entries_written_ = 0;
  std::vector<Notice> notices_;
  std::vector<std::string> received_;
  std::size_t witness_batches_ = 0;
  std::vector<PackAgain> packs_;
};

}  // namespace jenjang
