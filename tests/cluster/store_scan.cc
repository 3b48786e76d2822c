#include "tests/cluster/store_scan.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/sst_file_reader.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include "node/store/wal_file.h"
#include "schema/content.h"

namespace jenjang {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
constexpr std::size_t kUnpackedMax = 16 << 20;

bool contains(std::string_view bytes, std::string_view words) {
  return bytes.find(words) != std::string_view::npos;
}

// A value of the store: itself, or what is packed in it.
bool holds(std::string_view value, std::string_view words) {
  if (contains(value, words)) return true;
  const Result<Pack> pack = decode_pack(value);
  if (!pack) return false;
  for (const PackEntry& entry : pack->entries) {
    const auto* content = std::get_if<Content>(&entry);
    if (content != nullptr && contains(content->body, words)) return true;
  }
  return false;
}

// As much as the frame that begins there gives, also where its end is missing.
std::string unpack_frame(std::string_view bytes) {
  std::string out(1 << 16, '\0');
  ZSTD_DStream* const stream = ZSTD_createDStream();
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  for (;;) {
    const std::size_t before = in.pos + to.pos;
    const std::size_t left = ZSTD_decompressStream(stream, &to, &in);
    if (ZSTD_isError(left) != 0 || left == 0 || in.pos + to.pos == before) break;
    if (to.pos < to.size) continue;
    if (to.size >= kUnpackedMax) break;
    out.resize(2 * out.size());
    to = {out.data(), out.size(), to.pos};
  }
  ZSTD_freeDStream(stream);
  out.resize(to.pos);
  return out;
}

int count_frames(std::string_view bytes, std::string_view words) {
  int out = 0;
  for (std::size_t at = bytes.find(kZstdMagic); at != std::string_view::npos;
       at = bytes.find(kZstdMagic, at + 1)) {
    out += contains(unpack_frame(bytes.substr(at)), words) ? 1 : 0;
  }
  return out;
}

class ValueFinder final : public rocksdb::WriteBatch::Handler {
 public:
  explicit ValueFinder(std::string_view words) : words_(words) {}

  rocksdb::Status PutCF(std::uint32_t, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    found += holds(key.ToStringView(), words_) || holds(value.ToStringView(), words_) ? 1 : 0;
    return {};
  }
  rocksdb::Status DeleteCF(std::uint32_t, const rocksdb::Slice&) override { return {}; }
  rocksdb::Status MergeCF(std::uint32_t, const rocksdb::Slice&, const rocksdb::Slice&) override {
    return {};
  }

  int found = 0;

 private:
  std::string_view words_;
};

int count_wal(const fs::path& file, std::string_view words) {
  ValueFinder finder(words);
  const auto read = read_wal(file, [&](std::string_view record, bool) {
    const rocksdb::WriteBatch batch{std::string(record)};
    EXPECT_TRUE(batch.Iterate(&finder).ok()) << file;
  });
  EXPECT_TRUE(read.ok()) << file;
  return finder.found;
}

int count_table(const fs::path& file, std::string_view words) {
  rocksdb::SstFileReader reader{rocksdb::Options()};
  const rocksdb::Status opened = reader.Open(file.string());
  EXPECT_TRUE(opened.ok()) << file << ": " << opened.ToString();
  if (!opened.ok()) return 0;
  int out = 0;
  const std::unique_ptr<rocksdb::Iterator> at(reader.NewIterator(rocksdb::ReadOptions()));
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    out += holds(at->value().ToStringView(), words) ? 1 : 0;
  }
  return out;
}

std::uint64_t little64(std::string_view bytes, std::size_t at) {
  std::uint64_t out = 0;
  for (std::size_t i = 8; i-- > 0;) out = out << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return out;
}

//   file   := header:30 record* footer:32
//   record := key length:8 value length:8 expiration:8 crc:4 crc:4 key value   (little-endian)
int count_blob(std::string_view bytes, std::string_view words) {
  constexpr std::size_t kHeaderBytes = 30;
  constexpr std::size_t kRecordBytes = 32;
  int out = 0;
  for (std::size_t at = kHeaderBytes; at + kRecordBytes < bytes.size();) {
    const std::uint64_t key = little64(bytes, at);
    const std::uint64_t value = little64(bytes, at + 8);
    at += kRecordBytes;
    if (key > bytes.size() || value > bytes.size() || at + key + value > bytes.size()) break;
    out += holds(bytes.substr(at + key, value), words) ? 1 : 0;
    at += key + value;
  }
  return out;
}

std::string read_bytes(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

}  // namespace

Found find_words(const std::string& folder, const std::string& words) {
  Found out;
  const auto add = [&](const char* where, int count) {
    if (count > 0) out[where] += count;
  };
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = read_bytes(entry.path());
    const std::string kind = entry.path().extension();
    add("bytes", contains(bytes, words) ? 1 : 0);
    add("frame", count_frames(bytes, words));
    if (kind == ".log") add("wal", count_wal(entry.path(), words));
    if (kind == ".sst") add("table", count_table(entry.path(), words));
    if (kind == ".blob") add("blob", count_blob(bytes, words));
  }
  return out;
}

}  // namespace jenjang
