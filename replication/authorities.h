#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "schema/directory_entry.h"
#include "schema/ids.h"

namespace jenjang {

// The keys that speak for areas: a pure function of the entries that name and end them, in any
// order. The pinned root speaks for the nation, and after it the roots that its digest leads to; an
// authority above an area names its keys and ends them. A key that has ended speaks on in the
// entries that its end keeps. Of several ends of one key the highest tier's stands, then the
// highest serial.
class Authorities {
 public:
  explicit Authorities(const Root& root);

  // Of entries that say the same of one thing the least stands: by the tier of their authority,
  // then by serial, the highest first.
  using Order = std::tuple<int, std::uint64_t, EntryId>;

  // The consequences of one entry.
  struct Change {
    // These speak for an area that they did not speak for, or are known to have done so.
    std::vector<AuthorityKey> more;
    bool anew = false;  // Whatever any key signed is to be judged anew.
  };
  Change add(const AreaAuthority& entry, const AuthorityKey& signer, const EntryId& id);
  Change add(const AuthorityEnd& entry, const AuthorityKey& signer, const EntryId& id);
  Change add(const RootSuccession& entry, const AuthorityKey& signer);

  // The highest tier from which the key speaks for the area in that entry; nothing where it does
  // not. An entry of no id is one yet to be signed.
  std::optional<int> rank(const AuthorityKey& key, const Area& area, const EntryId& id = {}) const;
  // Whether it speaks for the area or has done so, whatever has ended.
  bool was_named(const AuthorityKey& key, const Area& area) const;
  // Whether the key may name or end the area's keys in some entry, or might before it ended. The
  // entries of any other key about them change nothing yet.
  bool may_speak_above(const AuthorityKey& key, const Area& area) const;
  // Whether it may name and end the area's keys in that entry.
  bool above(const AuthorityKey& key, const Area& area, const EntryId& id = {}) const;
  // The root follows the last of those that are known.
  bool leads_to(const Root& root) const { return root_digest(root) == roots_.back().successor; }
  // The end, or the root, is one of those that stand.
  bool stands(const AuthorityEnd& end, const EntryId& id) const;
  bool stands(const Root& root) const;
  // The root that a new invitation pins: the first that has not ended of those that this one's pin
  // leads to, or the last.
  const Root& root() const;

 private:
  // A key named for an area, by whom, and in which entry.
  struct Naming {
    Area area;
    AuthorityKey key;
    AuthorityKey signer;
    EntryId id;
  };
  struct Ending {
    AuthorityEnd end;
    AuthorityKey signer;
    EntryId id;
  };
  using KeyOfArea = std::pair<AuthorityKey, Area>;
  using AreasOfKeys = std::map<AuthorityKey, std::set<Area>>;

  // Whether one of the key's areas is that area or lies above it.
  static bool contains(const AreasOfKeys& areas, const AuthorityKey& key, const Area& area);
  // From the nation down, so that each tier is judged by what stands above it.
  void judge();
  void judge_roots();
  void judge(const Naming& naming, std::vector<AuthorityKey>& more);
  void let_stand(const AuthorityEnd& end, const Order& order);
  void name_ever(const AuthorityKey& key, const Area& area, std::vector<AuthorityKey>& more);
  // As the authority of `own`, which it is or was, in that entry.
  bool speaks_as(const AuthorityKey& key, const Area& own, const EntryId& id) const;

  Root pinned_;
  std::multimap<AuthorityKey, Naming> namings_;  // By signer, valid or not.
  std::multimap<int, Ending> endings_;           // By tier, valid or not.
  std::map<RootDigest, Root> successions_;
  std::vector<Root> roots_;
  AreasOfKeys areas_;  // That a key speaks for, or spoke for.
  std::map<KeyOfArea, std::pair<Order, AuthorityEnd>> ends_;  // The ones that stand.
  AreasOfKeys ever_;                                          // The same, had no key ever ended.
};

}  // namespace jenjang
