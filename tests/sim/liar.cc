#include "tests/sim/liar.h"

namespace jenjang {

namespace {

constexpr std::uint64_t kOfMessagesPermille = 150;
constexpr std::uint64_t kTwicePermille = 100;
constexpr std::int64_t kTwiceWithinUs = 3 * kSecondUs;

}  // namespace

void Liar::pass(int from, int to, Connection connection, std::string& bytes) {
  if (!liars_.contains(from)) return;
  if (random_.chance(kTwicePermille)) {
    world_.saw("twice");
    world_.agenda().after(random_.between(0, kTwiceWithinUs), [this, from, to, connection, bytes] {
      world_.network().inject(from, to, connection, bytes);
    });
  }
  if (!random_.chance(kOfMessagesPermille)) return;
  Result<LinkMessage> message = decode_message(bytes);
  if (!message) return;
  lie(from, *message);
  std::string told = encode_message(*message);
  if (decode_message(told)) bytes = std::move(told);
  world_.saw("lie");
}

void Liar::lie_of(CountedHead& head) {
  switch (random_.below(4)) {
    case 0:
      head.head.number = number();
      break;
    case 1:
      head.head.hash = random_.bytes<HeaderHash>();
      break;
    case 2:
      head.head.feed.incarnation = {random_.next()};
      break;
    default:
      head.events = number();
      head.bytes = number();
      break;
  }
  // Nothing has no hash, and something has one.
  if (head.head.number == 0) head.head.hash = {};
  if (head.head.number > 0 && head.head.hash.zero()) head.head.hash = random_.bytes<HeaderHash>();
}

void Liar::lie_of(std::vector<CountedHead>& heads) {
  if (heads.empty()) return;
  const std::size_t at = random_.below(heads.size());
  if (random_.chance(300)) {
    heads.erase(heads.begin() + static_cast<std::ptrdiff_t>(at));
  } else {
    lie_of(heads[at]);
  }
}

void Liar::lie(int from, LinkMessage& message) {
  const NodeSignKeys& keys = world_.node(from).plan().sign;
  if (auto* hello = std::get_if<Hello>(&message)) hello->window_bytes = number();
  if (auto* summary = std::get_if<Summary>(&message)) {
    (random_.chance(500) ? summary->books : summary->directory) = random_.bytes<VectorDigest>();
  }
  if (auto* part = std::get_if<VectorPart>(&message)) lie_of(part->heads);
  if (auto* have = std::get_if<Have>(&message)) {
    have->credit_bytes = random_.chance(500) ? number() : have->credit_bytes;
    lie_of(have->heads);
  }
  if (auto* refused = std::get_if<Refused>(&message)) {
    refused->number = number();
    refused->credit_bytes = number();
  }
  if (auto* want = std::get_if<WantPack>(&message)) want->number = number();
  if (auto* heads = std::get_if<SignedHeads>(&message)) {
    Result<Heads> said = decode_heads(heads->bytes);
    if (!said) return;
    said->events = number();
    said->books = random_.bytes<VectorDigest>();
    lie_of(said->own);
    heads->bytes = encode_heads(*said);
    heads->signature = sign(Domain::heads, heads->bytes, keys.secret);
  }
  if (auto* witness = std::get_if<SignedWitness>(&message)) {
    witness->bytes = encode_witness({random_.bytes<VectorDigest>(), keys.id, {1}});
    witness->signature = sign(Domain::witness, witness->bytes, keys.secret);
  }
}

}  // namespace jenjang
