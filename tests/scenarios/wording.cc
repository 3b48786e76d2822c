#include "tests/scenarios/wording.h"

#include <algorithm>

#include "schema/link_message.h"

namespace jenjang {

namespace {

std::string lower(std::string name, std::size_t prefix) {
  name = name.substr(prefix);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return name;
}

std::string status_name(v1::Status status) {
  return lower(v1::Status_Name(status), sizeof("STATUS_") - 1);
}

std::string standing_note(v1::Standing standing) {
  if (standing == v1::STANDING_STANDS || standing == v1::STANDING_WORDS) return "";
  return "  (" + lower(v1::Standing_Name(standing), sizeof("STANDING_") - 1) + ")";
}

struct PayloadName {
  std::string operator()(const Submitted& p) const {
    return "submitted for " + p.addressee.to_string();
  }
  std::string operator()(const Verified&) const { return "verified"; }
  std::string operator()(const Disposed& p) const {
    return "disposed to unit " + std::to_string(p.unit);
  }
  std::string operator()(const Forwarded& p) const { return "forwarded to " + p.to.to_string(); }
  std::string operator()(const Returned& p) const { return "returned to " + p.to.to_string(); }
  std::string operator()(const FollowedUp&) const { return "followed up"; }
  std::string operator()(const Closed&) const { return "closed"; }
  std::string operator()(const ContentErased&) const { return "contents erased"; }
  std::string operator()(const ErasureAcknowledged&) const { return "erasure acknowledged"; }
  std::string operator()(const Tightened&) const { return "tightened"; }
  std::string operator()(const SealedOpened&) const { return "sealed contents opened"; }
  std::string operator()(const IdentityGranted& p) const {
    return "identity granted to " + p.to.to_string();
  }
};

}  // namespace

std::string Wording::feed(const FeedId& feed, std::uint64_t number) {
  std::vector<Incarnation>& lives = lives_[feed.writer];
  auto life = std::find(lives.begin(), lives.end(), feed.incarnation);
  if (life == lives.end()) life = lives.insert(lives.end(), feed.incarnation);
  const std::string text = feed.to_string();
  const bool directory = feed.book.is_directory();
  std::string out = directory ? "directory" : text.substr(text.rfind('/') + 1);
  out += " " + std::to_string(number) + " of " + federation_.name_of(feed.writer);
  if (life != lives.begin()) out += ", life " + std::to_string(life - lives.begin() + 1);
  const TestNode& writer = federation_.node(federation_.name_of(feed.writer));
  if (!directory && feed.book != Book::of(writer.area)) {
    out += ", in the book of " + feed.book.to_string();
  }
  return out;
}

std::string Wording::heads(const std::vector<CountedHead>& heads) {
  std::string out;
  for (const CountedHead& head : heads) {
    out += (out.empty() ? "" : "; ") + feed(head.head.feed, head.head.number);
  }
  return out.empty() ? "nothing" : out;
}

std::string Wording::message(const LinkMessage& message) {
  if (std::holds_alternative<Hello>(message)) return "Hello";
  if (const auto* summary = std::get_if<Summary>(&message)) {
    return summary->reply ? "Summary, in answer" : "Summary";
  }
  if (const auto* vector = std::get_if<VectorPart>(&message)) {
    return std::string("Vector of the ") + (vector->directory ? "directory" : "books") + ": " +
           heads(vector->heads);
  }
  if (const auto* deliver = std::get_if<Deliver>(&message)) {
    const BatchHeader header = decode_header(deliver->batch.header.bytes).value();
    return "Deliver " + feed(header.feed, header.number);
  }
  if (const auto* have = std::get_if<Have>(&message)) return "Have " + heads(have->heads);
  if (const auto* refused = std::get_if<Refused>(&message)) {
    const std::string reason = v1::RefusalReason_Name(refused->reason);
    return "Refused " + feed(refused->feed, refused->number) + ": " +
           lower(reason, sizeof("REFUSAL_REASON_") - 1);
  }
  if (std::holds_alternative<WantPack>(message)) return "WantPack";
  if (std::holds_alternative<PackAgain>(message)) return "PackAgain";
  return "";
}

std::string Wording::event(const Event& event) {
  return std::visit(PayloadName(), event.payload) + " by " + federation_.name_of(event.author);
}

std::vector<std::string> Wording::report(const CaseFile& file, const std::string& words) {
  if (!file.visible()) {
    return {file.events.empty() ? "not here" : "hidden: no submit of it counts"};
  }
  const v1::CaseState& state = file.folded.state;
  std::vector<std::string> out = {status_name(state.status()) + ", held by " +
                                  file.holder().to_string() + ": " + words};
  for (const Placed& placed : file.folded.history) {
    const KeptEvent* kept = file.find(placed.id);
    out.push_back("  " + event(kept->fold.event) + standing_note(placed.standing));
  }
  return out;
}

}  // namespace jenjang
