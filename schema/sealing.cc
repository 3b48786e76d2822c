// What need-to-know limits.
//
//   ciphertext  := XChaCha20-Poly1305(content key, nonce, codec:1 packed, "jenjang.seal.v1" size:4)
//   wrapped key := XChaCha20-Poly1305(hour key, nonce, content key, "jenjang.wrap.v1" area:8
//   epoch:4) hour box    := crypto_box_seal(hour key, area's X25519 key of that epoch)
//
// The last part of each is authenticated and not encrypted. `packed` is a serialised Content under
// that codec, `size` its length before packing; integers are big-endian.
#include "schema/sealing.h"

#include <sodium.h>

#include <optional>

#include "schema/base/key_codec.h"
#include "schema/compress.h"
#include "schema/content.h"

namespace jenjang {

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kBoxBytes = ContentKey::kSize + crypto_box_SEALBYTES;

Error refuse(const std::string& what) { return {Code::invalid, "sealed content: " + what}; }

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string seal_context(std::uint32_t plain_bytes) {
  std::string out = "jenjang.seal.v1";
  append_be32(out, plain_bytes);
  return out;
}

std::string wrap_context(const Area& area, std::uint32_t epoch) {
  std::string out = "jenjang.wrap.v1";
  append_be64(out, area.digits());
  append_be32(out, epoch);
  return out;
}

std::string encrypt(std::string_view plain, std::string_view context, std::string_view nonce,
                    const ContentKey& key) {
  CHECK(nonce.size() == kNonceBytes);
  std::string out(plain.size() + kTagBytes, '\0');
  CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out), nullptr, raw(plain), plain.size(),
                                                   raw(context), context.size(), nullptr,
                                                   raw(nonce), key.data()) == 0);
  return out;
}

// Nothing unless key, nonce, context and every byte are those it was encrypted with.
std::optional<std::string> decrypt(std::string_view cipher, std::string_view context,
                                   std::string_view nonce, const ContentKey& key) {
  if (nonce.size() != kNonceBytes || cipher.size() < kTagBytes) return std::nullopt;
  std::string out(cipher.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(out), nullptr, nullptr, raw(cipher),
                                                 cipher.size(), raw(context), context.size(),
                                                 raw(nonce), key.data()) != 0) {
    return std::nullopt;
  }
  return out;
}

std::string box_to(std::string_view plain, const SealKey& to) {
  std::string out(plain.size() + crypto_box_SEALBYTES, '\0');
  CHECK(crypto_box_seal(raw(out), raw(plain), plain.size(), to.data()) == 0);
  return out;
}

template <class Fixed>
Result<Fixed> open_box(std::string_view box, const SealKeys& keys) {
  if (box.size() != kBoxBytes) return refuse("a box is not 80 bytes");
  Fixed out;
  static_assert(Fixed::kSize + crypto_box_SEALBYTES == kBoxBytes);
  if (crypto_box_seal_open(out.data(), raw(box), box.size(), keys.key.data(), keys.secret.data()) !=
      0) {
    return Error{Code::denied, "sealed content: the secret does not open the box"};
  }
  return out;
}

}  // namespace

HourKey make_hour_key(const AreaKeyRef& to, const ContentKey& key) {
  return {to, key, box_to(key.view(), to.key)};
}

v1::AreaSeal wrap_key(const ContentKey& key, const HourKey& hour, const SealRandom& random) {
  v1::AreaSeal out;
  out.set_area(hour.to.area.digits());
  out.set_epoch(hour.to.epoch);
  out.set_hour_box(hour.box);
  out.set_nonce(std::string(random.wrap_nonce.view()));
  out.set_wrapped_key(encrypt(key.view(), wrap_context(hour.to.area, hour.to.epoch),
                              random.wrap_nonce.view(), hour.key));
  return out;
}

v1::SealedBody seal_content(const v1::Content& plain, const HourKey& hour,
                            const SealRandom& random) {
  CHECK(!plain.has_sealed() && !plain.has_key_wrap());
  const std::string body = plain.SerializeAsString();
  CHECK(body.size() <= kContentBytesMax);
  const Compressed packed = compress(body, Material::words);
  std::string coded(1, static_cast<char>(packed.codec));
  coded += packed.bytes;
  const auto plain_bytes = static_cast<std::uint32_t>(body.size());
  v1::SealedBody out;
  *out.mutable_seal() = wrap_key(random.key, hour, random);
  out.set_nonce(std::string(random.body_nonce.view()));
  out.set_ciphertext(
      encrypt(coded, seal_context(plain_bytes), random.body_nonce.view(), random.key));
  out.set_plain_bytes(plain_bytes);
  return out;
}

Result<ContentKey> open_seal(const v1::AreaSeal& seal, const SealKeys& area_keys) {
  const std::optional<Area> area = Area::from_digits(seal.area());
  if (!area) return refuse("a seal names no area");
  Result<ContentKey> hour = open_box<ContentKey>(seal.hour_box(), area_keys);
  if (!hour) return hour;
  std::optional<std::string> key =
      decrypt(seal.wrapped_key(), wrap_context(*area, seal.epoch()), seal.nonce(), *hour);
  const auto out = ContentKey::from(key ? *key : std::string());
  if (key) sodium_memzero(key->data(), key->size());
  if (!out) return refuse("a wrapped key is not what was wrapped for its area and epoch");
  return *out;
}

Result<v1::Content> open_content(const v1::SealedBody& sealed, const ContentKey& key) {
  if (sealed.plain_bytes() > kContentBytesMax) {
    return refuse(std::to_string(sealed.plain_bytes()) + " bytes, limit is " +
                  std::to_string(kContentBytesMax));
  }
  const std::optional<std::string> coded =
      decrypt(sealed.ciphertext(), seal_context(sealed.plain_bytes()), sealed.nonce(), key);
  if (!coded || coded->empty()) return refuse("it does not open under its key");
  const int codec = static_cast<unsigned char>(coded->front());
  if (!v1::Codec_IsValid(codec)) return refuse("unknown codec");
  const Result<std::string> body = decompress(
      static_cast<v1::Codec>(codec), std::string_view(*coded).substr(1), sealed.plain_bytes());
  if (!body) return body.error();
  v1::Content out;
  if (!out.ParseFromString(*body)) return refuse("what it holds is no content");
  if (out.content_case() == v1::Content::CONTENT_NOT_SET || out.has_sealed() ||
      out.has_key_wrap()) {
    return refuse("what it holds is no plain content");
  }
  return out;
}

std::string box_secret(const SealSecret& secret, const SealKey& to) {
  return box_to(secret.view(), to);
}

Result<SealSecret> open_secret(std::string_view box, const SealKeys& own) {
  return open_box<SealSecret>(box, own);
}

}  // namespace jenjang
