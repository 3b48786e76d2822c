#include "node/registry/registry.h"

#include <gtest/gtest.h>
#include <sodium.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "schema/base/bytes.h"

namespace jenjang {
namespace {

Area area(std::string_view text) { return Area::parse(text).value(); }

const std::vector<AreaEntry>& small() {
  static const std::vector<AreaEntry> kEntries{
      {area("64.72"), "Kota Samarinda"},       {area("0"), "Indonesia"},
      {area("64"), "Kalimantan Timur"},        {area("64.11"), "Kabupaten Mahakam Ulu"},
      {area("64.72.01"), "Palaran"},           {area("64.72.01.1001"), "Rawa Makmur"},
      {area("64.72.01.1002"), "Handil Bakti"}, {area("65"), "Kalimantan Utara"},
  };
  return kEntries;
}

std::string small_file() { return encode_registry("4.0.1", small()).value(); }

// The digest made right again, so that what it guards is checked by itself.
std::string resealed(std::string bytes) {
  const std::size_t body = bytes.size() - 32;
  crypto_generichash(reinterpret_cast<unsigned char*>(bytes.data() + body), 32,
                     reinterpret_cast<const unsigned char*>(bytes.data()), body, nullptr, 0);
  return bytes;
}

std::string refusal(const std::string& bytes) {
  const Result<RegistryFile> file = RegistryFile::parse(bytes, "areas.bin");
  if (file) return "accepted";
  EXPECT_EQ(file.error().code, Code::corrupt);
  return file.error().message;
}

// A file of its own in the temporary folder, deleted with this object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes)
      : path_(std::filesystem::temp_directory_path() /
              ("registry_test." + std::to_string(::getpid()))) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(RegistryFile, FindsEveryAreaItWasMadeOf) {
  const std::string bytes = small_file();
  const RegistryFile file = RegistryFile::parse(bytes, "areas.bin").value();
  EXPECT_EQ(file.version(), "4.0.1");
  EXPECT_EQ(file.size(), small().size());
  for (const AreaEntry& entry : small()) EXPECT_EQ(file.find(entry.area), entry);
  EXPECT_EQ(file.find(area("64.73")), std::nullopt);
  EXPECT_EQ(file.find(area("99")), std::nullopt);
}

TEST(RegistryFile, ChildrenAreOneTierBelow) {
  const std::string bytes = small_file();
  const RegistryFile file = RegistryFile::parse(bytes, "areas.bin").value();
  const auto codes = [&](std::string_view of) {
    std::string out;
    for (const AreaEntry& entry : file.children(area(of))) out += entry.area.to_string() + " ";
    return out;
  };
  EXPECT_EQ(codes("0"), "64 65 ");
  EXPECT_EQ(codes("64"), "64.11 64.72 ");
  EXPECT_EQ(codes("64.72"), "64.72.01 ");
  EXPECT_EQ(codes("64.72.01"), "64.72.01.1001 64.72.01.1002 ");
  EXPECT_EQ(codes("64.72.01.1001"), "");
  EXPECT_EQ(codes("65"), "");
}

TEST(RegistryFile, ItsBytesAreFrozen) {
  const std::vector<AreaEntry> entries{{area("0"), "Indonesia"}, {area("64"), "Kaltim"}};
  const std::string bytes = encode_registry("4.0.1", entries).value();
  EXPECT_EQ(to_hex(bytes.substr(0, bytes.size() - 32)),
            "4a4a4152454131"
            "00"
            "342e302e31"
            "0000000000000000000000"
            "02000000"
            "0f000000"
            "0000000000000000"
            "00000000"
            "0900"
            "0000"
            "4000000000000000"
            "09000000"
            "0600"
            "0000"
            "496e646f6e65736961"
            "4b616c74696d");
  EXPECT_EQ(resealed(bytes), bytes);
}

TEST(RegistryFile, RefusesDamageAtAnyByte) {
  const std::string bytes = small_file();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_NE(refusal(damaged), "accepted") << "byte " << i;
  }
}

TEST(RegistryFile, RefusesToBeShorterAtAnyByte) {
  const std::string bytes = small_file();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_NE(refusal(bytes.substr(0, size)), "accepted") << size << " bytes";
  }
}

TEST(RegistryFile, SaysWhatIsWrong) {
  const std::string bytes = small_file();
  EXPECT_EQ(
      refusal("PK"),
      "areas.bin: bukan berkas daftar wilayah berformat JJAREA1; buatlah lagi dengan deploy/setup");
  EXPECT_EQ(refusal(bytes.substr(0, 100)), "areas.bin: 100 byte, kepalanya menyebut " +
                                               std::to_string(bytes.size()) +
                                               "; buatlah lagi dengan deploy/setup");
  std::string damaged = bytes;
  damaged.back() = static_cast<char>(damaged.back() + 1);
  EXPECT_EQ(refusal(damaged),
            "areas.bin: intisarinya tidak cocok dengan isinya; buatlah lagi dengan deploy/setup");
}

TEST(RegistryFile, RefusesRecordsThatNoEncoderWrites) {
  const std::string bytes = small_file();
  constexpr std::size_t kRecords = 32;
  constexpr std::size_t kRecordBytes = 16;
  std::string out_of_order = bytes;
  out_of_order[kRecords + kRecordBytes] = 0;
  EXPECT_NE(refusal(resealed(out_of_order)).find("rekaman 1 tidak pada urutannya"),
            std::string::npos);
  std::string no_area = bytes;
  no_area[kRecords] = 5;
  EXPECT_NE(refusal(resealed(no_area)).find("rekaman 0 tidak berisi kode wilayah"),
            std::string::npos);
  std::string name_outside = bytes;
  name_outside[kRecords + 10] = 1;
  EXPECT_NE(refusal(resealed(name_outside)).find("bernama di luar berkas"), std::string::npos);
}

TEST(RegistryFile, RefusesToEncodeWhatIsNoRegistry) {
  const auto refused = [](std::string_view version, const std::vector<AreaEntry>& entries) {
    const Result<std::string> bytes = encode_registry(version, entries);
    return bytes ? "accepted" : bytes.error().message;
  };
  const AreaEntry nation{area("0"), "Indonesia"};
  EXPECT_EQ(refused("1", {}), "daftar 0 wilayah: yang diharapkan 1 sampai 1000000");
  EXPECT_EQ(refused("", {nation}), "versi daftar wilayah '': yang diharapkan 1 sampai 16 karakter");
  EXPECT_EQ(refused("1", {nation, nation}), "wilayah 0 terdaftar dua kali");
  EXPECT_EQ(refused("1", {nation, {area("64.72"), "Samarinda"}}),
            "wilayah 64.72 terdaftar tanpa wilayah di atasnya, 64");
  EXPECT_EQ(refused("1", {{area("0"), ""}}),
            "wilayah 0: nama 0 byte, yang diharapkan 1 sampai 200");
}

TEST(Registry, MapsAFile) {
  const TemporaryFile file(small_file());
  Registry opened = Registry::open(file.path()).value();
  const Registry registry = std::move(opened);
  EXPECT_EQ(registry.version(), "4.0.1");
  EXPECT_EQ(registry.find(area("64.11"))->name, "Kabupaten Mahakam Ulu");
  EXPECT_EQ(registry.children(area("64")).size(), 2u);
}

TEST(Registry, NamesTheFileItCannotOpen) {
  const Result<Registry> missing = Registry::open("no/such/areas.bin");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::unavailable);
  EXPECT_EQ(missing.error().message,
            "daftar wilayah no/such/areas.bin: No such file or directory; buatlah dengan "
            "deploy/setup dan sekali build");
  const TemporaryFile empty("");
  EXPECT_EQ(Registry::open(empty.path()).error().message,
            "daftar wilayah " + empty.path() + ": berkas kosong");
}

}  // namespace
}  // namespace jenjang
