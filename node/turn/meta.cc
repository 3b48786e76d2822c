#include "node/turn/meta.h"

#include "schema/event.h"

namespace jenjang {

std::string arrived_key(WallTime time) {
  std::string number;
  append_be64(number, static_cast<std::uint64_t>(time.ms));
  return mark_key(kMetaArrived, number);
}

Arrival arrived_before(const StoreView& store, WallTime time) {
  Arrival out = 0;
  store.scan_down(Family::meta, kMetaArrived, arrived_key(time),
                  [&](std::string_view, std::string_view value) {
                    out = read_be64(value);
                    return false;
                  });
  return out;
}

std::uint64_t read_number(const StoreView& store, std::string_view key) {
  const std::optional<std::string> value = store.get(Family::meta, key);
  return value ? read_be64(*value) : 0;
}

void write_number(Writes& writes, std::string_view key, std::uint64_t value) {
  std::string bytes;
  append_be64(bytes, value);
  writes.put(Family::meta, std::string(key), std::move(bytes));
}

std::string encode_requests(const SubmitRequests& requests) {
  std::string out;
  for (const auto& [index, digest] : requests) {
    append_be32(out, index);
    out += digest.view();
  }
  return out;
}

SubmitRequests stored_requests(const StoreView& store, Arrival arrival) {
  constexpr std::size_t kOneSize = 4 + RequestDigest::kSize;
  const auto value = store.get(Family::meta, mark_key(kMetaRequest, arrival_key(arrival)));
  SubmitRequests out;
  std::string_view rest = value ? std::string_view(*value) : std::string_view();
  for (; rest.size() >= kOneSize; rest.remove_prefix(kOneSize)) {
    out.emplace_back(read_be32(rest), *RequestDigest::from(rest.substr(4, RequestDigest::kSize)));
  }
  return out;
}

void note_submits(const StoreView& store, const StoredBatch& batch, NotedSubmits& submits) {
  const SubmitRequests requests = stored_requests(store, batch.arrival);
  auto request = requests.begin();
  for (std::uint32_t i = 0; i < batch.items.size(); ++i) {
    while (request != requests.end() && request->first < i) ++request;
    const Result<Event> event = decode_event(batch.items[i].body);
    if (!event || !std::holds_alternative<Submitted>(event->payload)) continue;
    const bool asked = request != requests.end() && request->first == i;
    submits[event->report] = asked ? std::optional(request->second) : std::nullopt;
  }
}

LinkStatus link_status(const Session& session, const Replica& replica, Now now) {
  LinkStatus out;
  out.peer = session.link().peer;
  const Enrolment* peer = replica.directory().node(out.peer);
  if (peer != nullptr) out.name = peer->name;
  out.area = session.peer_area();
  out.dialled = session.link().side == LinkId::Side::dialled;
  out.in_contact = session.open();
  out.equal = session.equal();
  const auto age_ms = [&](Instant at) { return (now.mono.us - at.us) / 1000; };
  if (session.heard_at()) out.silent_ms = age_ms(*session.heard_at());
  if (session.proved_at()) out.proof_age_ms = age_ms(*session.proved_at());
  out.witnessed = session.witnessed();
  const Lag send = session.to_send();
  out.events_to_send = send.events;
  out.bytes_to_send = send.bytes;
  const Lag receive = session.to_receive();
  out.events_to_receive = receive.events;
  out.bytes_to_receive = receive.bytes;
  out.bytes_sent = session.counts().bytes_sent;
  out.bytes_received = session.counts().bytes_received;
  out.batches_sent = session.counts().batches_sent;
  out.batches_received = session.counts().batches_received;
  out.refused = session.counts().refused;
  out.directory_digest = replica.ledger().digest_of_directory();
  out.books_digest = replica.ledger().digest_of_books(session.peer_area());
  if (session.peer_summary()) {
    out.peer_directory_digest = session.peer_summary()->directory;
    out.peer_books_digest = session.peer_summary()->books;
  }
  return out;
}

}  // namespace jenjang
