#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/core/fold.h"
#include "schema/event.h"
#include "tests/support/area.h"

namespace jenjang {

// One report's events, told by hand. Events are named by a word; the author of an event is a node
// named by its area and, for replicas, a letter: "64.72", "64.72b".
class Story {
 public:
  struct Links {
    std::optional<std::string> under;                 // The first event's name where absent.
    std::optional<std::vector<std::string>> parents;  // All heads so far where absent.
    std::optional<std::uint64_t> time_ms;             // One later than the last event where absent.
    std::optional<std::uint64_t> counter;             // The author's next where absent.
  };

  // A submit with this report's own inputs, to be adjusted before it is added.
  static Submitted submitted(const std::string& intake, const std::string& addressee);

  // The first event is the submit that names the report.
  FoldEvent& add(const std::string& name, const std::string& author, Payload payload,
                 const Links& links = {});

  const FoldEvent& at(const std::string& name) const { return events_[index(name)]; }
  FoldEvent& at(const std::string& name) { return events_[index(name)]; }
  const std::vector<FoldEvent>& events() const { return events_; }
  const ReportId& report() const { return report_; }
  Folded fold() const { return jenjang::fold(report_, events_); }

  v1::Standing standing(const Folded& folded, const std::string& name) const;
  std::vector<std::string> chain(const Folded& folded) const;
  std::vector<std::string> history(const Folded& folded) const;

 private:
  std::size_t index(const std::string& name) const;
  std::string name_of(const EventId& id) const;

  ReportId report_;
  std::vector<FoldEvent> events_;
  std::vector<std::string> names_;
};

// The wall time of an event that a story gave this time.
std::uint64_t story_ms(std::uint64_t time_ms);

}  // namespace jenjang
