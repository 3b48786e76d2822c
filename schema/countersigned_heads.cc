#include "schema/countersigned_heads.h"

#include "schema/hash.h"
#include "schema/sign.h"

namespace jenjang {

namespace {

Error refuse(const std::string& what) { return {Code::invalid, "countersigned heads: " + what}; }

}  // namespace

std::string encode_countersigned(const CountersignedHeads& item) {
  v1::CountersignedHeads wire;
  wire.set_heads(item.heads);
  wire.set_signature(std::string(item.signature.view()));
  wire.set_sign_key(std::string(item.key.view()));
  wire.set_wall_ms(item.wall.ms);
  return wire.SerializeAsString();
}

Result<CountersignedHeads> decode_countersigned(std::string_view bytes) {
  if (bytes.size() > kCountersignedBytesMax) {
    return refuse(std::to_string(bytes.size()) + " bytes, limit is " +
                  std::to_string(kCountersignedBytesMax));
  }
  v1::CountersignedHeads wire;
  if (!wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return refuse("not a protobuf message");
  }
  const auto signature = Signature::from(wire.signature());
  const auto key = SignKey::from(wire.sign_key());
  if (!signature || !key) return refuse("signature or key has a wrong length");
  CountersignedHeads out{wire.heads(), *signature, *key, {wire.wall_ms()}};
  if (!is_datable(out.wall)) return refuse("their time is before 1970 or after 9999");
  return out;
}

Result<Heads> open_countersigned(const CountersignedHeads& item, const Area& area) {
  Result<Heads> heads = decode_heads(item.heads);
  if (!heads) return heads;
  if (heads->node != node_id(area, item.key)) {
    return refuse("their node is none of area " + area.to_string());
  }
  if (!verify(Domain::heads, item.heads, item.signature, item.key)) {
    return refuse("not signed by their node");
  }
  return heads;
}

}  // namespace jenjang
