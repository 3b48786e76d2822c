#include "schema/sign.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>

#include "schema/proof.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

TEST(Sign, HoldsForTheSameDomainBytesAndKeyOnly) {
  const SignKeys keys = examples::writer();
  const Signature signature = sign(Domain::header, "bytes", keys.secret);
  EXPECT_TRUE(verify(Domain::header, "bytes", signature, keys.key));
  EXPECT_FALSE(verify(Domain::entry, "bytes", signature, keys.key));
  EXPECT_FALSE(verify(Domain::header, "byteS", signature, keys.key));
  EXPECT_FALSE(verify(Domain::header, "bytes", Signature(), keys.key));
  EXPECT_FALSE(verify(Domain::header, "bytes", signature, SignKey()));
  const SignKeys other = SignKeys::from_seed(examples::filled<Seed>(0x06));
  EXPECT_FALSE(verify(Domain::header, "bytes", signature, other.key));
}

TEST(Sign, EqualSeedsGiveEqualKeys) {
  EXPECT_EQ(SignKeys::from_seed(examples::filled<Seed>(1)).secret, examples::writer().secret);
  EXPECT_EQ(SealKeys::from_seed(examples::filled<Seed>(2)).secret, examples::area_secret().secret);
  EXPECT_EQ(sign(Domain::heads, "x", examples::writer().secret),
            sign(Domain::heads, "x", examples::writer().secret));
}

TEST(NodeId, CommitsToTheAreaAndTheSignKey) {
  const NodeSignKeys keys = examples::writer();
  EXPECT_EQ(keys.id, node_id(keys.area, keys.key));
  EXPECT_NE(keys.id, node_id(Area::nation(), keys.key));
  EXPECT_NE(keys.id, node_id(keys.area, SignKey()));
  // The published rule: BLAKE2b-256 of eight bytes of area digits, the greatest first, and the key.
  const std::string bytes = std::string("\0\0\0\0\0\0\x19\x48", 8) + std::string(keys.key.view());
  NodeId expected;
  constexpr std::array<unsigned char, 16> kNoSalt{};
  crypto_generichash_blake2b_salt_personal(
      expected.data(), NodeId::kSize, reinterpret_cast<const unsigned char*>(bytes.data()),
      bytes.size(), nullptr, 0, kNoSalt.data(),
      reinterpret_cast<const unsigned char*>("jenjang.ident.v1"));
  EXPECT_EQ(keys.id, expected);
}

TEST(Proof, HoldsForThatNodeAndThatChallengeOnly) {
  const NodeSignKeys keys = examples::writer();
  const auto challenge = examples::filled<Challenge>(9);
  const NodeProof proof = prove(challenge, keys);
  EXPECT_TRUE(proves(keys.id, challenge, proof));
  EXPECT_FALSE(proves(keys.id, examples::filled<Challenge>(8), proof));
  const auto other = NodeSignKeys::from_seed(examples::filled<Seed>(0x06), keys.area);
  EXPECT_FALSE(proves(other.id, challenge, proof));
  EXPECT_FALSE(proves(keys.id, challenge, prove(challenge, other)));
  // The key is the node's own, and the signature another's; or the area is not that of its id.
  EXPECT_FALSE(
      proves(keys.id, challenge, {keys.area, keys.key, prove(challenge, other).signature}));
  EXPECT_FALSE(proves(keys.id, challenge, {Area::nation(), keys.key, proof.signature}));
  // The published rule: a signature over these bytes, which any Ed25519 can check.
  const std::string bytes =
      "jenjang.proof.v1" + std::string(keys.id.view()) + std::string(challenge.view());
  EXPECT_EQ(crypto_sign_verify_detached(proof.signature.data(),
                                        reinterpret_cast<const unsigned char*>(bytes.data()),
                                        bytes.size(), keys.key.data()),
            0);
}

}  // namespace
}  // namespace jenjang
