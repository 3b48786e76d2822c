// libFuzzer's door to the decoder that JENJANG_DECODER names.
#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <cstdint>

#include "schema/base/check.h"
#include "tests/fuzz/decoders.h"

namespace {

const jenjang::fuzz::Decoder& named() {
  for (const jenjang::fuzz::Decoder& decoder : jenjang::fuzz::decoders()) {
    if (decoder.name == JENJANG_DECODER) return decoder;
  }
  CHECK(false);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const jenjang::fuzz::Decoder& kDecoder = named();
  kDecoder.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
