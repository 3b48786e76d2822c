#include "schema/proof.h"

#include <string>

namespace jenjang {

namespace {

std::string proved(const NodeId& node, const Challenge& challenge) {
  return std::string(node.view()) + std::string(challenge.view());
}

}  // namespace

NodeProof prove(const Challenge& challenge, const NodeSignKeys& keys) {
  return {keys.area, keys.key, sign(Domain::proof, proved(keys.id, challenge), keys.secret)};
}

bool proves(const NodeId& node, const Challenge& challenge, const NodeProof& proof) {
  return node_id(proof.area, proof.key) == node &&
         verify(Domain::proof, proved(node, challenge), proof.signature, proof.key);
}

}  // namespace jenjang
