#include "tests/replication/replica_peer.h"

#include <utility>

#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

ReplicaConfig config_of(const TestFederation& federation, const ReplicaPeer::Options& options) {
  const TestNode node = TestFederation::make_node(options.name);
  ReplicaConfig out{node.keys, TestFederation::root(), {}, options.profile};
  for (const std::string& peer : options.dials) {
    out.dialled.push_back(federation.node(peer).keys.id);
  }
  return out;
}

}  // namespace

ReplicaPeer::ReplicaPeer(const TestFederation& federation, const Options& options,
                         MemoryStore& store, const Invitation& invitation, Now now)
    : store_(store),
      random_(read_be64(event_id(options.name).view()) + options.seed),
      replica_(config_of(federation, options), store, random_) {
  CHECK(replica_.load(invitation, now.mono).ok());
}

Instant ReplicaPeer::wake_at() const {
  return to_write_.empty() && entries_.empty() ? replica_.wake_at() : Instant{0};
}

NetworkNode::Said ReplicaPeer::turn(Now now, std::vector<Inbound> messages) {
  Writes writes;
  std::vector<StoredBatch> stored;
  for (const Inbound& message : messages) replica_.receive(message, now, writes, stored);
  for (const StoredBatch& batch : stored) {
    if (batch.header.feed.lane == v1::LANE_WITNESS) {
      ++witness_batches_;
      continue;
    }
    for (const BatchItem& item : batch.items) received_.push_back(item.body);
  }
  if (replica_.forked()) replica_.end_incarnation();
  for (Write& write : std::exchange(to_write_, {})) {
    replica_.write(write.book, write.lane, std::move(write.items), write.pack, now, writes);
  }
  const Result<std::size_t> written =
      replica_.write_entries(std::exchange(entries_, {}), now, writes);
  entries_written_ += written ? *written : 0;
  replica_.tend(now, writes);
  CHECK(store_.commit(writes, Durability::synced).ok());
  Said out;
  replica_.emit(now, out.messages, out.redial);
  for (Notice& notice : replica_.take_notices()) notices_.push_back(std::move(notice));
  for (PackAgain& pack : replica_.take_packs()) packs_.push_back(std::move(pack));
  return out;
}

void ReplicaPeer::write(const Book& book, Lane lane, const std::string& body,
                        const std::string& pack) {
  write(book, lane, {{body, std::nullopt}}, pack);
}

void ReplicaPeer::write(const Book& book, Lane lane, std::vector<BatchItem> items,
                        const std::string& pack) {
  to_write_.push_back({book, lane, std::move(items), pack});
}

std::vector<std::string> ReplicaPeer::noticed() const {
  std::vector<std::string> out;
  for (const Notice& notice : notices_) out.push_back(notice.what);
  return out;
}

bool ReplicaPeer::equal_to(const NodeId& peer) const {
  for (const auto& [link, session] : replica_.sessions()) {
    if (link.peer == peer && session->equal()) return true;
  }
  return false;
}

}  // namespace jenjang
