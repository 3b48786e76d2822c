#include "replication/peer_heads.h"

#include <algorithm>

#include "jenjang/v1/store.pb.h"
#include "replication/marks.h"

namespace jenjang {

namespace {

// Keys of family `meta`, + node.
constexpr std::string_view kMetaHeads = "heads/";           // -> LinkMessage: a SignedHeads.
constexpr std::string_view kMetaHeadsBack = "heads-back/";  // -> HeadsBackRecord.

// Heads are heard as often as data moves, and one commit for each would be dear. After a restart a
// peer is compared with what it had said a minute before, at worst.
constexpr std::int64_t kStoreEveryUs = 60 * kSecondUs;

std::optional<HeardHeads> decode_kept(std::string_view bytes) {
  Result<LinkMessage> message = decode_message(bytes);
  if (!message) return std::nullopt;
  auto* said = std::get_if<SignedHeads>(&*message);
  if (said == nullptr) return std::nullopt;
  Result<Heads> heads = decode_heads(said->bytes);
  if (!heads) return std::nullopt;
  return HeardHeads{std::move(*said), std::move(*heads)};
}

}  // namespace

Result<void> PeerHeads::load() {
  for (const auto& [peer, bytes] : scan_marks<NodeId>(store_, kMetaHeads)) {
    std::optional<HeardHeads> heads = decode_kept(bytes);
    if (!heads) return Error{Code::corrupt, "store: kept heads do not decode; restore this node"};
    kept_[peer] = {std::move(*heads), std::nullopt, false, true, {}};
  }
  return {};
}

void PeerHeads::hear(const NodeId& peer, const HeardHeads& heads, Now now, Writes& writes) {
  const auto [kept, fresh] = kept_.try_emplace(peer, Kept{heads, std::nullopt, false, false, {}});
  if (!fresh) judge(peer, kept->second, heads, now, writes);
}

void PeerHeads::judge(const NodeId& peer, Kept& kept, const HeardHeads& heads, Now now,
                      Writes& writes) {
  const HeadsComparison compared = compare_heads(ledger_, kept.heads, heads);
  kept.pending.reset();
  kept.to_judge = false;
  switch (compared.order) {
    case HeadsOrder::undecided:
      kept.pending = heads;
      break;
    case HeadsOrder::onward:
      back_.erase(peer);
      kept.heads = heads;
      kept.stored = false;
      break;
    case HeadsOrder::back:
      note_back(peer, kept, heads, *compared.back, now, writes);
      break;
  }
}

void PeerHeads::note_back(const NodeId& peer, const Kept& kept, const HeardHeads& heads,
                          const HeadBack& back, Now now, Writes& writes) {
  if (!back_.try_emplace(peer, PeerBack{back, now.wall}).second) return;
  found_.push_back(peer);
  const auto proved = proved_at_.find(peer);
  if (proved != proved_at_.end() && now.mono < proved->second + kStoreEveryUs) return;
  proved_at_[peer] = now.mono;
  v1::HeadsBackRecord record;
  record.set_before(encode_message(kept.heads.said));
  record.set_after(encode_message(heads.said));
  record.set_noticed_ms(now.wall.ms);
  writes.put(Family::meta, mark_key(kMetaHeadsBack, peer.view()), record.SerializeAsString());
}

void PeerHeads::feed_changed(const FeedId& feed) {
  const auto kept = kept_.find(feed.writer);
  if (kept != kept_.end()) kept->second.to_judge = kept->second.pending.has_value();
}

void PeerHeads::tend(Now now, Writes& writes) {
  for (auto& [peer, kept] : kept_) {
    if (kept.to_judge) {
      const HeardHeads heads = *kept.pending;
      judge(peer, kept, heads, now, writes);
    }
    if (kept.stored || now.mono < kept.store_at) continue;
    kept.stored = true;
    kept.store_at = now.mono + kStoreEveryUs;
    writes.put(Family::meta, mark_key(kMetaHeads, peer.view()), encode_message(kept.heads.said));
  }
}

Instant PeerHeads::wake_at() const {
  Instant out{INT64_MAX};
  for (const auto& [peer, kept] : kept_) {
    if (!kept.stored) out = std::min(out, kept.store_at);
  }
  return out;
}

}  // namespace jenjang
