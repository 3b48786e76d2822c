#include "tests/sim/misrule.h"

#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr Incarnation kOfMisrule{0x6d697372756c65};
constexpr int kCrowd = 18;

}  // namespace

void Misrule::publish(int node, const SignedEntry& entry) {
  const std::vector<int> neighbours = world_.neighbours(node);
  if (neighbours.empty()) return;
  const FeedId feed{Book::directory(), world_.node(node).id(), kOfMisrule, v1::LANE_CONTROL};
  meddler_.write(node, random_.pick(neighbours), feed, {entry.bytes, std::nullopt});
}

void Misrule::act(int node) {
  if (world_.neighbours(node).empty()) return;
  const Area own = world_.node(node).area();
  const std::vector<SignKeys>& keys = topology_.authorities(own);
  const SignKeys& by = random_.pick(keys);
  if (by.key != keys.back().key && random_.chance(700)) {
    world_.saw("misrule-of-the-past");
    return publish(node, draw_within(node, by));
  }
  if (random_.chance(200)) {
    world_.saw("false-end");
    return publish(node, draw_end(own, by));
  }
  std::vector<int> others;
  for (std::size_t i = 0; i < topology_.nodes().size(); ++i) {
    if (topology_.nodes()[i].area != own) others.push_back(static_cast<int>(i));
  }
  if (others.empty()) return;
  world_.saw("misrule");
  publish(node, draw(node, random_.pick(others)));
}

void Misrule::usurp(int node) {
  // More nodes than an area may have, now and then.
  const bool crowd = random_.chance(100);
  for (int i = 0; crowd && i < kCrowd; ++i) {
    const Area& own = world_.node(node).area();
    publish(node, draw_ghost(own, topology_.authority(own)));
  }
  const std::uint64_t times = 1 + random_.below(3);
  for (std::uint64_t i = 0; i < times; ++i) {
    publish(node, draw_within(node, topology_.authority(world_.node(node).area())));
  }
}

// The end of a key that it does not stand above, or a root that nobody has waited for.
SignedEntry Misrule::draw_end(const Area& area, const SignKeys& by) {
  std::vector<Area> foreign;
  for (const Area& other : topology_.areas()) {
    if (other == area || !area.contains(other)) foreign.push_back(other);
  }
  const Area& of = random_.pick(foreign);
  if (random_.chance(200)) return sign_entry(RootSuccession{{by.authority(), {}}}, by);
  return sign_entry(AuthorityEnd{of, topology_.authority(of).authority(), 99, {}}, by);
}

SignedEntry Misrule::draw_ghost(const Area& area, const SignKeys& by) {
  const auto ghost = NodeSignKeys::from_seed(random_.bytes<Seed>(), area);
  Enrolment entry;
  entry.sign_key = ghost.key;
  entry.area = area;
  entry.transport_key = random_.bytes<TransportKey>();
  entry.seal_key = SealKeys::from_seed(random_.bytes<Seed>()).key;
  entry.name = "ghost";
  ghosts_.push_back({ghost.id, by.authority()});
  return sign_enrolment(consent_to(entry, ghost.secret), by);
}

SignedEntry Misrule::draw_within(int node, const SignKeys& by) {
  const Area& own = world_.node(node).area();
  std::vector<Area> below;
  for (const Area& area : topology_.areas()) {
    if (own.contains(area) && area != own) below.push_back(area);
  }
  std::vector<int> nodes;
  for (std::size_t i = 0; i < topology_.nodes().size(); ++i) {
    if (own.contains(topology_.nodes()[i].area)) nodes.push_back(static_cast<int>(i));
  }
  const int victim = random_.pick(nodes);
  const PlannedNode& other = topology_.nodes()[static_cast<std::size_t>(victim)];
  const std::uint64_t how = random_.below(below.empty() ? 3 : 5);
  if (how == 0) return sign_entry(Revocation{other.sign.id, other.area, {}, 99}, by);
  if (how == 1) return draw_ghost(other.area, by);
  if (how == 2) {
    Enrolment moved = topology_.enrolment(victim);
    moved.transport_key = random_.bytes<TransportKey>();
    moved.serial = 1'000 + random_.below(1'000);
    return sign_enrolment(consent_to(moved, other.sign.secret), by);
  }
  const Area& area = random_.pick(below);
  if (how == 3) {
    return sign_entry(AuthorityEnd{area, topology_.authority(area).authority(), 99, {}}, by);
  }
  const auto key = SignKeys::from_seed(random_.bytes<Seed>());
  publish(node, draw_ghost(area, key));
  return sign_entry(AreaAuthority{area, key.authority()}, by);
}

SignedEntry Misrule::draw(int node, int victim) {
  const PlannedNode& own = world_.node(node).plan();
  const PlannedNode& other = topology_.nodes()[static_cast<std::size_t>(victim)];
  Enrolment moved = topology_.enrolment(victim);
  moved.name = "taken";
  moved.serial = 1 + random_.below(1'000);
  // Whom it stands above it may revoke, but not enrol against that node's will.
  if (own.area.contains(other.area)) return enrol(moved, own.sign.secret, node);
  switch (random_.below(6)) {
    case 0:  // Into its own area; the node's stolen key agrees.
      moved.area = own.area;
      return enrol(moved, other.sign.secret, node);
    case 1:  // Renamed where it is, with its agreement or without.
      return enrol(moved, random_.chance(500) ? other.sign.secret : own.sign.secret, node);
    case 2: {  // A ghost of its own under the other's transport key.
      const auto ghost = NodeSignKeys::from_seed(random_.bytes<Seed>(), own.area);
      moved.sign_key = ghost.key;
      moved.area = own.area;
      return enrol(moved, ghost.secret, node);
    }
    case 3:
      return sign_entry(
          Revocation{other.sign.id, random_.chance(500) ? own.area : other.area, {}, 9},
          topology_.authority(own.area));
    case 4:  // Signed again long after, by who may: an enrolment that another has followed.
      return topology_.first_enrolment_of(victim);
    default: {  // The authority of an area that is none of its own.
      const AuthorityKey key = topology_.authority(own.area).authority();
      return sign_entry(AreaAuthority{other.area, key}, topology_.authority(own.area));
    }
  }
}

SignedEntry Misrule::enrol(const Enrolment& enrolment, const SignSecret& agrees, int by) const {
  v1::SignedEntry wire;
  Enrolment own = enrolment;
  const PlannedNode& plan = world_.node(by).plan();
  // Another's signature in the place of the node's own.
  own.sign_key = plan.sign.key;
  CHECK(wire.ParseFromString(consent_to(own, plan.sign.secret).bytes));
  v1::DirectoryEntry inner;
  CHECK(inner.ParseFromString(wire.entry()));
  inner.mutable_enrolment()->set_sign_key(std::string(enrolment.sign_key.view()));
  wire.set_entry(inner.SerializeAsString());
  wire.set_consent(std::string(sign(Domain::consent, wire.entry(), agrees).view()));
  const SignKeys& authority = topology_.authority(plan.area);
  wire.set_signer(std::string(authority.key.view()));
  wire.set_signature(std::string(sign(Domain::entry, wire.entry(), authority.secret).view()));
  return {enrolment, authority.key, wire.SerializeAsString()};
}

}  // namespace jenjang
