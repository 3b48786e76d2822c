#pragma once

#include <optional>
#include <vector>

#include "jenjang/v1/content.pb.h"
#include "jenjang/v1/store.pb.h"
#include "schema/event.h"
#include "schema/ids.h"

namespace jenjang {

// Whether a content's bytes may be read now. One whose erasure was ordered counts as erased from
// the moment the order is on disk.
enum class ContentState { present, sealed, erased, missing };

struct ShownContent {
  ContentRef ref{};
  ContentState state = ContentState::missing;
  v1::Content content{};  // Only where present.
};

// One event in its place in the folded history.
struct ShownEvent {
  EventId id;
  Event event;
  v1::Standing standing{};
  std::vector<ShownContent> contents;
};

struct ShownReport {
  v1::CaseState state;
  // Of the words to show: as edited last, else as sent. What an edit left out stays left out, even
  // where the edited words are gone.
  ContentState words_state = ContentState::missing;
  v1::Words words;      // Only where present.
  bool edited = false;  // The words are an officer's edition.
};

}  // namespace jenjang
