#include "tests/node/story.h"

#include <algorithm>
#include <set>

#include "schema/base/check.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::uint64_t kStartMs = 1'700'000'000'000;

NodeId node_named(const std::string& author) {
  return NodeId::from(event_id(author).view()).value();
}

}  // namespace

std::uint64_t story_ms(std::uint64_t time_ms) { return kStartMs + time_ms; }

Submitted Story::submitted(const std::string& intake, const std::string& addressee) {
  Submitted out;
  out.intake = area(intake);
  out.client = intake_digest("client");
  out.key = intake_digest("key");
  out.addressee = area(addressee);
  out.kind = v1::KIND_COMPLAINT;
  out.channel = v1::CHANNEL_WEB;
  out.category = 7;
  out.place = out.addressee;
  return out;
}

FoldEvent& Story::add(const std::string& name, const std::string& author, Payload payload,
                      const Links& links) {
  FoldEvent out;
  out.id = event_id(name);
  Event& event = out.event;
  event.author = node_named(author);
  event.area = area(author.substr(0, author.find_last_of("0123456789") + 1));
  event.incarnation = {1};
  const auto* submit = std::get_if<Submitted>(&payload);
  if (events_.empty()) report_ = report_id(submit->intake, submit->client, submit->key);
  event.report = report_;
  if (submit == nullptr) {
    event.under = at(links.under.value_or(names_.front())).id;
    if (links.parents) {
      for (const std::string& parent : *links.parents) event.parents.push_back(at(parent).id);
    } else {
      event.parents = fold().heads;
    }
  }
  std::uint64_t counter = 1;
  std::uint64_t last_ms = 0;
  for (const FoldEvent& other : events_) {
    if (other.event.author == event.author) counter = other.event.counter + 1;
    last_ms = std::max(last_ms, other.event.time.value >> 16);
  }
  event.counter = links.counter.value_or(counter);
  const std::uint64_t next_ms = events_.empty() ? story_ms(1) : last_ms + 1;
  event.time = {(links.time_ms ? story_ms(*links.time_ms) : next_ms) << 16};
  event.actor = AccountId{};
  event.payload = std::move(payload);
  names_.push_back(name);
  events_.push_back(std::move(out));
  return events_.back();
}

v1::Standing Story::standing(const Folded& folded, const std::string& name) const {
  for (const Placed& placed : folded.history) {
    if (placed.id == at(name).id) return placed.standing;
  }
  return v1::STANDING_UNSPECIFIED;
}

std::vector<std::string> Story::chain(const Folded& folded) const {
  std::vector<std::string> out;
  for (const std::string& raw : folded.state.chain()) {
    out.push_back(name_of(EventId::from(raw).value()));
  }
  return out;
}

std::vector<std::string> Story::history(const Folded& folded) const {
  std::vector<std::string> out;
  for (const Placed& placed : folded.history) out.push_back(name_of(placed.id));
  return out;
}

std::size_t Story::index(const std::string& name) const {
  const auto at = std::find(names_.begin(), names_.end(), name);
  CHECK(at != names_.end());
  return static_cast<std::size_t>(at - names_.begin());
}

std::string Story::name_of(const EventId& id) const {
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (events_[i].id == id) return names_[i];
  }
  return "unknown";
}

}  // namespace jenjang
