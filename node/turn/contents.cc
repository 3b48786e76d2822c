#include "node/turn/contents.h"

#include <algorithm>
#include <map>
#include <set>

#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

std::optional<PackEntry> entry_at(const StoreView& store, const BatchPlace& place,
                                  std::uint32_t index) {
  const auto frame = store.get(Family::packs, batch_key(place.feed, place.number));
  if (!frame) return std::nullopt;
  Result<Pack> pack = decode_pack(*frame);
  if (!pack || index >= pack->entries.size()) return std::nullopt;
  return std::move(pack->entries[index]);
}

bool is(const PackEntry& entry, const ContentDigest& digest) {
  if (const auto* content = std::get_if<Content>(&entry)) return content->digest() == digest;
  return std::get<Tombstone>(entry).digest == digest;
}

std::map<ContentDigest, ContentRole> named_contents(const CaseFile& file) {
  std::map<ContentDigest, ContentRole> out;
  for (const KeptEvent& kept : file.events) {
    for (const ContentRef& ref : contents_of(kept.fold.event.payload)) {
      out.emplace(ref.digest, ref.role);
    }
  }
  return out;
}

}  // namespace

std::optional<PackEntry> find_content(const StoreView& store, const ContentDigest& digest) {
  const auto erased = store.get(Family::erased, digest.view());
  if (erased) return Tombstone{digest, EventId::from(*erased).value_or(EventId{})};
  std::optional<PackEntry> out;
  store.scan(Family::contents, digest.view(), digest.view(),
             [&](std::string_view key, std::string_view value) {
               const auto place = place_of_arrival(store, place_arrival(key));
               if (!place) return true;
               std::optional<PackEntry> entry = entry_at(store, *place, read_be32(value));
               if (!entry || !is(*entry, digest)) return true;
               out = std::move(entry);
               return false;
             });
  return out;
}

std::vector<SealedContent> sealed_contents(const CaseFile& file, const StoreView& store) {
  std::map<ContentDigest, std::vector<v1::AreaSeal>> seals;
  const std::map<ContentDigest, ContentRole> named = named_contents(file);
  for (const auto& [digest, role] : named) {
    const std::optional<PackEntry> entry = find_content(store, digest);
    const auto* content = entry ? std::get_if<Content>(&*entry) : nullptr;
    if (content == nullptr) continue;
    const Result<v1::Content> message = read_content(*content);
    if (!message) continue;
    if (message->has_sealed()) {
      seals[digest].push_back(message->sealed().seal());
    } else if (message->has_key_wrap()) {
      const auto of = ContentDigest::from(message->key_wrap().content());
      if (of) seals[*of].push_back(message->key_wrap().seal());
    }
  }
  std::vector<SealedContent> out;
  for (auto& [digest, list] : seals) {
    // A wrap alone, whose content was erased, needs no further wrap.
    const std::optional<PackEntry> entry = find_content(store, digest);
    const auto role = named.find(digest);
    const bool here = entry && std::holds_alternative<Content>(*entry);
    if (here && role != named.end()) out.push_back({digest, role->second, std::move(list)});
  }
  return out;
}

std::optional<v1::Content> open_sealed(const SealedContent& sealed, const Secrets& secrets,
                                       const StoreView& store) {
  const std::optional<PackEntry> entry = find_content(store, sealed.digest);
  const auto* content = entry ? std::get_if<Content>(&*entry) : nullptr;
  if (content == nullptr) return std::nullopt;
  const Result<v1::Content> message = read_content(*content);
  if (!message || !message->has_sealed()) return std::nullopt;
  for (const v1::AreaSeal& seal : sealed.seals) {
    const Result<ContentKey> key = secrets.open(seal);
    if (!key) continue;
    Result<v1::Content> opened = open_content(message->sealed(), *key);
    if (opened) return std::move(*opened);
  }
  return std::nullopt;
}

Result<void> may_erase(const CaseFile& file, const Area& area,
                       const std::vector<ContentDigest>& digests) {
  if (digests.empty() || digests.size() > kContentRefsMax) {
    return Error{Code::invalid, "erasure names " + std::to_string(digests.size()) +
                                    " contents, expected 1 to " + std::to_string(kContentRefsMax)};
  }
  const std::map<ContentDigest, ContentRole> named = named_contents(file);
  for (const ContentDigest& digest : digests) {
    if (!named.contains(digest)) {
      return Error{Code::not_found, "content " + digest.hex() + " is not one of this report"};
    }
  }
  if (area.contains(*Area::from_digits(file.folded.state.intake()))) return {};
  for (const std::string& raw : file.folded.state.chain()) {
    const KeptEvent* move = file.find(*EventId::from(raw));
    const auto to = move == nullptr ? std::nullopt : destination_of(move->fold.event.payload);
    if (to && area.contains(*to)) return {};
  }
  return Error{Code::denied, "area " + area.to_string() +
                                 " is neither where the report came in nor "
                                 "a holder of it, nor above one"};
}

bool erasure_stands(const CaseFile& file, const KeptEvent& erasure) {
  const auto& payload = std::get<ContentErased>(erasure.fold.event.payload);
  const bool placed =
      std::any_of(file.folded.history.begin(), file.folded.history.end(), [&](const Placed& p) {
        return p.id == erasure.fold.id && p.standing != v1::STANDING_VOID &&
               p.standing != v1::STANDING_STRANGER && p.standing != v1::STANDING_WAITING;
      });
  return placed && may_erase(file, erasure.fold.event.area, payload.digests).ok();
}

}  // namespace jenjang
