#pragma once

#include "schema/ids.h"
#include "schema/sign.h"

namespace jenjang {

// Random bytes of a client that wants proof of the node it speaks with.
using Challenge = FixedBytes<32, struct ChallengeTag>;

// A node proves that it holds its sign key: it signs its id and a challenge that nobody could
// foresee.
Signature sign_proof(const Challenge& challenge, const SignKeys& keys);
bool proves(const NodeId& node, const Challenge& challenge, const Signature& signature);

}  // namespace jenjang
