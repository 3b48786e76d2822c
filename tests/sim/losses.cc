#include "tests/sim/losses.h"

#include <algorithm>

#include "schema/content.h"
#include "schema/hash.h"

namespace jenjang {

Losses::Disk Losses::read(const SimStore& store) {
  Disk out;
  for (const auto& [key, bytes] : store.values(Family::batches)) {
    if (!parse_batch_key(key).feed.carries_events()) continue;
    const OpenBatch batch = open_batch(bytes).value();
    for (const BatchItem& item : batch.items) {
      const Result<Event> event = decode_event(item.body);
      if (!event) continue;
      out.events.emplace(event_id(item.body), Written{event->report, event->author});
      for (const ContentRef& ref : contents_of(event->payload)) {
        out.named_first.try_emplace(ref.digest, event->author);
      }
    }
  }
  for (const auto& [key, frame] : store.values(Family::packs)) {
    const Result<Pack> pack = decode_pack(frame);
    if (!pack) continue;
    for (const PackEntry& entry : pack->entries) {
      const auto* content = std::get_if<Content>(&entry);
      if (content != nullptr) out.contents.insert(content->digest());
    }
  }
  return out;
}

void Losses::note(const Disk& before) {
  std::vector<Disk> disks;
  for (int i = 0; i < world_.size(); ++i) disks.push_back(read(world_.node(i).store()));
  const auto holders = [&](const auto& has) {
    std::set<int> out;
    for (std::size_t i = 0; i < disks.size(); ++i) {
      if (has(disks[i])) out.insert(static_cast<int>(i));
    }
    return out;
  };
  // Nobody loses what four have.
  constexpr std::size_t kSafe = 4;
  for (const auto& one : before.events) {
    const EventId& id = one.first;
    std::set<int> with = holders([&](const Disk& disk) { return disk.events.contains(id); });
    if (with.size() >= kSafe) continue;
    written_.insert(one);
    left_events_.push_back({id, std::move(with)});
  }
  for (const ContentDigest& id : before.contents) {
    std::set<int> with = holders([&](const Disk& disk) { return disk.contents.contains(id); });
    if (with.size() < kSafe) left_contents_.push_back({id, std::move(with)});
  }
}

void Losses::settle(const std::set<int>& gone) {
  const auto left = [&](const std::set<int>& with) {
    return std::includes(gone.begin(), gone.end(), with.begin(), with.end());
  };
  std::set<NodeId> gone_ids;
  std::vector<Disk> stay;
  std::vector<Disk> leave;
  for (int i = 0; i < world_.size(); ++i) {
    (gone.contains(i) ? leave : stay).push_back(read(world_.node(i).store()));
    if (gone.contains(i)) gone_ids.insert(world_.node(i).id());
  }
  const auto lose = [&](const EventId& id, const Written& written) {
    const bool here = std::any_of(stay.begin(), stay.end(),
                                  [&](const Disk& disk) { return disk.events.contains(id); });
    if (here) return;
    events_.insert(id);
    reports_.insert(written.report);
  };
  for (const auto& [id, with] : left_events_) {
    if (left(with)) lose(id, written_.at(id));
  }
  for (const auto& [id, with] : left_contents_) {
    if (left(with)) contents_.insert(id);
  }
  for (const Disk& disk : leave) {
    for (const auto& [id, written] : disk.events) {
      if (gone_ids.contains(written.author)) lose(id, written);
    }
    for (const auto& [id, author] : disk.named_first) {
      if (disk.contents.contains(id) && gone_ids.contains(author)) contents_.insert(id);
    }
  }
}

}  // namespace jenjang
