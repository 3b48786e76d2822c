#include "schema/proof.h"

#include <string>

namespace jenjang {

namespace {

std::string proved(const NodeId& node, const Challenge& challenge) {
  return std::string(node.view()) + std::string(challenge.view());
}

}  // namespace

Signature sign_proof(const Challenge& challenge, const SignKeys& keys) {
  return sign(Domain::proof, proved(keys.id, challenge), keys.secret);
}

bool proves(const NodeId& node, const Challenge& challenge, const Signature& signature) {
  return verify(Domain::proof, proved(node, challenge), signature, node);
}

}  // namespace jenjang
