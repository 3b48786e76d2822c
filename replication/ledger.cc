#include "replication/ledger.h"

#include <algorithm>
#include <set>

#include "replication/marks.h"
#include "replication/quota.h"
#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

Absorbed refuse(Verdict verdict, const BatchHeader& header, const std::string& why) {
  Absorbed out;
  out.verdict = verdict;
  out.header = header;
  out.why = "batch " + header.feed.to_string() + " #" + std::to_string(header.number) + ": " + why;
  return out;
}

Absorbed refuse_unsigned(const BatchHeader& header) {
  return refuse(Verdict::bad_signature, header, "not signed by its writer");
}

// Keys of family `meta`, + entry: of one in a stored batch that does not decode yet, or whose
// signature does not hold, which no build will mend.
constexpr std::string_view kMetaParked = "parked/";
constexpr std::string_view kUnsigned = "unsigned";

// A batch that is refused anyway is opened only if its unpacked size is within these limits, so
// that it costs little more than its bytes did.
constexpr std::uint64_t kUnpackedPerByteMax = 32;
constexpr std::uint64_t kUnpackedFreely = 16 << 10;

// Nothing of a batch that its writer has not signed, or that does not open.
std::vector<BatchItem> signed_items(const BatchHeader& header, const SealedBatch& batch) {
  const bool dear =
      header.payload_bytes > kUnpackedFreely + kUnpackedPerByteMax * batch.payload.size();
  if (dear || !header_signed(header, batch.header)) return {};
  Result<std::vector<BatchItem>> items = open_payload(header, batch.payload);
  return items ? std::move(*items) : std::vector<BatchItem>();
}

// Open feeds of one writer in a book and lane. A node has one, and one more for each time that its
// disk was put back, until it hears of them.
constexpr std::size_t kOpenFeedsMax = 64;

// Entries that a stranger's batch is looked at for: its enrolment and two authorities, a few times
// over for re-issued ones.
constexpr std::size_t kLeadsMax = 16;

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::stored:
      return "stored";
    case Verdict::duplicate:
      return "duplicate";
    case Verdict::gap:
      return "gap";
    case Verdict::unknown_writer:
      return "unknown_writer";
    case Verdict::not_held:
      return "not_held";
    case Verdict::malformed:
      return "malformed";
    case Verdict::bad_signature:
      return "bad_signature";
    case Verdict::fork:
      return "fork";
    case Verdict::closed:
      return "closed";
  }
  CHECK(false);
}

Ledger::Ledger(const StoreView& store, Directory& directory, const Area& own)
    : store_(store), directory_(directory), own_(own) {}

Result<void> Ledger::load() {
  std::optional<Error> failed;
  store_.scan(Family::feeds, "", "", [&](std::string_view key, std::string_view value) {
    if (parse_closed_feed_key(key)) return false;
    const FeedId feed = parse_feed_key(key, nullptr);
    std::optional<FeedState> state = decode_feed_record(feed, value);
    if (!state) {
      failed = Error{Code::corrupt, "store: a feed record does not decode; restore this node"};
      return false;
    }
    books_[feed.book].feeds.emplace(feed, std::move(*state));
    return true;
  });
  if (failed) return *failed;
  store_.scan_down(Family::arrivals, "", "\xff\xff\xff\xff\xff\xff\xff\xff\xff",
                   [&](std::string_view key, std::string_view) {
                     next_arrival_ = parse_arrival_key(key) + 1;
                     return false;
                   });
  const std::map<EntryId, std::string> parked = scan_marks<EntryId>(store_, kMetaParked);
  for (const auto& [id, why] : parked) {
    if (why == kUnsigned) unsigned_.insert(id);
  }
  std::optional<Directory::Together> together(directory_);
  store_.scan(Family::batches, "*", "*", [&](std::string_view, std::string_view value) {
    const Result<OpenBatch> batch = open_batch(value);
    if (!batch) {
      failed = Error{Code::corrupt, "store: a directory batch does not open; restore this node"};
      return false;
    }
    for (const BatchItem& item : batch->items) {
      // What lies in the store was checked when it came, unless it was parked then.
      const bool known = parked.empty() || !parked.contains(entry_id(item.body));
      const Result<SignedEntry> entry = known ? decode_known_entry(item.body) : open_entry(item);
      if (entry) keep_entry(*entry, {batch->header.feed, batch->header.number});
    }
    return true;
  });
  if (failed) return *failed;
  together.reset();
  while (directory_.take_again()) keep_again();
  cut_before_ = directory_.cut_writers();
  return {};
}

void Ledger::keep_entries(const BatchHeader& header, const std::vector<BatchItem>& items,
                          Writes& writes) {
  std::optional<Directory::Together> together(directory_);
  for (const BatchItem& item : items) {
    const Result<SignedEntry> entry = open_entry(item);
    if (entry) {
      keep_entry(*entry, {header.feed, header.number});
      continue;
    }
    const EntryId id = entry_id(item.body);
    const bool decodes = decode_known_entry(item.body).ok();
    if (decodes) unsigned_.insert(id);
    const std::string_view why = decodes ? kUnsigned : std::string_view();
    writes.put(Family::meta, mark_key(kMetaParked, id.view()), std::string(why));
  }
  together.reset();
  while (directory_.take_again()) keep_again();
}

void Ledger::keep_entry(const SignedEntry& entry, const EntryPlace& place) {
  entries_.insert(entry.id());
  directory_.add(entry, place);
}

Result<SignedEntry> Ledger::open_entry(const BatchItem& item) const {
  const EntryId id = entry_id(item.body);
  if (unsigned_.contains(id)) return Error{Code::invalid, "entry: its signature does not hold"};
  const bool checked = directory_.has(id) || entries_.contains(id);
  return checked ? decode_known_entry(item.body) : decode_entry(item.body);
}

void Ledger::scan_entries(
    const std::function<void(SignedEntry entry, const BatchPlace& place)>& visit) const {
  store_.scan(Family::batches, "*", "*", [&](std::string_view key, std::string_view value) {
    const Result<OpenBatch> batch = open_batch(value);
    CHECK(batch.ok());
    for (const BatchItem& item : batch->items) {
      Result<SignedEntry> entry = open_entry(item);
      if (entry) visit(std::move(*entry), parse_batch_key(key));
    }
    return true;
  });
}

void Ledger::keep_again() {
  const Directory::Together together(directory_);
  scan_entries([&](const SignedEntry& entry, const BatchPlace& place) {
    directory_.add(entry, {place.feed, place.number});
  });
}

std::vector<std::pair<SignedEntry, NodeId>> Ledger::stranded_entries() const {
  std::set<EntryId> counted;
  std::vector<std::pair<SignedEntry, NodeId>> out;
  scan_entries([&](SignedEntry entry, const BatchPlace& place) {
    const std::optional<std::uint64_t> end = end_of(place.feed);
    if (end && place.number > *end) {
      out.emplace_back(std::move(entry), place.feed.writer);
    } else {
      counted.insert(entry.id());
    }
  });
  std::erase_if(out, [&](const auto& one) { return !counted.insert(one.first.id()).second; });
  return out;
}

void Ledger::learn(const SignedEntry& said, const BatchHeader& header) {
  if (directory_.has(said.id()) || !directory_.proves(said)) return;
  const Result<SignedEntry> entry = decode_entry(said.bytes);
  if (!entry) return;
  directory_.add(*entry, {header.feed, header.number});
  learned_.push_back(*entry);
}

void Ledger::learn_writer(const BatchHeader& header, const SealedBatch& batch) {
  const std::vector<BatchItem> items = signed_items(header, batch);
  std::vector<SignedEntry> leads;
  const auto collect = [&](const auto& leads_to_it) {
    for (const BatchItem& item : items) {
      if (leads.size() == kLeadsMax) return;
      Result<SignedEntry> said = decode_known_entry(item.body);
      if (said && leads_to_it(said->entry)) leads.push_back(std::move(*said));
    }
  };
  collect([&](const DirectoryEntry& entry) {
    const auto* enrolment = std::get_if<Enrolment>(&entry);
    return enrolment != nullptr && enrolment->node() == header.feed.writer;
  });
  if (leads.empty()) return;
  collect([&](const DirectoryEntry& entry) {
    if (std::holds_alternative<RootSuccession>(entry)) return true;
    const auto* authority = std::get_if<AreaAuthority>(&entry);
    return authority != nullptr && authority->area.contains(header.area);
  });
  for (std::size_t level = 0; level <= Area::kNodeTierMax; ++level) {
    for (const SignedEntry& lead : leads) learn(lead, header);
  }
}

void Ledger::note_revocations(const BatchHeader& header, const SealedBatch& batch) {
  for (const BatchItem& item : signed_items(header, batch)) {
    const Result<SignedEntry> said = decode_known_entry(item.body);
    const bool news = said && std::holds_alternative<Revocation>(said->entry) &&
                      !directory_.has(said->id()) && directory_.proves(*said);
    const Result<SignedEntry> entry = news ? decode_entry(item.body) : said;
    if (news && entry) learned_.push_back(*entry);
  }
}

std::optional<Absorbed> Ledger::refuse_by_directory(const BatchHeader& header,
                                                    const SealedBatch& batch) {
  const FeedId& feed = header.feed;
  if (!feed.book.held_by(own_)) {
    return refuse(Verdict::not_held, header, "this node does not hold that book");
  }
  if (directory_.node(feed.writer) == nullptr && feed.book.is_directory()) {
    // A node's first batch in the directory may bring its own enrolment.
    learn_writer(header, batch);
  }
  if (directory_.node(feed.writer) == nullptr) {
    return refuse(Verdict::unknown_writer, header, "its writer is not in the directory");
  }
  if (!feed.book.held_by(header.area)) {
    return refuse(Verdict::not_held, header,
                  "its writer is of area " + header.area.to_string() + ", which may not write it");
  }
  const std::optional<std::uint64_t> end = end_of(feed);
  if (end && header.number > *end) {
    // A barred writer's batch is not opened: the enrolment that lifts the bar comes from others.
    const bool listened = !directory_.barred(feed.writer);
    if (feed.book.is_directory() && listened) note_revocations(header, batch);
    return refuse(Verdict::closed, header, "the feed is closed after " + std::to_string(*end));
  }
  return std::nullopt;
}

std::optional<Absorbed> Ledger::refuse_by_chain(const FeedState& state, const BatchHeader& header,
                                                const SealedBatch& batch) {
  if (header.number > state.number + 1) {
    return refuse(Verdict::gap, header, "expected " + std::to_string(state.number + 1));
  }
  if (header.number == state.number + 1) {
    if (header.previous == state.head) return refuse_by_continued(header, batch);
    // Unsigned it proves nothing, least of all against its writer.
    if (!header_signed(header, batch.header)) {
      return refuse_unsigned(header);
    }
    return refuse(Verdict::fork, header, "it does not follow the batch held before it");
  }
  std::optional<ForkProof> fork = fork_by(header, batch.header);
  // Taken in earlier in this very turn: the same chain, or the hash above would have told.
  if (!fork) return refuse(Verdict::duplicate, header, "held already");
  if (!header_signed(header, batch.header)) {
    return refuse_unsigned(header);
  }
  Absorbed out = refuse(Verdict::fork, header, "another batch of that number is held");
  out.proof = std::move(fork);
  return out;
}

std::optional<Absorbed> Ledger::refuse_by_continued(const BatchHeader& header,
                                                    const SealedBatch& batch) {
  std::vector<FeedId> lacking;
  for (const FeedHead& head : header.continues) {
    if (!holds(head)) lacking.push_back(head.feed);
  }
  if (lacking.empty()) return std::nullopt;
  if (!header_signed(header, batch.header)) return refuse_unsigned(header);
  if (directory_.revoked(header.feed.writer)) expect_continued(header);
  Absorbed out = refuse(Verdict::gap, header, "it goes on from feeds that are not here");
  out.lacking = std::move(lacking);
  return out;
}

std::uint64_t Ledger::directory_weight(const NodeId& writer) const {
  const Enrolment* node = directory_.node(writer);
  if (node == nullptr) return 0;
  const std::uint64_t allowance = allowance_of(*node);
  std::uint64_t out = 0;
  for (const auto& [feed, state] : feeds_in(Book::directory(), writer)) {
    out += feed_weight(state.number, state.total_bytes, allowance);
  }
  return out;
}

std::optional<Absorbed> Ledger::refuse_by_quota(const FeedState& state, const BatchHeader& header,
                                                const SealedBatch& batch) const {
  const FeedId& feed = header.feed;
  if (!feed.book.is_directory()) return std::nullopt;
  const std::uint64_t allowance = allowance_of(*directory_.node(feed.writer));
  const std::uint64_t weight = directory_weight(feed.writer) -
                               feed_weight(state.number, state.total_bytes, allowance) +
                               feed_weight(header.number, header.total_bytes, allowance);
  if (weight <= allowance) return std::nullopt;
  Absorbed out =
      refuse(Verdict::closed, header,
             "its writer may write " + std::to_string(allowance) +
                 " bytes into the directory, with it they are " + std::to_string(weight));
  out.excess = excess_with(header, batch.header);
  return out;
}

std::optional<Absorbed> Ledger::refuse_by_width(const BatchHeader& header) const {
  const FeedId& feed = header.feed;
  if (header.number > 1 || feed.book.is_directory()) return std::nullopt;
  // A revoked writer's cuts decide. Each needs all the feeds that it leads back to.
  if (directory_.revoked(feed.writer)) return std::nullopt;
  std::size_t width = open_beside(feed).size() + 1;
  for (const FeedHead& head : header.continues) width -= closes(head) ? 1 : 0;
  if (width <= kOpenFeedsMax) return std::nullopt;
  return refuse(Verdict::closed, header,
                "its writer has " + std::to_string(width - 1) +
                    " open feeds there, as nobody has who is alone with its key");
}

std::optional<Excess> Ledger::excess_with(const BatchHeader& header,
                                          const SignedHeader& bytes) const {
  Excess out{{bytes}};
  for (const auto& [feed, state] : feeds_in(Book::directory(), header.feed.writer)) {
    if (feed == header.feed) continue;
    const std::optional<SealedBatch> last = batch(feed, state.number);
    if (last) out.heads.push_back(last->header);  // One of this very turn is not there yet.
  }
  if (out.heads.size() > kExcessHeadsMax) return std::nullopt;
  return out;
}

Absorbed Ledger::absorb(const SealedBatch& batch, std::string_view pack, Writes& writes) {
  Result<BatchHeader> header = decode_header(batch.header.bytes);
  if (!header) return {Verdict::malformed, header.error().message, {}, {}, {}, {}, {}};
  if (batch.wire_bytes() + pack.size() > kBatchWireBytesMax) {
    return refuse(Verdict::malformed, *header,
                  std::to_string(batch.wire_bytes() + pack.size()) + " bytes, limit is " +
                      std::to_string(kBatchWireBytesMax));
  }
  if (std::optional<Absorbed> refused = refuse_by_directory(*header, batch)) return *refused;
  FeedState state = at(header->feed);
  if (std::optional<Absorbed> refused = refuse_by_chain(state, *header, batch)) return *refused;
  if (header->sealed < state.sealed) {
    return refuse(Verdict::malformed, *header, "sealed before the batch it follows");
  }
  if (!header_signed(*header, batch.header)) {
    return refuse_unsigned(*header);
  }
  if (header->feed.book.is_directory() &&
      header->total_bytes != state.total_bytes + header->payload_bytes) {
    return refuse(Verdict::malformed, *header, "its total is another than its feed's");
  }
  if (std::optional<Absorbed> refused = refuse_by_quota(state, *header, batch)) return *refused;
  if (std::optional<Absorbed> refused = refuse_by_width(*header)) return *refused;
  Result<std::vector<BatchItem>> items = open_payload(*header, batch.payload);
  if (!items) return refuse(Verdict::malformed, *header, items.error().message);
  Absorbed out;
  out.verdict = Verdict::stored;
  out.header = *header;
  const bool packed = header->feed.carries_events();
  out.batch = StoredBatch{
      next_arrival_, *header, std::move(*items), packed ? filtered(pack) : std::string(), {}};
  store(std::move(state), batch, *header, out.batch->pack, writes);
  if (header->feed.book.is_directory()) keep_entries(*header, out.batch->items, writes);
  return out;
}

StoredBatch Ledger::append(Append append, const NodeSignKeys& own, WallTime now, Writes& writes) {
  FeedState state = at(append.feed);
  CHECK(append.feed.book.held_by(own_));
  SealSpot spot{append.feed, state.number + 1, state.head, std::max(now, state.sealed)};
  if (spot.number == 1) spot.continues = to_continue(append.feed);
  spot.total_bytes = state.total_bytes;
  const SealedBatch batch = seal(spot, append.items, own);
  Result<BatchHeader> header = decode_header(batch.header.bytes);
  CHECK(header.ok());
  StoredBatch out{next_arrival_, *header, std::move(append.items), filtered(append.pack), {}};
  store(std::move(state), batch, *header, out.pack, writes);
  if (append.feed.book.is_directory()) keep_entries(*header, out.items, writes);
  return out;
}

std::string Ledger::filtered(std::string_view pack) const {
  return keep_filter_ && !pack.empty() ? keep_filter_(pack) : std::string(pack);
}

void Ledger::store(FeedState state, const SealedBatch& batch, const BatchHeader& header,
                   const std::string& pack, Writes& writes) {
  const FeedId& feed = header.feed;
  const bool was_open = is_open(feed);
  const bool closed = state.number > 0 && !was_open;
  const OwnFeed before{counts_of(state), was_open};
  state.number = header.number;
  state.head = header_hash(batch.header.bytes);
  uncommitted_[{feed, header.number}] = state.head;
  state.sealed = header.sealed;
  state.total_bytes = header.total_bytes;
  state.events += header.count;
  state.bytes += batch.wire_bytes() + pack.size();
  if (header.number == 1) state.continues = header.continues;
  const OwnFeed after{counts_of(state), true};
  std::string key = batch_key(feed, header.number);
  writes.put(Family::batches, key, encode_batch(batch));
  if (!pack.empty()) writes.put(Family::packs, key, pack);
  writes.put(Family::arrivals, arrival_key(next_arrival_), std::move(key));
  ++next_arrival_;
  if (closed) {
    open(feed, std::move(state), writes);
  } else {
    keep(feed, std::move(state), writes);
  }
  tell(feed, before, after);
  forget_ends(header);
  for (const FeedHead& head : header.continues) {
    if (closes(head)) close(head.feed, writes);
  }
}

void Ledger::committed() {
  uncommitted_.clear();
  closed_now_.clear();
}

bool Ledger::shared(const Book& book, const Area& area) const {
  return book.held_by(own_) && book.held_by(area);
}

std::optional<SealedBatch> Ledger::batch(const FeedId& feed, std::uint64_t number) const {
  const std::optional<std::string> bytes = store_.get(Family::batches, batch_key(feed, number));
  if (!bytes) return std::nullopt;
  Result<SealedBatch> out = decode_batch(*bytes);
  CHECK(out.ok());
  return std::move(*out);
}

std::string Ledger::pack(const FeedId& feed, std::uint64_t number) const {
  std::string kept = store_.get(Family::packs, batch_key(feed, number)).value_or("");
  return send_filter_ && !kept.empty() ? send_filter_(kept) : kept;
}

}  // namespace jenjang
