#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jenjang {

// Lower-case hexadecimal, two digits a byte.
std::string to_hex(std::string_view bytes);
// Nothing unless `text` is an even number of hexadecimal digits of either case.
std::optional<std::string> from_hex(std::string_view text);

// Exactly N bytes of one meaning. Tag keeps an event id from being passed as a report id.
template <std::size_t N, class Tag>
struct FixedBytes {
  static constexpr std::size_t kSize = N;

  std::array<std::uint8_t, N> bytes{};

  // Nothing unless `raw` has exactly N bytes.
  static std::optional<FixedBytes> from(std::string_view raw) {
    if (raw.size() != N) return std::nullopt;
    FixedBytes out;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(raw.data()), N, out.bytes.begin());
    return out;
  }
  static std::optional<FixedBytes> parse_hex(std::string_view text) {
    const std::optional<std::string> raw = from_hex(text);
    return raw ? from(*raw) : std::nullopt;
  }

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string hex() const { return to_hex(view()); }
  const std::uint8_t* data() const { return bytes.data(); }
  std::uint8_t* data() { return bytes.data(); }
  bool zero() const { return *this == FixedBytes{}; }

  auto operator<=>(const FixedBytes&) const = default;
};

// For unordered containers of values that are digests already. Iteration order must reach no
// output.
struct FixedBytesHash {
  template <std::size_t N, class Tag>
  std::size_t operator()(const FixedBytes<N, Tag>& value) const {
    std::size_t out = 0;
    for (std::size_t i = 0; i < sizeof(out) && i < N; ++i) out = out << 8 | value.bytes[i];
    return out;
  }
};

}  // namespace jenjang
