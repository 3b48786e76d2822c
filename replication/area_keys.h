#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "replication/authorities.h"
#include "schema/directory_entry.h"
#include "schema/ids.h"
#include "schema/sealing.h"

namespace jenjang {

// The areas' own keys by epoch: a pure function of the entries that name them and of the
// authorities. An epoch has one key: that of the highest tier's authority, then the least entry's.
// Other entries of the same key box its secret to further nodes. Claims cost nothing until somebody
// asks for their epoch. Belongs to one thread.
class AreaKeys {
 public:
  // Boxes of one epoch that are kept: those of the entries that come first.
  static constexpr std::size_t kBoxesMax = 1000;

  void add(const EntryId& id, const AuthorityKey& signer, const AreaKey& entry);
  // Authorities have changed.
  void judge_anew();

  // The highest epoch of the area; nothing where it has none.
  std::optional<AreaKeyRef> newest(const Area& area, const Authorities& authorities) const;
  // Those of all epochs, the newest last.
  std::vector<const AreaKey*> all(const Area& area, const Authorities& authorities) const;
  // With the boxes of all its entries; nullptr for an epoch that has no key.
  const AreaKey* at(const Area& area, std::uint32_t epoch, const Authorities& authorities) const;
  // Its key stands, and it names it first or has a box that no entry before it has.
  bool adds(const EntryId& id, const AreaKey& entry, const Authorities& authorities) const;

 private:
  using Epoch = std::pair<Area, std::uint32_t>;
  struct Claim {
    EntryId id;
    AuthorityKey signer;
    AreaKey entry;
  };
  struct Standing {
    AreaKey key;
    std::set<EntryId> from;  // The entries that the key and its boxes are of.
  };

  const Standing* stand(const Epoch& epoch, const Authorities& authorities) const;

  std::map<Epoch, std::vector<Claim>> claims_;
  // As far as they were asked for.
  mutable std::map<Epoch, std::optional<Standing>> standing_;
};

}  // namespace jenjang
