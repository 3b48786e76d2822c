#pragma once

#include <map>
#include <optional>
#include <string>

#include "node/core/fold.h"
#include "replication/store.h"
#include "schema/keys.h"

namespace jenjang {

// Counter changes of one slice, merged in memory: many reports touch few cells.
class CounterDeltas {
 public:
  // Takes the report out of the cells of `before` and puts it into those of `after`. A report
  // counts once it is visible: in its place at every tier, by month received, kind, category and
  // status. Its waiting events count from the first on.
  void change(const std::optional<v1::CaseState>& before, const v1::CaseState& after);
  // Writes what did not cancel out, and forgets it.
  void flush(Writes& writes);

 private:
  void add(const v1::CaseState& state, std::int64_t delta);

  std::map<CounterCell, std::int64_t> cells_;  // Of the very place; flush() adds those above.
  std::int64_t waiting_ = 0;
};

// A report without a valid submit is kept but shown nowhere.
inline bool visible(const v1::CaseState& state) { return !state.submit().empty(); }
// Which indexes list it.
inline Listed listed_of(const v1::CaseState& state) {
  return state.secret() ? Listed::secretly : Listed::openly;
}

// The folded state, its index entries and its counters, in the place of what was there before.
// `only_event` is kept in the state; empty where the report has more of them.
void project_report(const ReportId& report, const std::optional<v1::CaseState>& before,
                    const Folded& folded, std::string only_event, Writes& writes,
                    CounterDeltas& deltas);

}  // namespace jenjang
