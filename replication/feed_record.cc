#include "replication/feed_record.h"

#include "jenjang/v1/store.pb.h"
#include "schema/batch.h"

namespace jenjang {

std::string encode_feed_record(const FeedState& state) {
  v1::FeedRecord record;
  record.set_number(state.number);
  record.set_head(std::string(state.head.view()));
  record.set_sealed_ms(state.sealed.ms);
  record.set_events(state.events);
  record.set_bytes(state.bytes);
  record.set_total_bytes(state.total_bytes);
  for (const FeedHead& head : state.continues) write_continued(head, *record.add_continues());
  return record.SerializeAsString();
}

std::optional<FeedState> decode_feed_record(const FeedId& feed, std::string_view bytes) {
  v1::FeedRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  const auto head = HeaderHash::from(record.head());
  auto continues = read_continues(record.continues(), feed);
  if (!head || !continues) return std::nullopt;
  return FeedState{record.number(),      *head,          {record.sealed_ms()},
                   record.events(),      record.bytes(), record.total_bytes(),
                   std::move(*continues)};
}

}  // namespace jenjang
