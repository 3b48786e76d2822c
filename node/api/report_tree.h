#pragma once

#include "node/api/api_parts.h"
#include "node/api/iso_time.h"
#include "node/api/names.h"
#include "node/api/tree.h"
#include "node/views/shown.h"

namespace jenjang {

// Who looks: officers also see notes, events of one tier only, and words that an edit replaced.
enum class Audience { everybody, officers };

// Reports and their events as /api/v1 writes them. Safe from any thread.
class ReportTrees {
 public:
  ReportTrees(const ApiParts& parts, const ApiOptions& options);

  Tree report(const ShownReport& report) const;
  Tree timeline(const ShownReport& report, const std::vector<ShownEvent>& events,
                Audience audience) const;

 private:
  Tree event(const ShownReport& report, const ShownEvent& event, Audience audience,
             const std::vector<NodeInfo>& nodes) const;
  bool tells_details(const ShownReport& report) const;
  void add_payload(const Payload& payload, bool details, Tree& out) const;
  void add_area(const char* field, const Area& area, Tree& out) const;
  Tree time(WallTime time) const;

  const Names names_;
  const DirectoryView& directory_;
  const Area own_;
  const ZoneOffset zone_;
};

// The fields of a content that is present, added to `out`.
void add_content_fields(const v1::Content& content, Tree& out);

}  // namespace jenjang
