#pragma once

#include <string>
#include <vector>

#include "jenjang/v1/content.pb.h"
#include "schema/area.h"
#include "schema/base/result.h"
#include "schema/ids.h"
#include "schema/sign.h"

namespace jenjang {

// An epoch of an area's X25519 key: what a content is sealed to.
struct AreaKeyRef {
  Area area;
  std::uint32_t epoch = 0;
  SealKey key;
  auto operator<=>(const AreaKeyRef&) const = default;
};

// A symmetric key boxed once to an area key and used for that hour's contents, so that sealing a
// report costs no public-key operation. `box` is the crypto_box_seal of `key`, 80 bytes.
struct HourKey {
  AreaKeyRef to;
  ContentKey key;
  std::string box;
};

// Fresh random bytes, drawn by the caller's Random: a content key, two nonces.
struct SealRandom {
  ContentKey key;
  FixedBytes<24, struct BodyNonceTag> body_nonce;
  FixedBytes<24, struct WrapNonceTag> wrap_nonce;
};

// crypto_box_seal draws its ephemeral key itself, which only the opener can undo and nothing else
// depends on; all other randomness is passed in.
HourKey make_hour_key(const AreaKeyRef& to, const ContentKey& key);

// Compressed, encrypted under random.key, that key wrapped under the hour key. Requires a content
// that is neither sealed nor a wrap and fits kContentBytesMax.
v1::SealedBody seal_content(const v1::Content& plain, const HourKey& hour,
                            const SealRandom& random);

// The content key, by whoever has the area's secret of that epoch.
// denied: the secret does not open the box. invalid: malformed.
Result<ContentKey> open_seal(const v1::AreaSeal& seal, const SealKeys& area_keys);
// invalid: another key, a byte changed, or a content that is itself sealed.
Result<v1::Content> open_content(const v1::SealedBody& sealed, const ContentKey& key);

// The same content key for one more area: uses random.wrap_nonce alone.
v1::AreaSeal wrap_key(const ContentKey& key, const HourKey& hour, const SealRandom& random);

// An area's secret sealed to one node (or to a recovery key): 80 bytes, and back.
std::string box_secret(const SealSecret& secret, const SealKey& to);
Result<SealSecret> open_secret(std::string_view box, const SealKeys& own);

}  // namespace jenjang
