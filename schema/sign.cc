#include "schema/sign.h"

#include <sodium.h>

#include <string>

#include "schema/base/check.h"

namespace jenjang {

namespace {

std::string domained(Domain domain, std::string_view bytes) {
  std::string out(domain_text(domain));
  out.append(bytes);
  return out;
}

const unsigned char* raw(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SignKeys SignKeys::from_seed(const Seed& seed) {
  SignKeys out;
  CHECK(crypto_sign_seed_keypair(out.key.data(), out.secret.data(), seed.data()) == 0);
  return out;
}

NodeSignKeys NodeSignKeys::from_seed(const Seed& seed, const Area& area) {
  const SignKeys keys = SignKeys::from_seed(seed);
  return {keys, area, node_id(area, keys.key)};
}

SealKeys SealKeys::from_seed(const Seed& seed) {
  SealKeys out;
  CHECK(crypto_box_seed_keypair(out.key.data(), out.secret.data(), seed.data()) == 0);
  return out;
}

Signature sign(Domain domain, std::string_view bytes, const SignSecret& secret) {
  const std::string message = domained(domain, bytes);
  Signature out;
  CHECK(crypto_sign_detached(out.data(), nullptr, raw(message), message.size(), secret.data()) ==
        0);
  return out;
}

bool verify(Domain domain, std::string_view bytes, const Signature& signature,
            const SignKey& signer) {
  const std::string message = domained(domain, bytes);
  return crypto_sign_verify_detached(signature.data(), raw(message), message.size(),
                                     signer.data()) == 0;
}

}  // namespace jenjang
