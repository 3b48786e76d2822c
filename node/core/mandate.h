#pragma once

#include <set>
#include <span>
#include <vector>

#include "node/core/fold.h"
#include "schema/event.h"

namespace jenjang {

// It is a submit, and its author is the intake area or above it.
bool valid_submit(const Event& event);
// Shown, and counts for nothing: past its author's revocation, or a submit that is not valid.
bool is_void(const FoldEvent& event);

// Whether a move may be made under `under`: its author is where that one sent the report or above,
// and sends it within its own area, to a unit of its own, or up. False for what is no move, and for
// a submit, which is under nothing. Agrees with custody_model.py: an area may send to itself.
bool move_allowed(const Event& move, const Event& under);

// Whether the author of `act` may speak for the report where `under` sent it.
bool acts_for_holder(const Event& act, const Event& under);

// The areas concerned, and those above them: whose authors' events are of this report.
class Audience {
 public:
  // False if it was there.
  bool add(const Area& area);
  // The author's area is in the audience or above one in it; all others are strangers.
  bool concerns(const Area& area) const { return members_.contains(area); }
  const std::set<Area>& areas() const { return areas_; }

 private:
  std::set<Area> areas_;
  std::set<Area> members_;
};

// The `under` links among the wide events of one report: mandate is read from them alone, the same
// everywhere. Indexes are into the events it was made from, which outlive it.
class Mandate {
 public:
  static constexpr std::size_t kNone = ~std::size_t{0};

  explicit Mandate(const std::vector<const FoldEvent*>& events);

  std::size_t find(const EventId& id) const;
  // The event it is under, or kNone.
  std::size_t under(std::size_t event) const { return under_[event]; }
  // Those under it, by index.
  std::span<const std::size_t> beneath(std::size_t event) const;

  // The usable submits, and every usable move under a mandated one that may be made under it.
  // `usable` by index; submits that are not valid must not be in it.
  std::vector<bool> mandated(const std::vector<bool>& usable) const;
  // Intake areas, addressees, and where the mandated moves sent it.
  Audience audience(const std::vector<bool>& mandated) const;

 private:
  const std::vector<const FoldEvent*>& events_;
  std::vector<std::size_t> by_id_;
  std::vector<std::size_t> under_;
  // Indexes of events that are under another, grouped by it: group i is [starts_[i], starts_[i+1]).
  std::vector<std::size_t> beneath_;
  std::vector<std::size_t> starts_;
};

}  // namespace jenjang
