#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "schema/batch.h"
#include "schema/content.h"
#include "schema/countersigned_heads.h"
#include "schema/directory_entry.h"
#include "schema/event.h"
#include "schema/link_message.h"
#include "schema/sealing.h"

// One example of everything that has a wire form, the same in every run: what golden tests freeze,
// round trips start from and fuzzers mutate. No example holds words of a real person.
namespace jenjang::examples {

// `fill` in every byte.
template <class Fixed>
Fixed filled(std::uint8_t fill) {
  Fixed out;
  std::fill_n(out.data(), Fixed::kSize, fill);
  return out;
}

Area area(std::string_view code);
NodeSignKeys writer();
SealKeys area_secret();
FeedId feed();

// One event for each payload, the first a submit; and one narrower event.
std::vector<std::pair<std::string, Event>> events();
std::vector<std::pair<std::string, v1::Content>> contents();
// A words content, a note and a tombstone.
Pack pack();
// The second batch of feed(): three events, the last of them adopted.
SealedBatch batch();
std::vector<BatchItem> batch_items();
// The batch that the adopted event of batch() comes from.
SealedBatch origin_batch();

HourKey hour_key();
SealRandom seal_random();
// What contents() calls "identity", sealed to area_secret().
v1::SealedBody sealed_body();

ForkProof fork();
Consent consent();
std::vector<std::pair<std::string, SignedEntry>> entries();
Invitation invitation();

Heads heads();
CountersignedHeads countersigned();
// A batch of the witness lane with that one item.
SealedBatch witness_batch();
Witness witness();
std::vector<LinkMessage> messages();

}  // namespace jenjang::examples
