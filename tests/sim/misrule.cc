#include "tests/sim/misrule.h"

#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr Incarnation kOfMisrule{0x6d697372756c65};

}  // namespace

void Misrule::act(int node) {
  const std::vector<int> neighbours = world_.neighbours(node);
  if (neighbours.empty()) return;
  const Area own = world_.node(node).area();
  std::vector<int> others;
  for (std::size_t i = 0; i < topology_.nodes().size(); ++i) {
    if (topology_.nodes()[i].area != own) others.push_back(static_cast<int>(i));
  }
  if (others.empty()) return;
  const SignedEntry entry = draw(node, random_.pick(others));
  const FeedId feed{Book::directory(), world_.node(node).id(), kOfMisrule, v1::LANE_CONTROL};
  world_.saw("misrule");
  meddler_.write(node, random_.pick(neighbours), feed, {entry.bytes, std::nullopt});
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
