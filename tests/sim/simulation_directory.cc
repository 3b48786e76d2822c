// What must hold of the directory when everybody has met, whatever others signed.
#include "schema/hash.h"
#include "tests/sim/simulation.h"

namespace jenjang {

// Nodes are enrolled as those operators said who had the authority, whatever others signed.
void Simulation::judge_directory(std::vector<std::string>& failures) const {
  for (const int member : members()) {
    const Directory& known = world_.node(member).core().directory();
    const std::string at = world_.node(member).plan().name + ": ";
    for (const int node : enrolled_) {
      const Enrolment* standing = known.node(world_.node(node).id());
      const std::string& name = world_.node(node).plan().name;
      if (standing == nullptr) {
        failures.push_back(at + "does not know " + name);
      } else if (*standing != topology_.enrolment(node)) {
        failures.push_back(at + "knows " + name + " as " + standing->name + " of " +
                           standing->area.to_string() + ", number " +
                           std::to_string(standing->serial));
      }
      if (known.revoked(world_.node(node).id()) && !revocation_asked(node)) {
        failures.push_back(at + "takes " + name + " for revoked");
      }
    }
    judge_authorities(member, failures);
    judge_quotas(member, failures);
    judge_flood(member, failures);
  }
}

// The keys that operators named speak for their areas, and no other; nobody stands by a key that
// has ended.
void Simulation::judge_authorities(int member, std::vector<std::string>& failures) const {
  const Directory& known = world_.node(member).core().directory();
  const std::string at = world_.node(member).plan().name + ": ";
  for (const Area& area : topology_.areas()) {
    const std::vector<SignKeys>& keys = topology_.authorities(area);
    for (const Area& other : topology_.areas()) {
      for (const SignKeys& key : keys) {
        const bool may = key.key == keys.back().key && area.contains(other);
        if (known.speaks_for(key.authority(), other) == may) continue;
        failures.push_back(at + "a key of " + area.to_string() +
                           (may ? " does not speak" : " speaks") + " for " + other.to_string());
      }
    }
  }
  std::set<AuthorityKey> speak;
  for (const Area& area : topology_.areas()) speak.insert(topology_.authority(area).authority());
  for (const Misrule::Ghost& ghost : misrule_.ghosts()) {
    if (!known.active(ghost.node) || speak.contains(ghost.enrolled_by)) continue;
    failures.push_back(at + "knows a ghost that a former key enrolled");
  }
}

// No disk has more of a writer's entries than the writer may write, by what lies there and by what
// its headers say, and nobody is believed more forks than he may have.
void Simulation::judge_quotas(int member, std::vector<std::string>& failures) const {
  const Directory& known = world_.node(member).core().directory();
  const std::string at = world_.node(member).plan().name + ": ";
  struct Last {
    std::uint64_t batches = 0;
    std::uint64_t bytes = 0;
  };
  std::map<NodeId, std::map<FeedId, Last>> written;
  for (const auto& [key, bytes] : world_.node(member).store().values(Family::batches)) {
    const FeedId feed = parse_batch_key(key).feed;
    if (!feed.book.is_directory()) continue;
    const BatchHeader header = open_batch(bytes).value().header;
    Last& last = written[feed.writer][feed];
    ++last.batches;
    last.bytes += header.payload_bytes;
    if (header.total_bytes == last.bytes) continue;
    failures.push_back(at + "has a batch with a wrong total of " + feed.to_string());
  }
  for (const auto& [writer, feeds] : written) {
    const Enrolment* enrolled = known.node(writer);
    if (enrolled == nullptr) continue;
    constexpr std::uint64_t kOfTier[] = {64, 16, 4};
    const std::uint64_t mib = enrolled->allowance_mib > 0
                                  ? enrolled->allowance_mib
                                  : kOfTier[static_cast<std::size_t>(enrolled->area.tier())];
    const std::uint64_t allowance = mib << 20;
    std::uint64_t weight = 0;
    for (const auto& [feed, last] : feeds) {
      weight += allowance / 400 + last.batches * 1024 + last.bytes;
    }
    if (weight <= allowance) continue;
    failures.push_back(at + "has " + std::to_string(weight) + " bytes of " + enrolled->name +
                       " in the directory, which may write " + std::to_string(allowance));
  }
  std::map<NodeId, std::size_t> forks;
  for (const auto& [feed, number] : known.forks()) ++forks[feed.writer];
  for (const auto& [writer, count] : forks) {
    if (count > 17) failures.push_back(at + "believes " + std::to_string(count) + " forks of one");
  }
}

// Nobody has passed on as his own what a flood brought.
void Simulation::judge_flood(int member, std::vector<std::string>& failures) const {
  for (const auto& [key, bytes] : world_.node(member).store().values(Family::batches)) {
    const FeedId feed = parse_batch_key(key).feed;
    const bool own = flooder_ && world_.node(*flooder_).id() == feed.writer;
    if (!feed.book.is_directory() || own) continue;
    const OpenBatch batch = open_batch(bytes).value();
    for (const BatchItem& item : batch.items) {
      if (!flood_.wrote(entry_id(item.body))) continue;
      failures.push_back(world_.node(member).plan().name + ": has an entry of the flood by " +
                         feed.to_string());
    }
  }
}

}  // namespace jenjang
