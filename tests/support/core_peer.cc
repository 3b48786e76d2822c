#include "tests/support/core_peer.h"

#include <algorithm>
#include <utility>

#include "schema/base/key_codec.h"
#include "schema/content.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

CoreConfig config_of(const TestFederation& federation, const CorePeer::Options& options) {
  const TestNode& node = federation.node(options.name);
  CoreConfig out;
  out.replica = {node.keys, TestFederation::root(), {}, {}};
  for (const std::string& peer : options.dials) {
    out.replica.dialled.push_back(federation.node(peer).keys.id);
  }
  out.seal_keys = node.seal;
  out.name = node.name;
  out.invitation = federation.invitation();
  return out;
}

}  // namespace

CorePeer::CorePeer(const TestFederation& federation, const Options& options, MemoryStore& store,
                   Now now)
    : store_(store),
      random_(read_be64(event_id(options.name).view()) + options.seed),
      core_(config_of(federation, options), store, random_) {
  CHECK(core_.load(now).ok());
}

Instant CorePeer::wake_at() const {
  return requests_.empty() && !scrubbed_ ? core_.wake_at() : Instant{0};
}

NetworkNode::Said CorePeer::turn(Now now, std::vector<Inbound> messages) {
  TurnInput input;
  input.messages = std::move(messages);
  input.requests = std::exchange(requests_, {});
  input.scrubbed = std::exchange(scrubbed_, std::nullopt);
  TurnOutput out = core_.turn(now, std::move(input));
  if (folding_) core_.fold(now);
  if (out.scrub) {
    scrubbing_ = true;
    if (!scrubs_held_) end_scrub(store_.scrub({Family::packs}));
  }
  for (Notice& notice : out.notices) notices_.push_back(std::move(notice));
  disconnected_.insert(disconnected_.end(), out.disconnect.begin(), out.disconnect.end());
  return {std::move(out.messages), std::move(out.redial)};
}

bool CorePeer::keeps(const std::string& words) const {
  const auto& packs = store_.contents().family(Family::packs);
  return std::any_of(packs.begin(), packs.end(), [&](const auto& pack) {
    const Pack opened = decode_pack(pack.second).value();
    return std::any_of(opened.entries.begin(), opened.entries.end(), [&](const PackEntry& entry) {
      const auto* content = std::get_if<Content>(&entry);
      return content != nullptr && content->body.find(words) != std::string::npos;
    });
  });
}

bool CorePeer::noticed(const std::string& word) const {
  return std::any_of(notices_.begin(), notices_.end(),
                     [&](const Notice& notice) { return notice.what == word; });
}

std::optional<PackEntry> CorePeer::content(const ContentDigest& digest) const {
  for (const auto& [key, value] : store_.contents().family(Family::reports)) {
    for (const KeptEvent& event : load_events(store_, *load_state(store_, *ReportId::from(key)))) {
      const ContentRefs& refs = contents_of(event.fold.event.payload);
      const bool named = std::any_of(refs.begin(), refs.end(),
                                     [&](const ContentRef& ref) { return ref.digest == digest; });
      if (named) return find_content(store_, event, digest);
    }
  }
  return std::nullopt;
}

Submit make_submit(const std::string& addressee, const std::string& text) {
  Submit out;
  out.addressee = area(addressee);
  out.place = out.addressee;
  out.kind = v1::KIND_COMPLAINT;
  out.channel = v1::CHANNEL_WEB;
  out.category = 7;
  out.anonymous = true;
  out.client = intake_digest("test client");
  out.words.set_title("A report");
  out.words.set_text(text);
  return out;
}

}  // namespace jenjang
