#include "node/turn/erasure.h"

#include <algorithm>

#include "node/core/mandate.h"

namespace jenjang {

namespace {

Area intake_of(const CaseFile& file) { return *Area::from_digits(file.folded.state.intake()); }

bool sent_within(const CaseFile& file, const EventId& move, const Area& area) {
  const KeptEvent* kept = file.find(move);
  const auto to = kept == nullptr ? std::nullopt : destination_of(kept->fold.event.payload);
  return to && area.contains(*to);
}

bool is_mandated(const CaseFile& file, const EventId& move) {
  std::vector<const FoldEvent*> counting;
  for (const Placed& placed : file.folded.history) {
    const bool counts = placed.wide && placed.standing != v1::STANDING_VOID &&
                        placed.standing != v1::STANDING_WAITING &&
                        placed.standing != v1::STANDING_STRANGER;
    if (counts) counting.push_back(&file.find(placed.id)->fold);
  }
  const Mandate links(counting);
  const std::size_t at = links.find(move);
  return at != Mandate::kNone && links.mandated(std::vector<bool>(counting.size(), true))[at];
}

}  // namespace

std::set<ContentDigest> named_contents(const CaseFile& file) {
  std::set<ContentDigest> out;
  for (const KeptEvent& kept : file.events) {
    for (const ContentRef& ref : contents_of(kept.fold.event.payload)) out.insert(ref.digest);
  }
  return out;
}

std::optional<EventId> erasing_move(const CaseFile& file, const Area& area) {
  const auto& chain = file.folded.state.chain();
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    const EventId move = *EventId::from(*at);
    if (sent_within(file, move, area)) return move;
  }
  if (chain.empty() || !area.contains(intake_of(file))) return std::nullopt;
  return EventId::from(*chain.rbegin());
}

Result<void> may_erase(const CaseFile& file, const Area& area,
                       const std::vector<ContentDigest>& digests) {
  if (digests.empty() || digests.size() > kContentRefsMax) {
    return Error{Code::invalid, "penghapusan menyebut " + std::to_string(digests.size()) +
                                    " isi, yang diharapkan 1 sampai " +
                                    std::to_string(kContentRefsMax)};
  }
  const std::set<ContentDigest> named = named_contents(file);
  for (const ContentDigest& digest : digests) {
    if (!named.contains(digest)) {
      return Error{Code::not_found, "isi " + digest.hex() + " bukan bagian laporan ini"};
    }
  }
  if (erasing_move(file, area)) return {};
  return Error{Code::denied, "wilayah " + area.to_string() +
                                 " bukan tempat laporan masuk, bukan pemegangnya, "
                                 "dan tidak di atasnya"};
}

ErasureVerdict judge(const CaseFile& file, const KeptEvent& erasure) {
  const auto placed = std::find_if(file.folded.history.begin(), file.folded.history.end(),
                                   [&](const Placed& one) { return one.id == erasure.fold.id; });
  const bool waiting = !file.visible() || placed == file.folded.history.end() ||
                       placed->standing == v1::STANDING_WAITING;
  if (waiting) return ErasureVerdict::undecided;
  if (placed->standing == v1::STANDING_VOID || placed->standing == v1::STANDING_STRANGER) {
    return ErasureVerdict::refused;
  }
  const Event& event = erasure.fold.event;
  if (event.area.contains(intake_of(file))) return ErasureVerdict::stands;
  const bool holder =
      event.under && sent_within(file, *event.under, event.area) && is_mandated(file, *event.under);
  return holder ? ErasureVerdict::stands : ErasureVerdict::refused;
}

}  // namespace jenjang
