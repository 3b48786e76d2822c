#include "replication/replica.h"

#include <algorithm>

#include "replication/quota.h"

namespace jenjang {

namespace {

constexpr std::size_t kEntriesPerBatchMax = 1000;

constexpr std::uint64_t kSaveOthersUs = 10 * kSecondUs;

// Shares of a node's own allowance: for entries that others wrote, and for those with evidence. The
// rest stays its own, however many entries a thief makes worth saving or proving.
constexpr std::uint64_t kEighthsForOthers = 4;
constexpr std::uint64_t kEighthsForEvidence = 6;

// Beside the feed that it goes into.
std::uint64_t weight_of(const SignedEntry& entry) { return entry.bytes.size() + kBatchWeight; }

}  // namespace

Replica::Replica(const ReplicaConfig& config, const StoreView& store, Random& random)
    : config_(config),
      random_(random),
      directory_(config.root),
      ledger_(store, directory_, config.keys.area),
      peer_heads_(store, ledger_),
      witnesses_(store, ledger_, config_.keys) {
  ledger_.set_watch([this](const FeedChange& change) {
    for (const auto& [link, session] : sessions_) session->own_changed(change);
    peer_heads_.feed_changed(change.feed);
  });
}

Result<void> Replica::load(const Invitation& invitation, Instant now) {
  if (Result<void> loaded = ledger_.load(); !loaded) return loaded;
  if (!directory_.has_cuts()) cuts_seen_ = VectorDigest{};
  if (Result<void> loaded = peer_heads_.load(); !loaded) return loaded;
  if (Result<void> loaded = witnesses_.load(); !loaded) return loaded;
  for (const SignedEntry& entry : invitation.entries) {
    if (directory_.has(entry.id())) continue;
    directory_.add(entry, {});
    // What this node signed itself counts in its own feed only.
    const std::optional<Area> about = area_of(entry.entry);
    const bool own = entry.signer == config_.keys.key || (about && area().contains(*about));
    if (own) own_entries_.push_back(entry);
  }
  const NodeId& self = config_.keys.id;
  // One that is revoked starts: a thief may have done it, and then its neighbours tell it so.
  if (directory_.node(self) == nullptr && !directory_.revoked(self)) {
    return Error{Code::denied,
                 "node " + self.hex() +
                     ": di direktori tidak ada pendaftaran node ini yang sah; mintalah "
                     "undangan kepada operator tingkat di atasnya"};
  }
  for (const NodeId& peer : config_.dialled) session({LinkId::Side::dialled, peer}, now);
  return {};
}

Incarnation Replica::incarnation() {
  if (!incarnation_) incarnation_ = Incarnation{random_.number()};
  return *incarnation_;
}

bool Replica::forked() const {
  const auto& forks = directory_.forks();
  return incarnation_ && std::any_of(forks.begin(), forks.end(), [&](const auto& fork) {
           return fork.first.writer == config_.keys.id && fork.first.incarnation == *incarnation_;
         });
}

void Replica::end_incarnation() { incarnation_.reset(); }

Session* Replica::session(const LinkId& link, Instant now) {
  const auto found = sessions_.find(link);
  const Enrolment* peer = directory_.node(link.peer);
  const bool welcome = peer != nullptr && directory_.active(link.peer) &&
                       (area().contains(peer->area) || peer->area.contains(area()));
  if (!welcome) {
    if (found != sessions_.end()) sessions_.erase(found);
    return nullptr;
  }
  if (found != sessions_.end()) return found->second.get();
  const SessionNode node{config_.keys, ledger_, random_};
  const SessionPeer at{peer->area, peer->sign_key};
  auto made = std::make_unique<Session>(link, at, node, config_.profile, now);
  return sessions_.emplace(link, std::move(made)).first->second.get();
}

void Replica::receive(const Inbound& inbound, Now now, Writes& writes,
                      std::vector<StoredBatch>& stored) {
  Session* from = session(inbound.link, now.mono);
  if (from == nullptr) {
    notices_.push_back({"link-stranger", "node=" + inbound.link.peer.hex()});
    return;
  }
  if (inbound.bytes.empty()) return from->connected(now.mono);
  Result<LinkMessage> message = decode_message(inbound.bytes);
  if (!message) {
    notices_.push_back(
        {"link-malformed", "node=" + inbound.link.peer.hex() + " " + message.error().message});
    return;
  }
  from->count_received(inbound.bytes.size());
  if (auto* deliver = std::get_if<Deliver>(&*message);
      deliver != nullptr && from->current(*deliver)) {
    receive_deliver(*from, *deliver, now, writes, stored);
    return;
  }
  if (const auto* want = std::get_if<WantPack>(&*message)) {
    from->answer_pack(*want);
    return;
  }
  if (auto* again = std::get_if<PackAgain>(&*message)) {
    const bool taken = from->took(*again) && packs_again_.size() < kBatchesInFlightMax;
    if (taken) packs_again_.push_back(std::move(*again));
    return;
  }
  from->absorb(*message, now);
  heed_heads(*from, now, writes);
}

void Replica::heed_heads(Session& from, Now now, Writes& writes) {
  const NodeId& peer = from.link().peer;
  if (const auto own = from.take_countersigned()) {
    if (may_witness(from.peer_area(), area())) witnesses_.hear_own(peer, own->heads, own->wall);
  }
  const std::optional<HeardHeads> heads = from.take_heads();
  if (!heads) return;
  peer_heads_.hear(peer, *heads, now, writes);
  witnesses_.hear(*directory_.node(peer), *heads, now);
}

void Replica::receive_deliver(Session& session, const Deliver& deliver, Now now, Writes& writes,
                              std::vector<StoredBatch>& stored) {
  Absorbed outcome = ledger_.absorb(deliver.batch, deliver.pack, writes);
  session.took(deliver, outcome, now.mono);
  ++verdicts_[outcome.verdict];
  switch (outcome.verdict) {
    case Verdict::stored:
      announce(outcome.header->feed, &session, now.mono);
      witnesses_.read(*outcome.batch, now.wall, writes);
      stored.push_back(std::move(*outcome.batch));
      return;
    case Verdict::duplicate:
    case Verdict::gap:
    case Verdict::unknown_writer:
      return;  // Healed by the session.
    case Verdict::fork:
      if (outcome.proof) forks_found_.push_back(*outcome.proof);
      break;
    case Verdict::not_held:
    case Verdict::malformed:
    case Verdict::bad_signature:
      break;
    case Verdict::closed:
      if (outcome.excess) excesses_found_.push_back(std::move(*outcome.excess));
      break;
  }
  notices_.push_back({"batch-refused", "node=" + session.link().peer.hex() + " verdict=" +
                                           std::string(verdict_name(outcome.verdict)) + " " +
                                           outcome.why});
}

bool Replica::near(const Session& source, const Session& other) const {
  if (source.peer_area() == other.peer_area()) return true;
  return source.peer_area() == area() && other.peer_area() != area() &&
         other.peer_area().contains(area());
}

void Replica::announce(const FeedId& feed, const Session* source, Instant now) {
  for (const auto& [link, session] : sessions_) {
    session->stored(feed, source, source != nullptr && near(*source, *session), now);
  }
}

StoredBatch Replica::write(const Book& book, Lane lane, std::vector<BatchItem> items,
                           std::string pack, Now now, Writes& writes) {
  const FeedId feed{book, config_.keys.id, incarnation(), lane};
  StoredBatch out =
      ledger_.append({feed, std::move(items), std::move(pack)}, config_.keys, now.wall, writes);
  announce(feed, nullptr, now.mono);
  return out;
}

void Replica::tend_heads(Now now, Writes& writes) {
  peer_heads_.tend(now, writes);
  for (const NodeId& peer : peer_heads_.take_found()) {
    const auto back = peer_heads_.back().find(peer);
    if (back == peer_heads_.back().end()) continue;  // And on again, in this very turn.
    notices_.push_back(
        {"heads-went-back", "node=" + peer.hex() + " " + back->second.heads.to_string()});
  }
  for (auto& [book, items] : witnesses_.take_due(now)) {
    const StoredBatch batch = write(book, v1::LANE_WITNESS, std::move(items), {}, now, writes);
    witnesses_.read(batch, now.wall, writes);
  }
}

Result<std::size_t> Replica::write_entries(const std::vector<SignedEntry>& entries, Now now,
                                           Writes& writes) {
  std::vector<SignedEntry> fresh = entries;
  std::erase_if(fresh, [&](const SignedEntry& entry) { return ledger_.holds_entry(entry.id()); });
  if (publish(fresh, now, writes)) return fresh.size();
  const std::uint64_t allowance = own_allowance();
  return Error{Code::conflict,
               "direktori: node ini sudah menulis " +
                   std::to_string(ledger_.directory_weight(config_.keys.id)) + " dari " +
                   std::to_string(allowance) +
                   " byte yang menjadi jatahnya; pakailah node lain, atau daftarkan ulang node "
                   "ini dengan jatah lebih besar oleh otoritas di atasnya"};
}

bool Replica::has_room(const std::vector<SignedEntry>& entries) const {
  if (directory_.barred(config_.keys.id)) return false;
  // A feed and a batch of its own, at most, for each.
  std::uint64_t weight = own_allowance() / kFeedsInAllowance;
  for (const SignedEntry& entry : entries) weight += weight_of(entry);
  return ledger_.directory_weight(config_.keys.id) + weight <= own_allowance();
}

bool Replica::publish(const std::vector<SignedEntry>& entries, Now now, Writes& writes) {
  if (entries.empty()) return true;
  if (!has_room(entries)) {
    notices_.push_back({"directory-full", "entries=" + std::to_string(entries.size())});
    return false;
  }
  std::vector<BatchItem> items;
  std::size_t bytes = 0;
  const auto flush = [&] {
    if (items.empty()) return;
    bytes = 0;
    write(Book::directory(), v1::LANE_CONTROL, std::exchange(items, {}), {}, now, writes);
  };
  for (const SignedEntry& entry : entries) {
    bytes += entry.bytes.size();
    items.push_back({entry.bytes, std::nullopt});
    if (items.size() >= kEntriesPerBatchMax || bytes >= kBatchWireBytesMax / 2) flush();
  }
  flush();
  return true;
}

void Replica::want_pack(const BatchPlace& place) {
  for (const auto& [link, session] : sessions_) session->want_pack(place);
}

void Replica::collect_evidence(std::vector<SignedEntry>& entries) {
  if (forks_found_.empty() && excesses_found_.empty()) return;
  std::uint64_t room = room_within(kEighthsForEvidence);
  const auto collect = [&](SignedEntry entry, Notice notice) {
    const std::uint64_t weight = weight_of(entry);
    if (weight <= room) {
      room -= weight;
      entries.push_back(std::move(entry));
    } else {
      notice.what = "evidence-unpublished";
    }
    notices_.push_back(std::move(notice));
  };
  // A feed is closed by its least fork, and a writer is barred by one excess.
  std::map<FeedId, std::pair<std::uint64_t, ForkProof>> forks;
  for (const ForkProof& proof : std::exchange(forks_found_, {})) {
    const Result<BatchHeader> header = decode_header(proof.left.bytes);
    CHECK(header.ok());
    const FeedId& feed = header->feed;
    const std::optional<std::uint64_t> known = directory_.fork(feed);
    if (directory_.barred(feed.writer) || (known && *known <= header->number)) continue;
    const auto [least, fresh] = forks.try_emplace(feed, header->number, proof);
    if (!fresh && header->number < least->second.first) least->second = {header->number, proof};
  }
  for (const auto& [feed, fork] : forks) {
    const std::string detail = "feed=" + feed.to_string() + " number=" + std::to_string(fork.first);
    collect(wrap_fork(fork.second), {"fork", detail});
  }
  std::set<NodeId> exceeding;
  for (Excess& excess : std::exchange(excesses_found_, {})) {
    const Result<BatchHeader> header = decode_header(excess.heads.front().bytes);
    CHECK(header.ok());
    const NodeId& writer = header->feed.writer;
    if (directory_.barred(writer) || !exceeding.insert(writer).second) continue;
    collect(wrap_excess(std::move(excess)), {"excess", "node=" + writer.hex()});
  }
}

void Replica::collect_learned(std::vector<SignedEntry>& entries) {
  std::vector<SignedEntry> learned = ledger_.take_learned();
  if (learned.empty()) return;  // The room below is reckoned from the store.
  std::set<EntryId> taken;
  std::uint64_t room = room_within(kEighthsForOthers);
  for (SignedEntry& entry : learned) {
    const EntryId id = entry.id();
    const std::uint64_t weight = weight_of(entry);
    if (weight > room || ledger_.holds_entry(id) || !taken.insert(id).second) continue;
    room -= weight;
    entries.push_back(std::move(entry));
  }
}

std::uint64_t Replica::own_allowance() const {
  const Enrolment* self = directory_.node(config_.keys.id);
  if (self != nullptr) return own_allowance_of(*self);
  Enrolment nobody;
  nobody.area = area();
  return own_allowance_of(nobody);
}

std::uint64_t Replica::room_within(std::uint64_t eighths) const {
  const std::uint64_t share = own_allowance() / 8 * eighths;
  return share - std::min(share, ledger_.directory_weight(config_.keys.id));
}

void Replica::tend(Now now, Writes& writes) {
  std::vector<SignedEntry> entries = std::exchange(own_entries_, {});
  collect_evidence(entries);
  collect_learned(entries);
  if (forked()) end_incarnation();
  publish(entries, now, writes);
  save_stranded_entries(now, writes);
  tend_heads(now, writes);
  if (directory_seen_ == directory_.version()) return;
  directory_seen_ = directory_.version();
  for (const auto& [link, session] : sessions_) session->directory_grew();
  for (const NodeId& peer : config_.dialled) session({LinkId::Side::dialled, peer}, now.mono);
  std::erase_if(sessions_, [&](const auto& s) { return !directory_.active(s.first.peer); });
  const VectorDigest cuts = directory_.cuts_digest();
  const bool changed = cuts != cuts_seen_ || directory_.barred() != barred_seen_;
  if (!changed && !some_unsaved_) return;
  if (changed) {
    const std::set<NodeId> judged = ledger_.judge_closings(writes);
    witnesses_.judge_cut(judged, writes);
  }
  cuts_seen_ = cuts;
  barred_seen_ = directory_.barred();
  save_own_at_ = now.mono;
  const auto wait = static_cast<std::int64_t>(random_.number() % kSaveOthersUs);
  save_others_at_ = now.mono + kSaveOthersUs + wait;
}

void Replica::save_stranded_entries(Now now, Writes& writes) {
  const bool others = now.mono >= save_others_at_;
  if (!others && now.mono < save_own_at_) return;
  save_own_at_ = {INT64_MAX};
  if (others) save_others_at_ = {INT64_MAX};
  if (directory_.revoked(config_.keys.id)) return;
  std::vector<SignedEntry> entries;
  some_unsaved_ = false;
  std::uint64_t room = room_within(kEighthsForOthers);
  for (auto& [entry, writer] : ledger_.stranded_entries()) {
    if (!directory_.worth_saving(entry)) {
      some_unsaved_ = true;
      continue;
    }
    const bool own = writer == config_.keys.id;
    const std::uint64_t weight = weight_of(entry);
    const bool of_others = others && weight <= room && !master_of(entry);
    if (of_others && !own) room -= weight;
    if (own || of_others) entries.push_back(std::move(entry));
  }
  publish(entries, now, writes);
}

void Replica::emit(Now now, std::vector<Outbound>& out, std::vector<LinkId>& redial) {
  ledger_.committed();
  for (const auto& [link, session] : sessions_) {
    session->emit(now, out);
    if (session->take_redial()) redial.push_back(link);
  }
}

Instant Replica::wake_at() const {
  if (!own_entries_.empty() || directory_seen_ != directory_.version()) return {0};
  Instant out =
      std::min({save_own_at_, save_others_at_, witnesses_.wake_at(), peer_heads_.wake_at()});
  for (const auto& [link, session] : sessions_) out = std::min(out, session->wake_at());
  return out;
}

std::vector<PackAgain> Replica::take_packs() { return std::exchange(packs_again_, {}); }

std::vector<Notice> Replica::take_notices() { return std::exchange(notices_, {}); }

}  // namespace jenjang
