// Frozen bytes: what was written once is read for ever, and an object's bytes are its identity. A
// difference here is a break of the format, unless the line is new. JENJANG_REWRITE_GOLDEN=1 writes
// the file anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "schema/base32.h"
#include "schema/compress.h"
#include "schema/hash.h"
#include "schema/keys.h"
#include "schema/merkle.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

// From the root of the tree, where ctest runs every test.
constexpr const char* kFile = "tests/schema/golden/objects.hex";
constexpr const char* kPackedFile = "tests/schema/golden/packed.hex";

using Objects = std::map<std::string, std::string>;  // Name -> bytes.

void add_hashes(Objects& out) {
  out["hash.event"] = event_id("abc").view();
  out["hash.entry"] = entry_id("abc").view();
  out["hash.header"] = header_hash("abc").view();
  out["hash.vector"] = vector_digest("abc").view();
  out["hash.heads"] = heads_digest("abc").view();
  out["hash.countersigned"] = countersigned_id("abc").view();
  out["hash.leaf"] = merkle_leaf("abc").view();
  out["hash.node"] = merkle_node(merkle_leaf("a"), merkle_leaf("b")).view();
  out["hash.content"] = content_digest(examples::filled<Salt>(1), "abc").view();
  out["hash.intake"] = intake_digest("abc").view();
  out["hash.report"] = report_digest("abc").view();
  out["id.report"] =
      report_id(examples::area("64.72"), intake_digest("lapor"), intake_digest("1")).view();
  out["code.report"] = report_code(*ReportId::from(out["id.report"]));
  out["id.writer"] = examples::writer().id.view();
  out["id.seal_key"] = examples::area_secret().key.view();
  for (const Domain domain : {Domain::entry, Domain::header, Domain::heads, Domain::witness}) {
    out["sign." + std::string(domain_text(domain))] =
        sign(domain, "abc", examples::writer().secret).view();
  }
}

void add_wire(Objects& out) {
  for (const auto& [name, event] : examples::events()) out["event." + name] = encode_event(event);
  for (const auto& [name, message] : examples::contents()) {
    out["content." + name] = message.SerializeAsString();
  }
  for (const auto& [name, entry] : examples::entries()) out["entry." + name] = entry.bytes;
  for (const LinkMessage& message : examples::messages()) {
    if (std::holds_alternative<Deliver>(message)) continue;
    if (std::holds_alternative<PackAgain>(message)) continue;
    out["message." + std::string(message_name(message))] = encode_message(message);
  }
  out["countersigned"] = encode_countersigned(examples::countersigned());
  out["batch.witness_header"] = examples::witness_batch().header.bytes;
  out["invitation"] = encode_invitation(examples::invitation());
  const SealedBatch batch = examples::batch();
  const BatchHeader header = decode_header(batch.header.bytes).value();
  out["batch.header"] = batch.header.bytes;
  out["batch.signature"] = batch.header.signature.view();
  out["batch.payload"] = decompress(header.codec, batch.payload, header.payload_bytes).value();
  v1::PackFrame frame;
  EXPECT_TRUE(frame.ParseFromString(encode_pack(examples::pack())));
  out["pack"] = decompress(frame.codec(), frame.body(), frame.pack_bytes()).value();
}

void add_keys(Objects& out) {
  const ReportId report = examples::filled<ReportId>(0x11);
  const EventId event = examples::filled<EventId>(0x22);
  FeedId directory = examples::feed();
  directory.book = Book::directory();
  const CounterCell cell{examples::area("64.72"), 2026 * 12 + 10, 2, 9, true, 513};
  out["key.feed"] = feed_key(examples::feed());
  out["key.feed_of_directory"] = feed_key(directory);
  out["key.area_of_nation"] = area_key(Area::nation());
  out["key.batch"] = batch_key(examples::feed(), 258);
  out["key.arrival"] = arrival_key(258);
  out["key.event_place"] = event_place_key(event, 258);
  out["key.timeline"] = timeline_key(report, event);
  out["key.received"] = received_key(Listed::openly, {1'795'500'000'000}, report);
  out["key.updated"] = updated_key(Listed::openly, {-1}, report);
  out["key.lapor"] = lapor_key(Listed::openly, 123456, report);
  out["key.received_secret"] = received_key(Listed::secretly, {1'795'500'000'000}, report);
  out["key.status_counter"] = status_counter_key(cell);
  out["key.category_counter"] = category_counter_key(cell);
  out["key.waiting_counter"] = waiting_counter_key();
  out["value.timeline"] = timeline_value({true, 258, 7, 3, "event"});
  out["value.index"] = index_value(7);
}

Objects frozen() {
  Objects out;
  std::ifstream in(kFile);
  std::string name;
  std::string hex;
  while (in >> name >> hex) out[name] = from_hex(hex).value_or("malformed line");
  return out;
}

TEST(Golden, EveryObjectHasTheBytesItAlwaysHad) {
  Objects objects;
  add_hashes(objects);
  add_wire(objects);
  add_keys(objects);
  if (std::getenv("JENJANG_REWRITE_GOLDEN") != nullptr) {
    std::ofstream out(kFile, std::ios::trunc);
    for (const auto& [name, bytes] : objects) out << name << ' ' << to_hex(bytes) << '\n';
  }
  const Objects expected = frozen();
  for (const auto& [name, bytes] : objects) {
    ASSERT_EQ(expected.count(name), 1u) << name << " is not frozen in " << kFile;
    EXPECT_EQ(to_hex(bytes), to_hex(expected.at(name))) << name;
  }
  for (const auto& [name, bytes] : expected) {
    EXPECT_EQ(objects.count(name), 1u) << name << " is frozen and no longer made";
  }
}

TEST(Golden, FrozenObjectsAreStillRead) {
  for (const auto& [name, bytes] : frozen()) {
    if (name.starts_with("event.")) {
      EXPECT_TRUE(decode_event(bytes)) << name;
    }
    if (name.starts_with("entry.")) {
      EXPECT_TRUE(decode_entry(bytes)) << name;
    }
    if (name.starts_with("message.")) {
      EXPECT_TRUE(decode_message(bytes)) << name;
    }
    if (name == "invitation") {
      EXPECT_TRUE(decode_invitation(bytes));
    }
    if (name == "batch.header") {
      EXPECT_TRUE(decode_header(bytes));
    }
  }
}

// Packed with the zstd of 2026: later versions may write other bytes and must read these.
TEST(Golden, AFrozenSealedBatchAndPackStillOpen) {
  if (std::getenv("JENJANG_REWRITE_GOLDEN") != nullptr) {
    std::ofstream out(kPackedFile, std::ios::trunc);
    out << "batch " << to_hex(encode_batch(examples::batch())) << '\n';
    out << "pack " << to_hex(encode_pack(examples::pack())) << '\n';
    out << "sealed_body " << to_hex(examples::sealed_body().SerializeAsString()) << '\n';
  }
  std::ifstream in(kPackedFile);
  std::string name;
  std::string hex;
  std::size_t read = 0;
  for (; in >> name >> hex; ++read) {
    const std::string bytes = from_hex(hex).value();
    if (name == "batch") {
      const SealedBatch batch = decode_batch(bytes).value();
      const BatchHeader header = decode_header(batch.header.bytes).value();
      EXPECT_EQ(open_payload(header, batch.payload).value(), examples::batch_items());
    } else if (name == "pack") {
      EXPECT_EQ(decode_pack(bytes).value(), examples::pack());
    } else {
      v1::SealedBody sealed;
      ASSERT_TRUE(sealed.ParseFromString(bytes));
      const ContentKey key = open_seal(sealed.seal(), examples::area_secret()).value();
      EXPECT_TRUE(open_content(sealed, key));
    }
  }
  EXPECT_EQ(read, 3u);
}

}  // namespace
}  // namespace jenjang
