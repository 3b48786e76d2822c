#include "schema/compress.h"

#include <zstd.h>

#include <memory>

namespace jenjang {

namespace {

struct Effort {
  int level;
  // Fewer bytes cost time and gain nothing: an event alone is digests and small numbers.
  std::size_t from;
};
constexpr Effort kEvents{1, 256};
constexpr Effort kWords{3, 64};

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context is scratch memory: one a thread, since making one costs more than a small batch.
ZSTD_CCtx* compress_context() {
  static thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> kContext(ZSTD_createCCtx());
  return kContext.get();
}
ZSTD_DCtx* decompress_context() {
  static thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> kContext(ZSTD_createDCtx());
  return kContext.get();
}

}  // namespace

Compressed compress(std::string_view bytes, Material material) {
  const Effort effort = material == Material::events ? kEvents : kWords;
  if (bytes.size() < effort.from) return {v1::CODEC_NONE, std::string(bytes)};
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compressCCtx(compress_context(), out.data(), out.size(),
                                             bytes.data(), bytes.size(), effort.level);
  CHECK(!ZSTD_isError(size));
  if (size >= bytes.size()) return {v1::CODEC_NONE, std::string(bytes)};
  out.resize(size);
  out.shrink_to_fit();
  return {v1::CODEC_ZSTD, std::move(out)};
}

Result<std::string> decompress(v1::Codec codec, std::string_view bytes, std::size_t size) {
  const auto refuse = [&](const std::string& what) {
    return Error{Code::invalid, "compressed bytes: " + what + ", expected " + std::to_string(size)};
  };
  if (codec == v1::CODEC_NONE) {
    if (bytes.size() != size) return refuse(std::to_string(bytes.size()) + " bytes");
    return std::string(bytes);
  }
  if (codec != v1::CODEC_ZSTD) return refuse("unknown codec");
  std::string out(size, '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(decompress_context(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got)) return refuse(ZSTD_getErrorName(got));
  if (got != size) return refuse(std::to_string(got) + " bytes");
  return out;
}

}  // namespace jenjang
