#include "schema/compress.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

TEST(Compress, GivesBackWhatItTook) {
  for (const std::size_t size : {0u, 1u, 63u, 64u, 255u, 256u, 1u << 20}) {
    const std::string bytes(size, 'r');
    const Compressed packed = compress(bytes, Material::words);
    EXPECT_LE(packed.bytes.size(), bytes.size());
    EXPECT_EQ(packed.codec, size < 64 ? v1::CODEC_NONE : v1::CODEC_ZSTD);
    const v1::Codec codec = compress(bytes, Material::events).codec;
    EXPECT_EQ(codec, size < 256 ? v1::CODEC_NONE : v1::CODEC_ZSTD);
    const Result<std::string> back = decompress(packed.codec, packed.bytes, size);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, bytes);
  }
}

TEST(Compress, KeepsWhatDoesNotShrink) {
  std::string noise;
  std::uint64_t state = 1;
  for (int i = 0; i < 500; ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    noise += static_cast<char>(state >> 56);
  }
  EXPECT_EQ(compress(noise, Material::events).codec, v1::CODEC_NONE);
  EXPECT_EQ(compress(noise, Material::events).bytes, noise);
}

TEST(Decompress, RefusesAnotherSizeThanIsStated) {
  const Compressed packed = compress(std::string(1000, 'r'), Material::words);
  for (const std::size_t size : {0u, 1u, 999u, 1001u, 100'000u}) {
    EXPECT_FALSE(decompress(packed.codec, packed.bytes, size)) << size;
  }
  EXPECT_FALSE(decompress(v1::CODEC_NONE, "abc", 2));
  EXPECT_FALSE(decompress(v1::CODEC_NONE, "abc", 4));
}

TEST(Decompress, RefusesTamperedBytesAndUnknownCodecs) {
  Compressed packed = compress(std::string(1000, 'r'), Material::words);
  packed.bytes[0] = static_cast<char>(packed.bytes[0] ^ 1);
  EXPECT_FALSE(decompress(packed.codec, packed.bytes, 1000));
  EXPECT_FALSE(decompress(v1::CODEC_UNSPECIFIED, "abc", 3));
  EXPECT_FALSE(decompress(static_cast<v1::Codec>(9), "abc", 3));
}

}  // namespace
}  // namespace jenjang
