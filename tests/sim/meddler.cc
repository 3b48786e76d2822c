#include "tests/sim/meddler.h"

#include "schema/content.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::size_t kHelloBytesMax = 256;

}  // namespace

void Meddler::keep_back(int from, int to) { keeps_back_.emplace(from, to); }

void Meddler::stop() {
  permille_ = 0;
  keeps_back_.clear();
  kept_back_.clear();
}

bool Meddler::pass(int from, int to, Connection connection, std::string& bytes) {
  if (connection == Connection::control) {
    if (bytes.size() > kHelloBytesMax) return true;
    const Result<LinkMessage> message = decode_message(bytes);
    const auto* hello = message ? std::get_if<Hello>(&*message) : nullptr;
    if (hello != nullptr) contacts_[{from, to}] = hello->contact;
    return true;
  }
  const bool keeps = keeps_back_.contains(std::pair(from, to));
  const bool spoils = random_.chance(permille_);
  if (!keeps && !spoils) return true;
  Result<LinkMessage> message = decode_message(bytes);
  auto* deliver = message ? std::get_if<Deliver>(&*message) : nullptr;
  if (deliver == nullptr) return true;
  const Result<BatchHeader> header = decode_header(deliver->batch.header.bytes);
  if (keeps && header) {
    const FeedId& feed = kept_back_.emplace(std::pair(from, to), header->feed).first->second;
    if (header->feed == feed) {
      world_.saw("kept-back");
      return false;
    }
  }
  if (spoils && spoil(*deliver)) bytes = encode_message(*deliver);
  return true;
}

bool Meddler::spoil(Deliver& deliver) {
  switch (random_.below(5)) {
    case 0:
      deliver.batch.header.signature.bytes[random_.below(64)] ^= 1;
      return true;
    case 1:
      if (deliver.batch.payload.empty()) return false;
      deliver.batch.payload[random_.below(deliver.batch.payload.size())] ^= 1;
      return true;
    case 2:
      deliver.pack.clear();
      return true;
    default:
      break;
  }
  // Tombstones for contents that nobody ordered erased, or a content changed.
  Result<Pack> pack = decode_pack(deliver.pack);
  if (!pack || pack->entries.empty()) return false;
  PackEntry& entry = pack->entries[random_.below(pack->entries.size())];
  auto* content = std::get_if<Content>(&entry);
  if (content == nullptr) return false;
  if (random_.chance(500)) {
    entry = Tombstone{content->digest(), random_.bytes<EventId>()};
  } else {
    content->salt = random_.bytes<Salt>();
  }
  deliver.pack = encode_pack(*pack);
  world_.saw("pack-spoilt");
  return true;
}

ContactId Meddler::contact(int from, int to) const {
  const auto found = contacts_.find({to, from});
  return found == contacts_.end() ? ContactId{} : found->second;
}

void Meddler::write(int from, int to, const FeedId& feed, const BatchItem& item) {
  std::vector<SealedBatch>& batches = written_[feed];
  SealSpot spot{feed, batches.size() + 1, {}, {}};
  if (!batches.empty()) {
    spot.previous = header_hash(batches.back().header.bytes);
    spot.total_bytes = decode_header(batches.back().header.bytes)->total_bytes;
  }
  spot.sealed = {static_cast<std::int64_t>(spot.number)};
  batches.push_back(seal(spot, {item}, world_.node(from).plan().sign));
  for (const SealedBatch& batch : batches) slip(from, to, batch, "");
}

void Meddler::slip(int from, int to, const SealedBatch& batch, const std::string& pack) {
  const ContactId named = contact(from, to);
  if (named.value == 0) return;
  const Result<BatchHeader> header = decode_header(batch.header.bytes);
  if (header) world_.add_stray(header->feed.writer);
  world_.network().inject(from, to, Connection::bulk, encode_message(Deliver{named, batch, pack}));
}

}  // namespace jenjang
