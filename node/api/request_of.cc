#include "node/api/request_of.h"

#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// Every part with its length or of a fixed one, so that no two requests give the same bytes.
class Bytes {
 public:
  template <class Number>
  void number(Number value) {
    append_be64(out_, static_cast<std::uint64_t>(value));
  }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void area(const std::optional<Area>& value) { number(value ? value->digits() + 1 : 0); }
  const std::string& bytes() const { return out_; }

  void operator()(const Verify& act) {
    number(act.decision);
    number(act.kind);
    number(act.category);
  }
  void operator()(const Dispose& act) { number(act.unit); }
  void operator()(const Forward& act) {
    area(act.to);
    number(act.unit);
  }
  void operator()(const Return& act) {
    area(act.proposed);
    number(act.proposed_unit);
  }
  void operator()(const FollowUp& act) { number(act.internal); }
  void operator()(const Close& act) { number(act.outcome); }
  void operator()(const Erase& act) {
    number(act.reason);
    for (const ContentDigest& digest : act.digests) text(digest.view());
  }
  void operator()(const Tighten& act) {
    number(act.anonymous);
    number(act.secret);
  }
  void operator()(const GrantIdentity&) {}

 private:
  std::string out_;
};

}  // namespace

RequestDigest request_of(const RequestKey& key, const Submit& submit) {
  // All fields by name, so that a new one cannot be forgotten here. Intake, client and idempotency
  // key make the id of the report, which a retry has in common anyway.
  const auto& [intake, addressee, unit, kind, channel, anonymous, secret, category, place, received,
               lapor_id, words, identity, client, idempotency_key, request, reach] = submit;
  Bytes out;
  out.area(addressee);
  out.area(place);
  out.number(unit);
  out.number(kind);
  out.number(channel);
  out.number(anonymous);
  out.number(secret);
  out.number(category);
  out.number(received.ms);
  out.number(lapor_id);
  out.text(words.SerializeAsString());
  out.text(identity ? identity->SerializeAsString() : "");
  return request_digest(key, out.bytes());
}

RequestDigest request_of(const RequestKey& key, const Act& act) {
  Bytes out;
  out.text(act_name(act));
  std::visit(out, act.what);
  out.text(act.text);
  return request_digest(key, out.bytes());
}

}  // namespace jenjang
