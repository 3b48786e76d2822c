#include "tests/sim/false_packs.h"

#include <algorithm>

namespace jenjang {

namespace {

constexpr std::uint64_t kOfPacksPermille = 400;
constexpr std::size_t kHoardMax = 2000;
constexpr int kAskedAtOnce = 600;

template <class Map>
auto random_of(const Map& from, SimRandom& random) {
  auto at = from.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random.below(from.size())));
  return at;
}

}  // namespace

void FalsePacks::hoard(const std::string& frame) {
  const Result<Pack> pack = decode_pack(frame);
  if (!pack) return;
  for (const PackEntry& entry : pack->entries) {
    const auto* content = std::get_if<Content>(&entry);
    if (content != nullptr && hoard_.size() < kHoardMax) {
      hoard_.try_emplace(content->digest(), *content);
    }
  }
}

void FalsePacks::pass(int from, int to, Connection connection, std::string& bytes) {
  const bool gives = false_.contains(from);
  if (connection == Connection::control || (!gives && !false_.contains(to))) return;
  Result<LinkMessage> message = decode_message(bytes);
  if (!message) return;
  auto* deliver = std::get_if<Deliver>(&*message);
  auto* again = std::get_if<PackAgain>(&*message);
  if (deliver == nullptr && again == nullptr) return;
  std::string& pack = deliver != nullptr ? deliver->pack : again->pack;
  hoard(pack);
  if (!gives || !random_.chance(kOfPacksPermille)) return;
  pack = falsify(pack);
  std::string told = encode_message(*message);
  if (!decode_message(told)) return;
  bytes = std::move(told);
  world_.saw(deliver != nullptr ? "pack-falsified" : "pack-false-again");
}

PackEntry FalsePacks::falsify(const PackEntry& entry) {
  const auto* content = std::get_if<Content>(&entry);
  if (content == nullptr) {
    // Perhaps it has kept what was erased.
    const auto kept = hoard_.find(std::get<Tombstone>(entry).digest);
    if (kept == hoard_.end()) return entry;
    world_.saw("pack-unerased");
    return kept->second;
  }
  if (random_.chance(300)) return Tombstone{content->digest(), random_.bytes<EventId>()};
  if (random_.chance(300) && !hoard_.empty()) return random_of(hoard_, random_)->second;
  Content changed = *content;
  if (random_.chance(500) || changed.body.empty()) {
    changed.salt = random_.bytes<Salt>();
  } else {
    changed.body[random_.below(changed.body.size())] ^= 1;
  }
  return changed;
}

std::string FalsePacks::too_much() const {
  return encode_pack({std::vector<PackEntry>(kPackContentsMax, Tombstone{})});
}

std::string FalsePacks::falsify(const std::string& frame) {
  std::string out = frame;
  switch (random_.below(6)) {
    case 0:
      return "";
    case 1:
      out.resize(random_.below(200));
      random_.fill(reinterpret_cast<std::uint8_t*>(out.data()), out.size());
      return out;
    case 2:
      if (!out.empty()) out[random_.below(out.size())] ^= 1;
      return out;
    case 3:
      // Dear, so not often.
      if (random_.chance(50)) return too_much();
      break;
    default:
      break;
  }
  Result<Pack> pack = decode_pack(frame);
  if (!pack) return frame;
  for (PackEntry& entry : pack->entries) entry = falsify(entry);
  return encode_fitting(*pack).value_or("");
}

void FalsePacks::act() {
  if (false_.empty()) return;
  auto at = false_.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random_.below(false_.size())));
  const std::vector<int> neighbours = world_.neighbours(*at);
  if (neighbours.empty()) return;
  const int to = random_.pick(neighbours);
  random_.chance(800) ? give_unasked(*at, to) : ask_for_much(*at, to);
}

void FalsePacks::give_unasked(int from, int to) {
  const SimStore::Values& packs = world_.node(to).store().values(Family::packs);
  const ContactId named = meddler_.contact(from, to);
  if (packs.empty() || named.value == 0) return;
  const auto [key, frame] = *random_of(packs, random_);
  const BatchPlace place = parse_batch_key(key);
  hoard(frame);
  world_.saw("pack-unasked");
  world_.network().inject(
      from, to, Connection::bulk,
      encode_message(PackAgain{named, place.feed, place.number, falsify(frame)}));
}

// The longest that is there, again and again, over a line that carries little.
void FalsePacks::ask_for_much(int from, int to) {
  const SimStore::Values& packs = world_.node(to).store().values(Family::packs);
  const ContactId named = meddler_.contact(from, to);
  const auto longest = std::max_element(
      packs.begin(), packs.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  if (longest == packs.end() || named.value == 0) return;
  LineQuality slow;
  slow.bytes_per_second = 100'000;
  world_.network().set_quality(from, to, slow);
  const BatchPlace place = parse_batch_key(longest->first);
  world_.saw("packs-demanded");
  const std::string bytes = encode_message(WantPack{named, place.feed, place.number});
  for (int i = 0; i < kAskedAtOnce; ++i) {
    world_.network().inject(from, to, Connection::control, bytes);
  }
}

}  // namespace jenjang
