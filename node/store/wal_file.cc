#include "node/store/wal_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <system_error>

namespace jenjang {

namespace {

constexpr std::size_t kBlockBytes = 32 * 1024;
constexpr std::size_t kHeaderBytes = 7;

enum Type : std::uint8_t { kPadding = 0, kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

std::array<std::uint32_t, 256> crc32c_table() {
  std::array<std::uint32_t, 256> out{};
  for (std::uint32_t i = 0; i < out.size(); ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82f63b78U : 0U);
    out[i] = crc;
  }
  return out;
}

std::uint32_t crc32c(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> kTable = crc32c_table();
  std::uint32_t crc = ~0U;
  for (const char c : bytes) crc = kTable[(crc ^ static_cast<std::uint8_t>(c)) & 255] ^ crc >> 8;
  return ~crc;
}

std::uint32_t masked(std::uint32_t crc) { return (crc >> 15 | crc << 17) + 0xa282ead8U; }

std::uint32_t little(std::string_view at, int bytes) {
  std::uint32_t out = 0;
  for (int i = bytes - 1; i >= 0; --i) {
    out = out << 8 | static_cast<std::uint8_t>(at[static_cast<std::size_t>(i)]);
  }
  return out;
}

// Puts the fragments of one file together again.
class WalReader {
 public:
  explicit WalReader(const WalVisitor& visit) : visit_(visit) {}

  void block(std::string_view rest) {
    while (rest.size() >= kHeaderBytes) {
      const std::uint32_t length = little(rest.substr(4), 2);
      const std::uint8_t type = static_cast<std::uint8_t>(rest[6]);
      if (type == kPadding && length == 0) return;
      if (type > kLast || rest.size() < kHeaderBytes + length) return damage();
      const std::string_view checked = rest.substr(6, 1 + length);
      if (masked(crc32c(checked)) != little(rest, 4)) return damage();
      fragment(type, checked.substr(1));
      rest.remove_prefix(kHeaderBytes + length);
    }
  }

  // A record whose last part is missing.
  void end() {
    if (inside_) damage();
  }
  bool damaged() const { return damaged_; }

 private:
  void damage() {
    damaged_ = true;
    inside_ = false;
    record_.clear();
  }

  void fragment(std::uint8_t type, std::string_view bytes) {
    if ((type == kWhole || type == kFirst) == inside_) return damage();
    if (!inside_) record_.clear();
    record_.append(bytes);
    inside_ = type == kFirst || type == kMiddle;
    if (!inside_) visit_(record_, damaged_);
  }

  const WalVisitor& visit_;
  std::string record_;
  bool inside_ = false;
  bool damaged_ = false;
};

}  // namespace

Result<WalSummary> read_wal(const std::filesystem::path& file, const WalVisitor& visit) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{Code::unavailable, "log " + file.string() + ": tidak dapat dibuka"};
  WalReader reader(visit);
  std::string block(kBlockBytes, '\0');
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    reader.block(std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  if (in.bad()) return Error{Code::unavailable, "log " + file.string() + ": tidak dapat dibaca"};
  reader.end();
  return WalSummary{.damaged = reader.damaged()};
}

std::vector<std::filesystem::path> wal_files(const std::filesystem::path& store) {
  std::vector<std::filesystem::path> out;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(store, failed)) {
    if (entry.path().extension() == ".log") out.push_back(entry.path());
  }
  // Names are numbers of at least six digits, so the longer one is the later one.
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    const std::string left = a.filename().string();
    const std::string right = b.filename().string();
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  });
  return out;
}

}  // namespace jenjang
