#include "node/turn/contents.h"

#include <algorithm>
#include <map>
#include <set>

#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

std::set<ContentDigest> named_contents(const CaseFile& file) {
  std::set<ContentDigest> out;
  for (const KeptEvent& kept : file.events) {
    for (const ContentRef& ref : contents_of(kept.fold.event.payload)) out.insert(ref.digest);
  }
  return out;
}

}  // namespace

std::vector<SealedContent> sealed_contents(const CaseFile& file, const StoreView& store) {
  std::map<ContentDigest, SealedContent> sealed;
  std::map<ContentDigest, std::vector<v1::AreaSeal>> wraps;
  for (const KeptEvent& kept : file.events) {
    for (const ContentRef& ref : contents_of(kept.fold.event.payload)) {
      const std::optional<PackEntry> entry = find_content(store, kept, ref.digest);
      const auto* content = entry ? std::get_if<Content>(&*entry) : nullptr;
      if (content == nullptr) continue;
      const Result<v1::Content> message = read_content(*content);
      if (!message) continue;
      if (message->has_sealed()) {
        sealed[ref.digest] = {ref.digest, ref.role, message->sealed(), {message->sealed().seal()}};
      } else if (message->has_key_wrap()) {
        const auto of = ContentDigest::from(message->key_wrap().content());
        if (of) wraps[*of].push_back(message->key_wrap().seal());
      }
    }
  }
  std::vector<SealedContent> out;
  // A wrap alone, whose content was erased, needs no further wrap.
  for (auto& [digest, one] : sealed) {
    const std::vector<v1::AreaSeal>& more = wraps[digest];
    one.seals.insert(one.seals.end(), more.begin(), more.end());
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<v1::Content> open_sealed(const SealedContent& sealed, const Secrets& secrets) {
  for (const v1::AreaSeal& seal : sealed.seals) {
    const Result<ContentKey> key = secrets.open(seal);
    if (!key) continue;
    Result<v1::Content> opened = open_content(sealed.body, *key);
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
  const std::set<ContentDigest> named = named_contents(file);
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
