#include "tests/fuzz/seeds.h"

#include "schema/base32.h"
#include "schema/compress.h"
#include "tests/schema/examples.h"

namespace jenjang::fuzz {

namespace {

// A pack's frame that is not packed, so that a mutation reaches what is inside.
std::string plain_frame(const Pack& pack) {
  v1::PackFrame frame;
  CHECK(frame.ParseFromString(encode_pack(pack)));
  const std::string raw = decompress(frame.codec(), frame.body(), frame.pack_bytes()).value();
  frame.set_codec(v1::CODEC_NONE);
  frame.set_body(raw);
  return frame.SerializeAsString();
}

}  // namespace

std::vector<std::string> event_seeds() {
  std::vector<std::string> out;
  for (const auto& [name, event] : examples::events()) out.push_back(encode_event(event));
  return out;
}

std::vector<std::string> batch_seeds() {
  return {encode_batch(examples::batch()), encode_batch(examples::origin_batch())};
}

std::vector<std::string> header_seeds() {
  return {examples::batch().header.bytes, examples::origin_batch().header.bytes};
}

std::vector<std::string> payload_seeds() {
  std::vector<std::string> out;
  for (const SealedBatch& batch : {examples::batch(), examples::origin_batch()}) {
    const BatchHeader header = decode_header(batch.header.bytes).value();
    out.push_back(decompress(header.codec, batch.payload, header.payload_bytes).value());
  }
  return out;
}

std::vector<std::string> merkle_seeds() {
  return {std::string("\x00\x01", 2), std::string("\x05\x07", 2) + std::string(96, 'p'),
          std::string("\x40\x41", 2) + std::string(32, 'p')};
}

std::vector<std::string> pack_seeds() {
  return {encode_pack(examples::pack()), plain_frame(examples::pack())};
}

std::vector<std::string> content_seeds() {
  std::vector<std::string> out;
  for (const auto& [name, message] : examples::contents()) {
    out.push_back(message.SerializeAsString());
  }
  return out;
}

std::vector<std::string> sealed_seeds() {
  const HourKey hour = examples::hour_key();
  const v1::Content note = examples::contents()[2].second;
  return {seal_content(note, hour, examples::seal_random()).SerializeAsString(),
          examples::contents()[5].second.sealed().SerializeAsString()};
}

std::vector<std::string> entry_seeds() {
  std::vector<std::string> out;
  for (const auto& [name, entry] : examples::entries()) out.push_back(entry.bytes);
  return out;
}

std::vector<std::string> signed_seeds() {
  std::vector<std::string> out;
  for (const std::string& bytes : entry_seeds()) {
    v1::SignedEntry wire;
    CHECK(wire.ParseFromString(bytes));
    out.push_back(wire.entry());
  }
  return out;
}

std::vector<std::string> invitation_seeds() { return {encode_invitation(examples::invitation())}; }

std::vector<std::string> message_seeds() {
  std::vector<std::string> out;
  for (const LinkMessage& message : examples::messages()) out.push_back(encode_message(message));
  return out;
}

std::vector<std::string> heads_seeds() { return {encode_heads(examples::heads())}; }
std::vector<std::string> witness_seeds() { return {encode_witness(examples::witness())}; }
std::vector<std::string> countersigned_seeds() {
  return {encode_countersigned(examples::countersigned())};
}

std::vector<std::string> report_code_seeds() {
  const std::string code = report_code(examples::filled<ReportId>(0x5a));
  return {code, code.substr(0, 10), "ABCDE-FGHJK-OIL01"};
}

std::vector<std::string> area_seeds() { return {"0", "64", "64.72", "64.72.01", "64.72.01.1001"}; }

std::vector<std::string> utf8_seeds() {
  return {"biasa", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "\xed\x9f\xbf\xee\x80\x80"};
}

}  // namespace jenjang::fuzz
