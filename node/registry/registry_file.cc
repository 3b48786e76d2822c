#include "node/registry/registry_file.h"

#include <sodium.h>

#include <algorithm>
#include <array>

// The registry file, read-only and mapped into memory by every node of a machine. Integers are
// little-endian.
//
//   file    := header record[count] names digest
//   header  := "JJAREA1\0" version:bytes[16] count:u32 names_size:u32
//   record  := digits:u64 name_offset:u32 name_length:u16 zero:u16
//   names   := bytes[names_size]              UTF-8, back to back in the order of the records
//   digest  := bytes[32]                      BLAKE2b-256 of all before it
//
// `version` is the version of the source, padded with NUL. `digits` is the area code without dots;
// records are in strictly rising order of it, which puts one tier after the other and the children
// of an area side by side.

namespace jenjang {

namespace {

constexpr std::string_view kMagic("JJAREA1\0", 8);
constexpr std::size_t kHeaderBytes = 8 + RegistryFile::kVersionBytesMax + 4 + 4;
constexpr std::size_t kRecordBytes = 8 + 4 + 2 + 2;
constexpr std::size_t kDigestBytes = 32;

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

std::uint64_t get(std::string_view bytes, std::size_t offset, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[offset + i - 1]);
  }
  return value;
}

std::array<char, kDigestBytes> digest_of(std::string_view bytes) {
  std::array<char, kDigestBytes> out;
  crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                     0);
  return out;
}

Error corrupt(std::string_view who, const std::string& what) {
  return {Code::corrupt, std::string(who) + ": " + what + "; buatlah lagi dengan deploy/setup"};
}

// The digits of the children of an area lie in [first, last].
struct DigitRange {
  std::uint64_t first;
  std::uint64_t last;
};

DigitRange children_range(const Area& area) {
  if (area.tier() == 0) return {1, 99};
  const std::uint64_t unit = area.tier() == 3 ? 10'000 : 100;
  return {area.digits() * unit, area.digits() * unit + unit - 1};
}

Result<void> check_entries(std::string_view version, const std::vector<AreaEntry>& sorted) {
  if (version.empty() || version.size() > RegistryFile::kVersionBytesMax) {
    return Error{Code::invalid, "versi daftar wilayah '" + std::string(version) +
                                    "': yang diharapkan 1 sampai 16 karakter"};
  }
  if (sorted.empty() || sorted.size() > RegistryFile::kAreasMax) {
    return Error{Code::invalid, "daftar " + std::to_string(sorted.size()) +
                                    " wilayah: yang diharapkan 1 sampai 1000000"};
  }
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const AreaEntry& entry = sorted[i];
    const std::string who = "wilayah " + entry.area.to_string();
    if (entry.name.empty() || entry.name.size() > RegistryFile::kNameBytesMax) {
      return Error{Code::invalid, who + ": nama " + std::to_string(entry.name.size()) +
                                      " byte, yang diharapkan 1 sampai 200"};
    }
    if (i > 0 && sorted[i - 1].area == entry.area) {
      return Error{Code::invalid, who + " terdaftar dua kali"};
    }
    if (entry.area.tier() == 0) continue;
    const Area parent = entry.area.parent();
    const auto by_area = [](const AreaEntry& a, const Area& b) { return a.area < b; };
    const auto found = std::lower_bound(sorted.begin(), sorted.end(), parent, by_area);
    if (found == sorted.end() || found->area != parent) {
      return Error{Code::invalid,
                   who + " terdaftar tanpa wilayah di atasnya, " + parent.to_string()};
    }
  }
  return {};
}

}  // namespace

Result<std::string> encode_registry(std::string_view version, std::span<const AreaEntry> entries) {
  std::vector<AreaEntry> sorted(entries.begin(), entries.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const AreaEntry& a, const AreaEntry& b) { return a.area < b.area; });
  if (const Result<void> checked = check_entries(version, sorted); !checked) return checked.error();

  std::string records;
  std::string names;
  for (const AreaEntry& entry : sorted) {
    put(records, entry.area.digits(), 8);
    put(records, names.size(), 4);
    put(records, entry.name.size(), 2);
    put(records, 0, 2);
    names += entry.name;
  }
  std::string out(kMagic);
  out += version;
  out.resize(kMagic.size() + RegistryFile::kVersionBytesMax, '\0');
  put(out, sorted.size(), 4);
  put(out, names.size(), 4);
  out += records;
  out += names;
  const auto digest = digest_of(out);
  out.append(digest.data(), digest.size());
  return out;
}

Result<RegistryFile> RegistryFile::parse(std::string_view bytes, std::string_view who) {
  if (bytes.size() < kHeaderBytes + kDigestBytes || !bytes.starts_with(kMagic)) {
    return corrupt(who, "bukan berkas daftar wilayah berformat JJAREA1");
  }
  const std::string_view version = bytes.substr(kMagic.size(), kVersionBytesMax);
  const std::size_t count = get(bytes, kMagic.size() + kVersionBytesMax, 4);
  const std::size_t names_size = get(bytes, kMagic.size() + kVersionBytesMax + 4, 4);
  const std::size_t expected = kHeaderBytes + count * kRecordBytes + names_size + kDigestBytes;
  if (bytes.size() != expected) {
    return corrupt(who, std::to_string(bytes.size()) + " byte, kepalanya menyebut " +
                            std::to_string(expected));
  }
  const std::string_view body = bytes.substr(0, bytes.size() - kDigestBytes);
  const auto digest = digest_of(body);
  if (bytes.substr(body.size()) != std::string_view(digest.data(), digest.size())) {
    return corrupt(who, "intisarinya tidak cocok dengan isinya");
  }
  RegistryFile out;
  out.version_ = version.substr(0, std::min(version.find('\0'), version.size()));
  out.count_ = count;
  out.records_ = body.substr(kHeaderBytes, count * kRecordBytes);
  out.names_ = body.substr(kHeaderBytes + count * kRecordBytes);
  if (const Result<void> checked = out.check_records(who); !checked) return checked.error();
  return out;
}

Result<void> RegistryFile::check_records(std::string_view who) const {
  if (count_ == 0 || count_ > kAreasMax) {
    return corrupt(who, std::to_string(count_) + " wilayah, yang diharapkan 1 sampai 1000000");
  }
  for (std::size_t i = 0; i < count_; ++i) {
    const std::string at = "rekaman " + std::to_string(i);
    if (i > 0 && digits_at(i) <= digits_at(i - 1)) {
      return corrupt(who, at + " tidak pada urutannya");
    }
    if (!Area::from_digits(digits_at(i))) return corrupt(who, at + " tidak berisi kode wilayah");
    const std::size_t offset = get(records_, i * kRecordBytes + 8, 4);
    const std::size_t length = get(records_, i * kRecordBytes + 12, 2);
    if (length > names_.size() || offset > names_.size() - length) {
      return corrupt(who, at + " bernama di luar berkas");
    }
  }
  return {};
}

std::uint64_t RegistryFile::digits_at(std::size_t index) const {
  return get(records_, index * kRecordBytes, 8);
}

std::string_view RegistryFile::name_at(std::size_t index) const {
  return names_.substr(get(records_, index * kRecordBytes + 8, 4),
                       get(records_, index * kRecordBytes + 12, 2));
}

std::size_t RegistryFile::lower_bound(std::uint64_t digits) const {
  std::size_t first = 0;
  std::size_t last = count_;
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    if (digits_at(middle) < digits) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

std::optional<AreaEntry> RegistryFile::find(const Area& area) const {
  const std::size_t index = lower_bound(area.digits());
  if (index == count_ || digits_at(index) != area.digits()) return std::nullopt;
  return AreaEntry{area, name_at(index)};
}

std::vector<AreaEntry> RegistryFile::children(const Area& area) const {
  std::vector<AreaEntry> out;
  if (area.tier() == Area::kTierMax) return out;
  const DigitRange range = children_range(area);
  for (std::size_t i = lower_bound(range.first); i < count_ && digits_at(i) <= range.last; ++i) {
    out.push_back({*Area::from_digits(digits_at(i)), name_at(i)});
  }
  return out;
}

}  // namespace jenjang
