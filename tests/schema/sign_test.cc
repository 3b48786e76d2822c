#include "schema/sign.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "schema/proof.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

TEST(Sign, HoldsForTheSameDomainBytesAndKeyOnly) {
  const SignKeys keys = examples::writer();
  const Signature signature = sign(Domain::header, "bytes", keys.secret);
  EXPECT_TRUE(verify(Domain::header, "bytes", signature, keys.id));
  EXPECT_FALSE(verify(Domain::entry, "bytes", signature, keys.id));
  EXPECT_FALSE(verify(Domain::header, "byteS", signature, keys.id));
  EXPECT_FALSE(verify(Domain::header, "bytes", Signature(), keys.id));
  EXPECT_FALSE(verify(Domain::header, "bytes", signature, NodeId()));
  const SignKeys other = SignKeys::from_seed(examples::filled<Seed>(0x06));
  EXPECT_FALSE(verify(Domain::header, "bytes", signature, other.id));
}

TEST(Sign, EqualSeedsGiveEqualKeys) {
  EXPECT_EQ(SignKeys::from_seed(examples::filled<Seed>(1)).secret, examples::writer().secret);
  EXPECT_EQ(SealKeys::from_seed(examples::filled<Seed>(2)).secret, examples::area_secret().secret);
  EXPECT_EQ(sign(Domain::heads, "x", examples::writer().secret),
            sign(Domain::heads, "x", examples::writer().secret));
}

TEST(Proof, HoldsForThatNodeAndThatChallengeOnly) {
  const SignKeys keys = examples::writer();
  const auto challenge = examples::filled<Challenge>(9);
  const Signature signature = sign_proof(challenge, keys);
  EXPECT_TRUE(proves(keys.id, challenge, signature));
  EXPECT_FALSE(proves(keys.id, examples::filled<Challenge>(8), signature));
  const SignKeys other = SignKeys::from_seed(examples::filled<Seed>(0x06));
  EXPECT_FALSE(proves(other.id, challenge, signature));
  EXPECT_FALSE(proves(keys.id, challenge, sign_proof(challenge, other)));
  // The published rule: a signature over these bytes, which any Ed25519 can check.
  const std::string bytes =
      "jenjang.proof.v1" + std::string(keys.id.view()) + std::string(challenge.view());
  EXPECT_EQ(crypto_sign_verify_detached(signature.data(),
                                        reinterpret_cast<const unsigned char*>(bytes.data()),
                                        bytes.size(), keys.id.data()),
            0);
}

}  // namespace
}  // namespace jenjang
