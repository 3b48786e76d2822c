#include "node/api/report_tree.h"

#include <algorithm>

#include "node/api/terms.h"
#include "node/api/zone.h"
#include "schema/base32.h"

namespace jenjang {

namespace {

Area area_of(std::uint64_t digits) { return *Area::from_digits(digits); }

Tree text(std::string_view value) { return Tree::text(std::string(value)); }

Tree code_or_null(std::uint32_t code) {
  return code == 0 ? Tree() : Tree::integer(std::uint64_t{code});
}

Tree count(std::uint32_t value) { return Tree::integer(std::uint64_t{value}); }

struct TypeName {
  std::string_view operator()(const Submitted&) const { return "submitted"; }
  std::string_view operator()(const Verified&) const { return "verified"; }
  std::string_view operator()(const Disposed&) const { return "disposed"; }
  std::string_view operator()(const Forwarded&) const { return "forwarded"; }
  std::string_view operator()(const Returned&) const { return "returned"; }
  std::string_view operator()(const FollowedUp&) const { return "followed_up"; }
  std::string_view operator()(const Closed&) const { return "closed"; }
  std::string_view operator()(const ContentErased&) const { return "content_erased"; }
  std::string_view operator()(const ErasureAcknowledged&) const { return "erasure_acknowledged"; }
  std::string_view operator()(const Tightened&) const { return "tightened"; }
  std::string_view operator()(const SealedOpened&) const { return "sealed_opened"; }
  std::string_view operator()(const IdentityGranted&) const { return "identity_granted"; }
};

void add_words(const v1::Words& words, Tree& out) {
  out.add("title", Tree::text_or_null(words.title()));
  out.add("text", Tree::text_or_null(words.text()));
  out.add("address", Tree::text_or_null(words.address()));
  out.add("lat", words.has_latitude() ? Tree::decimal(words.latitude()) : Tree());
  out.add("long", words.has_longitude() ? Tree::decimal(words.longitude()) : Tree());
  out.add("media_url", Tree::text_or_null(words.media_url()));
  out.add("village", words.village() == 0 ? Tree() : text(area_of(words.village()).to_string()));
}

void add_identity(const v1::Identity& identity, Tree& out) {
  out.add("first_name", Tree::text_or_null(identity.first_name()));
  out.add("last_name", Tree::text_or_null(identity.last_name()));
  out.add("phone", Tree::text_or_null(identity.phone()));
  out.add("email", Tree::text_or_null(identity.email()));
  out.add("account_id", Tree::text_or_null(identity.account_id()));
  out.add("device_id", Tree::text_or_null(identity.device_id()));
}

// Notes are between officers. Words as sent are kept from the public once an officer has edited
// them: what the edit left out may be what must not be read.
bool may_read(const ShownReport& report, ContentRole role, Audience audience) {
  if (audience == Audience::officers) return true;
  if (role == v1::CONTENT_ROLE_ANSWER || role == v1::CONTENT_ROLE_EDITED_WORDS) return true;
  return role == v1::CONTENT_ROLE_WORDS && !report.edited;
}

bool is_listed(ContentRole role, Audience audience) {
  return audience == Audience::officers || role != v1::CONTENT_ROLE_NOTE;
}

// The open contents of a secret report count as sealed, except at the area that handles it: they
// are to be sealed anew.
Tree content_tree(const ShownReport& report, const ShownContent& content, Audience audience,
                  bool in_the_open) {
  Tree out = Tree::object();
  out.add("digest", text(content.ref.digest.hex()));
  out.add("role", text(content_role_term(content.ref.role)));
  const bool present = content.state == ContentState::present;
  const bool hidden = present && !may_read(report, content.ref.role, audience);
  const ContentState state = present && !in_the_open ? ContentState::sealed : content.state;
  out.add("state", text(hidden ? "hidden" : content_state_term(state)));
  if (state == ContentState::present && !hidden) add_content_fields(content.content, out);
  return out;
}

}  // namespace

void add_content_fields(const v1::Content& content, Tree& out) {
  if (content.has_words()) add_words(content.words(), out);
  if (content.has_note()) out.add("text", text(content.note().text()));
  if (content.has_identity()) add_identity(content.identity(), out);
  if (content.has_details()) {
    out.add("category", code_or_null(content.details().category()));
    const auto place = Area::from_digits(content.details().place());
    out.add("place", place ? text(place->to_string()) : Tree());
  }
}

ReportTrees::ReportTrees(const ApiParts& parts, const ApiOptions& options)
    : names_(parts),
      directory_(parts.directory),
      own_(options.area),
      zone_(zone_of(options.area)) {}

Tree ReportTrees::time(WallTime time) const {
  return time.ms == 0 ? Tree() : text(to_iso8601(time, zone_));
}

void ReportTrees::add_area(const char* field, const Area& area, Tree& out) const {
  out.add(field, text(area.to_string()));
  out.add(std::string(field) + "_name", Tree::text_or_null(names_.area(area)));
}

Tree ReportTrees::report(const ShownReport& report) const {
  const v1::CaseState& state = report.state;
  const ReportId id = *ReportId::from(state.report());
  const Area holder = area_of(state.holder());
  Tree out = Tree::object();
  out.add("code", text(report_code(id)));
  out.add("report", text(id.hex()));
  out.add("lapor_id", state.lapor_id() == 0 ? Tree() : Tree::integer(state.lapor_id()));
  out.add("kind", text(kind_term(state.kind())));
  out.add("status", text(status_term(state.status())));
  out.add("status_name", text(status_name(state.status())));
  out.add("intake", text(area_of(state.intake()).to_string()));
  add_area("holder", holder, out);
  out.add("unit", code_or_null(state.unit()));
  out.add("unit_name", Tree::text_or_null(names_.unit(holder, state.unit())));
  out.add("category", code_or_null(state.category()));
  out.add("category_name", Tree::text_or_null(names_.category(state.category())));
  add_area("place", area_of(state.place()), out);
  out.add("channel", text(channel_term(state.channel())));
  out.add("anonymous", Tree::boolean(state.anonymous()));
  out.add("secret", Tree::boolean(state.secret()));
  const bool present = report.words_state == ContentState::present;
  const bool told = present && tells_details(report);
  out.add("words",
          text(content_state_term(present && !told ? ContentState::sealed : report.words_state)));
  out.add("edited", Tree::boolean(report.edited));
  add_words(told ? report.words : v1::Words(), out);
  out.add("received_at", time({state.received_ms()}));
  out.add("updated_at", time({state.updated_ms()}));
  out.add("closed_at", time({state.closed_ms()}));
  out.add("waiting", count(state.waiting()));
  out.add("conflicts", count(state.conflicts()));
  out.add("moves", count(state.moves()));
  out.add("returns", count(state.returns()));
  out.add("events", count(state.events()));
  Tree audience = Tree::list("area");
  for (const std::uint64_t digits : state.audience()) {
    audience.push(text(area_of(digits).to_string()));
  }
  out.add("audience", std::move(audience));
  return out;
}

// The category and place of a secret report are for the area that handles it.
bool ReportTrees::tells_details(const ShownReport& report) const {
  return !report.state.secret() || area_of(report.state.holder()) == own_;
}

void ReportTrees::add_payload(const Payload& payload, bool details, Tree& out) const {
  if (const auto* submitted = std::get_if<Submitted>(&payload)) {
    add_area("to", submitted->addressee, out);
    out.add("unit", code_or_null(submitted->unit));
    out.add("kind", text(kind_term(submitted->kind)));
    out.add("category", code_or_null(details ? submitted->category : 0));
  } else if (const auto* verified = std::get_if<Verified>(&payload)) {
    out.add("decision", text(decision_term(verified->decision)));
    out.add("kind", Tree::text_or_null(kind_term(verified->kind)));
    out.add("category", code_or_null(details ? verified->category : 0));
  } else if (const auto* disposed = std::get_if<Disposed>(&payload)) {
    add_area("to", disposed->to, out);
    out.add("unit", code_or_null(disposed->unit));
    out.add("unit_name", Tree::text_or_null(names_.unit(disposed->to, disposed->unit)));
  } else if (const auto* forwarded = std::get_if<Forwarded>(&payload)) {
    add_area("to", forwarded->to, out);
    out.add("unit", code_or_null(forwarded->unit));
    out.add("unit_name", Tree::text_or_null(names_.unit(forwarded->to, forwarded->unit)));
  } else if (const auto* returned = std::get_if<Returned>(&payload)) {
    add_area("to", returned->to, out);
    out.add("proposed", returned->proposed ? text(returned->proposed->to_string()) : Tree());
    out.add("proposed_unit", code_or_null(returned->proposed_unit));
  } else if (const auto* closed = std::get_if<Closed>(&payload)) {
    out.add("outcome", Tree::text_or_null(outcome_term(closed->outcome)));
  } else if (const auto* erased = std::get_if<ContentErased>(&payload)) {
    Tree digests = Tree::list("digest");
    for (const ContentDigest& digest : erased->digests) digests.push(text(digest.hex()));
    out.add("digests", std::move(digests));
    out.add("reason", Tree::text_or_null(erasure_reason_term(erased->reason)));
  } else if (const auto* acknowledged = std::get_if<ErasureAcknowledged>(&payload)) {
    out.add("erasure", text(acknowledged->erasure.hex()));
  } else if (const auto* tightened = std::get_if<Tightened>(&payload)) {
    out.add("anonymous", Tree::boolean(tightened->anonymous));
    out.add("secret", Tree::boolean(tightened->secret));
  } else if (const auto* granted = std::get_if<IdentityGranted>(&payload)) {
    add_area("to", granted->to, out);
  }
}

Tree ReportTrees::event(const ShownReport& report, const ShownEvent& shown, Audience audience,
                        const std::vector<NodeInfo>& nodes) const {
  const Event& event = shown.event;
  Tree out = Tree::object();
  out.add("event", text(shown.id.hex()));
  out.add("type", text(std::visit(TypeName(), event.payload)));
  out.add("at", time(event.time.wall()));
  add_area("area", event.area, out);
  out.add("node", text(event.author.hex()));
  const auto node = std::lower_bound(nodes.begin(), nodes.end(), event.author,
                                     [](const NodeInfo& n, const NodeId& id) { return n.id < id; });
  const bool known = node != nodes.end() && node->id == event.author;
  out.add("node_name", Tree::text_or_null(known ? node->name : std::string()));
  if (const auto* account = std::get_if<AccountId>(&event.actor)) {
    if (audience == Audience::officers) out.add("account", text(account->hex()));
  } else {
    out.add("rule", text(system_rule_term(std::get<SystemRule>(event.actor))));
  }
  out.add("standing", text(standing_term(shown.standing)));
  out.add("under", event.under ? text(event.under->hex()) : Tree());
  Tree parents = Tree::list("event");
  for (const EventId& parent : event.parents) parents.push(text(parent.hex()));
  out.add("parents", std::move(parents));
  out.add("wide", Tree::boolean(event.wide()));
  add_payload(event.payload, tells_details(report), out);
  Tree contents = Tree::list("content");
  for (const ShownContent& content : shown.contents) {
    if (!is_listed(content.ref.role, audience)) continue;
    contents.push(content_tree(report, content, audience, tells_details(report)));
  }
  out.add("contents", std::move(contents));
  return out;
}

Tree ReportTrees::timeline(const ShownReport& report, const std::vector<ShownEvent>& events,
                           Audience audience) const {
  const std::vector<NodeInfo> nodes = directory_.nodes();
  Tree out = Tree::list("event");
  for (const ShownEvent& one : events) {
    if (!one.event.wide() && audience == Audience::everybody) continue;
    out.push(event(report, one, audience, nodes));
  }
  return out;
}

}  // namespace jenjang
