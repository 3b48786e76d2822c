#include "node/turn/contents.h"

#include <algorithm>
#include <map>
#include <set>

#include "schema/base/key_codec.h"

namespace jenjang {

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

}  // namespace jenjang
