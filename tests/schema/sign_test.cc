#include "schema/sign.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace jenjang
