// How a report looks as an Open311 request.
#include "node/api/checks.h"
#include "node/api/open311.h"
#include "node/api/terms.h"
#include "node/api/text.h"
#include "node/api/zone.h"

namespace jenjang {

namespace {

Area area_of(std::uint64_t digits) { return *Area::from_digits(digits); }

// Text or the title in its place; an erased report keeps its frame.
std::string_view description_of(const v1::Words& words) {
  return first_characters(words.text().empty() ? words.title() : words.text(), kTextMax);
}

Tree degrees(bool given, double value) { return given ? Tree::decimal(value) : Tree(); }

std::string_view note_type(const Payload& payload) {
  if (std::holds_alternative<Submitted>(payload)) return "submitted";
  if (std::holds_alternative<Verified>(payload)) return "verified";
  if (std::holds_alternative<Disposed>(payload)) return "disposed";
  if (std::holds_alternative<Forwarded>(payload)) return "forwarded";
  if (std::holds_alternative<Returned>(payload)) return "returned";
  if (std::holds_alternative<FollowedUp>(payload)) return "followed_up";
  if (std::holds_alternative<Closed>(payload)) return "closed";
  return {};
}

// What an officer answered in the open.
std::string_view answer_of(const ShownEvent& event) {
  for (const ShownContent& content : event.contents) {
    const bool answer = content.ref.role == v1::CONTENT_ROLE_ANSWER;
    if (answer && content.content.has_note()) return content.content.note().text();
  }
  return {};
}

}  // namespace

Tree Open311::request_tree(const Reader& reader, const ShownReport& report, bool extended) const {
  const v1::CaseState& state = report.state;
  const v1::Words& words = report.words;
  const ZoneOffset zone = zone_of(options_.area);
  const auto text = [](std::string_view value) { return Tree::text(std::string(value)); };
  Tree out = Tree::object();
  out.add("service_request_id", text(report_code(*ReportId::from(state.report()))));
  out.add("status", text(is_closed(state.status()) ? "closed" : "open"));
  out.add("status_notes", Tree::text_or_null(status_name(state.status())));
  out.add("service_name", Tree::text_or_null(names_.category(state.category())));
  out.add("service_code", text(std::to_string(state.category())));
  out.add("description", Tree::text_or_null(description_of(words)));
  out.add("agency_responsible",
          Tree::text_or_null(names_.holder(area_of(state.holder()), state.unit())));
  out.add("service_notice", Tree());
  out.add("requested_datetime", text(to_iso8601({state.received_ms()}, zone)));
  out.add("updated_datetime", text(to_iso8601({state.updated_ms()}, zone)));
  out.add("expected_datetime", Tree());
  out.add("address", Tree::text_or_null(words.address()));
  const std::uint64_t place = words.village() != 0 ? words.village() : state.place();
  out.add("address_id", text(area_of(place).to_string()));
  out.add("zipcode", Tree());
  out.add("lat", degrees(words.has_latitude(), words.latitude()));
  out.add("long", degrees(words.has_longitude(), words.longitude()));
  out.add("media_url", Tree::text_or_null(words.media_url()));
  if (extended) add_extensions(reader, report, out);
  return out;
}

void Open311::add_extensions(const Reader& reader, const ShownReport& report, Tree& out) const {
  const v1::CaseState& state = report.state;
  const auto text = [](std::string_view value) { return Tree::text(std::string(value)); };
  const auto attribute = [&](std::string_view code, std::string_view value) {
    Tree one = Tree::object();
    one.add("code", text(code));
    one.add("value", text(value));
    return one;
  };
  Tree attributes = Tree::list("attribute");
  attributes.push(attribute("jenis", kind_term(state.kind())));
  attributes.push(attribute("anonim", state.anonymous() ? "ya" : "tidak"));
  out.add("attributes", std::move(attributes));
  Tree more = Tree::object();
  more.add("title", Tree::text_or_null(report.words.title()));
  more.add("detailed_status", text(status_term(state.status())));
  more.add("channel", text(channel_term(state.channel())));
  more.add("holder", text(area_of(state.holder()).to_string()));
  more.add("place_name", Tree::text_or_null(names_.area(area_of(state.place()))));
  more.add("location_precision", text(report.words.has_latitude() ? "point" : "address_id"));
  more.add("tracking_id", state.lapor_id() == 0 ? Tree() : text(std::to_string(state.lapor_id())));
  out.add("extended_attributes", std::move(more));
  Tree notes = Tree::list("note");
  for (const ShownEvent& event : reader.timeline(*ReportId::from(state.report()))) {
    const std::string_view type = note_type(event.event.payload);
    const bool counts =
        event.standing == v1::STANDING_STANDS || event.standing == v1::STANDING_WORDS;
    if (type.empty() || !event.event.wide() || !counts) continue;
    Tree note = Tree::object();
    note.add("datetime", text(to_iso8601(event.event.time.wall(), zone_of(options_.area))));
    note.add("description", Tree::text_or_null(answer_of(event)));
    note.add("type", text(type));
    notes.push(std::move(note));
  }
  out.add("notes", std::move(notes));
}

}  // namespace jenjang
