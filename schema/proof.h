#pragma once

#include "schema/ids.h"
#include "schema/sign.h"

namespace jenjang {

// Random bytes of a client that wants proof of the node it speaks with.
using Challenge = FixedBytes<32, struct ChallengeTag>;

// A node holds the sign key that its id commits to: this signature over the id and a challenge that
// nobody could foresee proves it.
struct NodeProof {
  Area area;
  SignKey key;
  Signature signature;
};
NodeProof prove(const Challenge& challenge, const NodeSignKeys& keys);
bool proves(const NodeId& node, const Challenge& challenge, const NodeProof& proof);

}  // namespace jenjang
