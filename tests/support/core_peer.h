#pragma once

#include <string>
#include <vector>

#include "node/turn/core.h"
#include "tests/support/memory_store.h"
#include "tests/support/seeded_random.h"
#include "tests/support/test_network.h"

namespace jenjang {

// A whole node but for its sockets and its disk, with the loop that its caller owes it.
class CorePeer final : public NetworkNode {
 public:
  struct Options {
    std::string name;
    std::vector<std::string> dials;
    std::uint64_t seed = 1;  // Another after a restart.
  };

  // Starts over what `store` holds. Requires that it loads.
  CorePeer(const TestFederation& federation, const Options& options, MemoryStore& store, Now now);

  Instant wake_at() const override;
  // Stores and answers, then folds a slice.
  Said turn(Now now, std::vector<Inbound> messages) override;

  // Taken by the next turn.
  void post(Command command, Completion done) {
    requests_.push_back({std::move(command), std::move(done)});
  }
  // From now on it draws from the seed, regardless of earlier draws.
  void reseed(std::uint64_t seed) { random_ = SeededRandom(seed); }
  // From now on turns do not fold: what is stored stays unprojected.
  void stop_folding() { folding_ = false; }

  // From now on a scrub that was asked for runs until it is told to end.
  void hold_scrubs() { scrubs_held_ = true; }
  bool scrubbing() const { return scrubbing_; }
  void end_scrub(Result<void> result) {
    scrubbing_ = false;
    scrubbed_ = std::move(result);
  }

  Core& core() { return core_; }
  MemoryStore& store() { return store_; }
  CaseFile report(const ReportId& id) const { return load_case(store_, id); }
  // A content of any report here, or what is left of it; nothing where it is missing.
  std::optional<PackEntry> content(const ContentDigest& digest) const;
  // Whether any of its contents holds these words in the open.
  bool keeps(const std::string& words) const;
  const std::vector<Notice>& notices() const { return notices_; }
  // Whether a notice of that word was given.
  bool noticed(const std::string& word) const;
  const std::vector<NodeId>& disconnected() const { return disconnected_; }

 private:
  MemoryStore& store_;
  SeededRandom random_;
  Core core_;
  bool folding_ = true;
  bool scrubs_held_ = false;
  bool scrubbing_ = false;
  std::vector<Request> requests_;
  std::optional<Result<void>> scrubbed_;
  std::vector<Notice> notices_;
  std::vector<NodeId> disconnected_;
};

// A report in the open, with words.
Submit make_submit(const std::string& addressee, const std::string& text);
// An act of one account on a report.
template <class What>
Act make_act(const ReportId& report, What what, const std::string& text = "") {
  Act out;
  out.report = report;
  out.account.bytes.fill(0x0c);
  out.what = std::move(what);
  out.text = text;
  return out;
}

}  // namespace jenjang
