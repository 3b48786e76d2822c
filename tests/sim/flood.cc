#include "tests/sim/flood.h"

#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::uint64_t kBodyBytesMax = 200'000;
constexpr int kFeedsOfAWave = 24;
constexpr std::string_view kOfFlood = "flood";

}  // namespace

FeedId Flood::fresh_feed(int node) {
  return {Book::directory(), world_.node(node).id(), {random_.next()}, v1::LANE_CONTROL};
}

void Flood::write(int node, int to, const FeedId& feed, std::string body) {
  junk_.insert(entry_id(body));
  meddler_.write(node, to, feed, {std::move(body), std::nullopt});
}

void Flood::act(int node) {
  const std::vector<int> neighbours = world_.neighbours(node);
  if (neighbours.empty()) return;
  const int to = random_.pick(neighbours);
  world_.saw("flood");
  switch (random_.below(8)) {
    case 0:
      return branch(node, to);
    case 1:
      return lie_about_total(node, to);
    case 2:
    case 3:
      for (int i = 0; i < kFeedsOfAWave; ++i) write(node, to, fresh_feed(node), draw_entry(node));
      return;
    default:
      break;
  }
  FeedId& feed = feeds_.try_emplace(node, fresh_feed(node)).first->second;
  if (random_.chance(300)) feed = fresh_feed(node);
  if (random_.chance(300)) return write(node, to, feed, draw_entry(node));
  std::string body(static_cast<std::size_t>(1 + random_.below(kBodyBytesMax)), '\0');
  for (char& c : body) c = static_cast<char>(random_.below(256));
  write(node, to, feed, std::move(body));
}

// Signed by the node itself, or by keys of nobody.
std::string Flood::draw_entry(int node) {
  const PlannedNode& plan = world_.node(node).plan();
  const auto nobody = SignKeys::from_seed(random_.bytes<Seed>());
  const SignKeys own{plan.sign.key, plan.sign.secret};
  const SignKeys& by = random_.chance(500) ? own : nobody;
  const auto stranger = NodeSignKeys::from_seed(random_.bytes<Seed>(), plan.area);
  switch (random_.below(5)) {
    case 0:
      return sign_entry(AreaAuthority{plan.area, nobody.authority()}, by).bytes;
    case 1:
      return sign_entry(Revocation{stranger.id, plan.area, {}, random_.next()}, by).bytes;
    case 2: {
      Enrolment entry;
      entry.sign_key = stranger.key;
      entry.area = plan.area;
      entry.transport_key = random_.bytes<TransportKey>();
      entry.seal_key = plan.seal.key;
      entry.name = kOfFlood;
      return sign_enrolment(consent_to(entry, stranger.secret), by).bytes;
    }
    case 3: {  // A fork of a node that nobody has enrolled.
      const FeedId feed{Book::directory(), stranger.id, {1}, v1::LANE_CONTROL};
      const SealSpot spot{feed, 1, {}, {}};
      const SealedBatch left = seal(spot, {{"left", std::nullopt}}, stranger);
      const SealedBatch right = seal(spot, {{"right", std::nullopt}}, stranger);
      return wrap_fork({left.header, right.header}).bytes;
    }
    default:
      return sign_entry(AuthorityEnd{random_.pick(topology_.areas()),
                                     topology_.authority(plan.area).authority(),
                                     9,
                                     {}},
                        by)
          .bytes;
  }
}

void Flood::branch(int node, int to) {
  for (int i = 0; i < 3; ++i) {
    const SealSpot spot{fresh_feed(node), 1, {}, {1}};
    for (int side = 0; side < 2; ++side) {
      const std::string body = draw_entry(node);
      junk_.insert(entry_id(body));
      meddler_.slip(node, to, seal(spot, {{body, std::nullopt}}, world_.node(node).plan().sign),
                    "");
    }
  }
}

// A second batch that says of the first that it had no bytes.
void Flood::lie_about_total(int node, int to) {
  SealSpot spot{fresh_feed(node), 1, {}, {1}};
  for (int i = 0; i < 2; ++i) {
    const std::string body = draw_entry(node);
    junk_.insert(entry_id(body));
    const SealedBatch batch = seal(spot, {{body, std::nullopt}}, world_.node(node).plan().sign);
    meddler_.slip(node, to, batch, "");
    ++spot.number;
    spot.previous = header_hash(batch.header.bytes);
  }
}

}  // namespace jenjang
