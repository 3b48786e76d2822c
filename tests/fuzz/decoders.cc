#include "tests/fuzz/decoders.h"

#include "schema/area.h"
#include "schema/base32.h"
#include "schema/batch.h"
#include "schema/content.h"
#include "schema/directory_entry.h"
#include "schema/event.h"
#include "schema/link_message.h"
#include "schema/merkle.h"
#include "schema/sealing.h"
#include "schema/utf8.h"
#include "tests/fuzz/seeds.h"
#include "tests/schema/examples.h"

namespace jenjang::fuzz {

namespace {

void run_event(std::string_view bytes) {
  const Result<Event> event = decode_event(bytes);
  if (!event) return;
  const Result<Event> again = decode_event(encode_event(*event));
  CHECK(again && *again == *event);
}

// Items that open under a header are as many as it says; an origin proves itself or is refused.
void open_items(const BatchHeader& header, std::string_view payload) {
  const Result<std::vector<BatchItem>> items = open_payload(header, payload);
  if (!items) return;
  CHECK(items->size() == header.count);
  for (const BatchItem& item : *items) {
    if (!item.origin) continue;
    const Result<BatchHeader> proven = open_origin(item);
    CHECK(!proven || item.origin->index < proven->count);
  }
}

void run_batch(std::string_view bytes) {
  const Result<SealedBatch> batch = decode_batch(bytes);
  if (!batch) return;
  const Result<SealedBatch> again = decode_batch(encode_batch(*batch));
  CHECK(again && *again == *batch);
  const Result<BatchHeader> header = decode_header(batch->header.bytes);
  if (header) open_items(*header, batch->payload);
}

void run_header(std::string_view bytes) {
  const Result<BatchHeader> header = decode_header(bytes);
  if (!header) return;
  CHECK(header->number > 0 && header->count > 0 && header->count <= kBatchItemsMax);
  CHECK(header->payload_bytes <= kBatchUnpackedBytesMax);
  (void)header_signed(*header, {std::string(bytes), {}});
}

// The bytes as a payload that is not packed, of one to three items; its root never holds, but all
// that is read before the root is compared is.
void run_payload(std::string_view bytes) {
  BatchHeader header;
  header.feed = examples::feed();
  header.number = 1;
  header.codec = v1::CODEC_NONE;
  header.payload_bytes = static_cast<std::uint32_t>(bytes.size());
  for (std::uint32_t count = 1; count <= 3; ++count) {
    header.count = count;
    open_items(header, bytes);
  }
}

void run_merkle(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const auto index = static_cast<std::uint8_t>(bytes[0]);
  const auto count = static_cast<std::uint8_t>(bytes[1]);
  std::vector<MerkleHash> path;
  for (std::size_t at = 2; at + 32 <= bytes.size(); at += 32) {
    path.push_back(*MerkleHash::from(bytes.substr(at, 32)));
  }
  const auto root = merkle_root_of(MerkleHash(), index, count, path);
  CHECK(!root || index < count);
}

void run_pack(std::string_view bytes) {
  const Result<Pack> pack = decode_pack(bytes);
  if (!pack) return;
  CHECK(pack->entries.size() <= kPackContentsMax);
  const Result<Pack> again = decode_pack(encode_pack(*pack));
  CHECK(again && *again == *pack);
}

void run_content(std::string_view bytes) {
  const Result<v1::Content> content = read_content({Salt(), std::string(bytes)});
  if (!content) return;
  CHECK(!content->has_identity() && !content->has_details());
  const Content again = make_content(*content, Salt());
  CHECK(read_content(again).ok());
}

void run_sealed(std::string_view bytes) {
  v1::SealedBody sealed;
  if (!sealed.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const Result<ContentKey> key = open_seal(sealed.seal(), examples::area_secret());
  const Result<v1::Content> content =
      open_content(sealed, key ? *key : examples::seal_random().key);
  CHECK(!content || (!content->has_sealed() && !content->has_key_wrap()));
}

void run_entry(std::string_view bytes) {
  const Result<SignedEntry> entry = decode_entry(bytes);
  if (entry) CHECK(entry->bytes == bytes);
}

// The bytes as an entry that somebody did sign, since a mutation of a signed one stops there.
void run_signed(std::string_view bytes) {
  v1::SignedEntry wire;
  wire.set_entry(std::string(bytes));
  wire.set_signer(std::string(examples::writer().id.view()));
  wire.set_signature(
      std::string(sign(Domain::entry, wire.entry(), examples::writer().secret).view()));
  const Result<SignedEntry> entry = decode_entry(wire.SerializeAsString());
  if (!entry) return;
  const SignedEntry signed_again = sign_entry(entry->entry, examples::writer());
  const Result<SignedEntry> again = decode_entry(signed_again.bytes);
  CHECK(again && again->entry == entry->entry);
}

void run_invitation(std::string_view bytes) {
  const Result<Invitation> invitation = decode_invitation(bytes);
  if (!invitation) return;
  const Result<Invitation> again = decode_invitation(encode_invitation(*invitation));
  CHECK(again && again->root == invitation->root);
  CHECK(again->entries.size() == invitation->entries.size());
}

void run_message(std::string_view bytes) {
  const Result<LinkMessage> message = decode_message(bytes);
  if (!message) return;
  const Result<LinkMessage> again = decode_message(encode_message(*message));
  CHECK(again && *again == *message);
}

void run_heads(std::string_view bytes) {
  const Result<Heads> heads = decode_heads(bytes);
  if (!heads) return;
  const Result<Heads> again = decode_heads(encode_heads(*heads));
  CHECK(again && *again == *heads);
}

void run_witness(std::string_view bytes) {
  const Result<Witness> witness = decode_witness(bytes);
  if (!witness) return;
  const Result<Witness> again = decode_witness(encode_witness(*witness));
  CHECK(again && *again == *witness);
}

void run_countersigned(std::string_view bytes) {
  const Result<CountersignedHeads> item = decode_countersigned(bytes);
  if (!item) return;
  const Result<CountersignedHeads> again = decode_countersigned(encode_countersigned(*item));
  CHECK(again && *again == *item);
  const Result<Heads> heads = open_countersigned(*item, examples::writer().area);
  CHECK(!heads || heads->node == examples::writer().id);
}

void run_report_code(std::string_view bytes) {
  const Result<ReportIdPrefix> prefix = parse_report_code(bytes);
  if (!prefix) return;
  CHECK(prefix->bits >= 50 && prefix->bits <= 128);
  CHECK(prefix->matches(prefix->low));
  const std::string code = report_code(prefix->low).substr(0, (prefix->bits + 4) / 5);
  const Result<ReportIdPrefix> again = parse_report_code(code);
  CHECK(again && *again == *prefix);
}

void run_area(std::string_view bytes) {
  const Result<Area> area = Area::parse(bytes);
  if (!area) return;
  CHECK(area->to_string() == bytes);
  CHECK(Area::from_digits(area->digits()) == *area);
  for (const Area& above : area->lineage()) CHECK(above.contains(*area));
}

void run_utf8(std::string_view bytes) {
  v1::Note note;
  note.set_text(std::string(bytes));
  v1::Note parsed;
  const bool taken = parsed.ParseFromString(note.SerializeAsString());
  CHECK(taken == valid_utf8(bytes));
  CHECK(trimmed(bytes).size() <= bytes.size());
}

}  // namespace

const std::vector<Decoder>& decoders() {
  static const std::vector<Decoder> kDecoders{
      {"event", run_event, event_seeds},
      {"batch", run_batch, batch_seeds},
      {"header", run_header, header_seeds},
      {"payload", run_payload, payload_seeds},
      {"merkle", run_merkle, merkle_seeds},
      {"pack", run_pack, pack_seeds},
      {"content", run_content, content_seeds},
      {"sealed", run_sealed, sealed_seeds},
      {"entry", run_entry, entry_seeds},
      {"signed", run_signed, signed_seeds},
      {"invitation", run_invitation, invitation_seeds},
      {"message", run_message, message_seeds},
      {"heads", run_heads, heads_seeds},
      {"witness", run_witness, witness_seeds},
      {"countersigned", run_countersigned, countersigned_seeds},
      {"report_code", run_report_code, report_code_seeds},
      {"area", run_area, area_seeds},
      {"utf8", run_utf8, utf8_seeds},
  };
  return kDecoders;
}

}  // namespace jenjang::fuzz
