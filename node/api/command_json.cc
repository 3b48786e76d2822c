#include "node/api/command_json.h"

#include <algorithm>

#include "node/api/terms.h"
#include "node/api/text.h"
#include "node/api/zone.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::uint64_t kLaporIdMax = 9'999'999'999;
constexpr std::size_t kImportTextBytesMax = 24 * 1024;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr WallTime kOldest{946'684'800'000};  // 2000: older ones are typing mistakes.

// A word of a list of terms; nothing where it is absent, a problem where it is unknown.
template <class Enum>
std::optional<Enum> read_term(const JsonFields& fields, const char* name,
                              std::optional<Enum> (*parse)(std::string_view),
                              std::string_view expected, Checks& checks) {
  const std::string_view word = fields.text(name);
  if (word.empty()) return std::nullopt;
  const std::optional<Enum> out = parse(word);
  if (!out) checks.add(fields.path(name), "yang diharapkan " + std::string(expected));
  return out;
}

// An area at a tier that runs nodes.
std::optional<Area> read_node_area(const JsonFields& fields, const char* name, Checks& checks) {
  const std::optional<Area> area = checks.area(fields.path(name), fields.text(name));
  if (!area || area->tier() <= Area::kNodeTierMax) return area;
  checks.add(fields.path(name),
             "yang diharapkan nasional, sebuah provinsi, atau sebuah kabupaten atau kota");
  return std::nullopt;
}

std::uint32_t read_code(const JsonFields& fields, const char* name) {
  return static_cast<std::uint32_t>(fields.number(name, UINT32_MAX));
}

std::optional<v1::Identity> read_identity(const JsonFields& fields, Checks& checks) {
  const std::optional<JsonFields> person = fields.object("identity");
  if (!person) return std::nullopt;
  v1::Identity out;
  const auto take = [&](const char* name, std::string* into) {
    *into = checks.text(person->path(name), person->text(name), kPersonFieldMax);
  };
  take("first_name", out.mutable_first_name());
  take("last_name", out.mutable_last_name());
  take("phone", out.mutable_phone());
  take("email", out.mutable_email());
  person->refuse_unknown();
  if (out.ByteSizeLong() == 0) return std::nullopt;
  return out;
}

// Words that were published elsewhere: only what no format could carry is refused.
std::string kept_text(const JsonFields& fields, const char* name, Checks& checks) {
  const std::string_view text = trim(fields.text(name));
  if (text.size() > kImportTextBytesMax) {
    checks.add(fields.path(name), std::to_string(text.size()) + " byte, paling banyak " +
                                      std::to_string(kImportTextBytesMax));
    return {};
  }
  if (is_clean_text(text)) return std::string(text);
  checks.add(fields.path(name), "yang diharapkan teks UTF-8 tanpa karakter kendali");
  return {};
}

std::vector<ContentDigest> read_digests(const JsonFields& fields, Checks& checks) {
  std::vector<ContentDigest> out;
  for (const std::string_view text : fields.texts("digests", kContentRefsMax)) {
    const auto digest = ContentDigest::parse_hex(text);
    if (digest) {
      out.push_back(*digest);
    } else {
      checks.add(fields.path("digests"), "yang diharapkan intisari 64 digit heksadesimal");
    }
  }
  if (out.empty()) checks.add(fields.path("digests"), "belum diisi");
  return out;
}

Verify read_verify(const JsonFields& fields, Checks& checks) {
  constexpr std::string_view kExpected = "verifikasi, tunda atau arsip";
  const auto decision = read_term(fields, "decision", parse_decision, kExpected, checks);
  if (!fields.has("decision")) {
    checks.add("decision", "belum diisi; yang diharapkan " + std::string(kExpected));
  }
  Verify out;
  out.decision = decision.value_or(v1::DECISION_ACCEPTED);
  out.kind = checks.kind("kind", fields.text("kind")).value_or(v1::KIND_UNSPECIFIED);
  out.category = read_code(fields, "category");
  return out;
}

Erase read_erase(const JsonFields& fields, Checks& checks) {
  Erase out;
  out.digests = read_digests(fields, checks);
  out.reason = read_term(fields, "reason", parse_erasure_reason,
                         "permintaan_pelapor, data_pribadi atau putusan_pengadilan", checks)
                   .value_or(v1::ERASURE_REASON_UNSPECIFIED);
  if (!fields.has("reason")) checks.add("reason", "belum diisi");
  return out;
}

Tighten read_tighten(const JsonFields& fields, Checks& checks) {
  const Tighten out{fields.truth("anonymous"), fields.truth("secret")};
  if (!out.anonymous && !out.secret) {
    checks.add("secret", "belum diisi; yang diharapkan anonymous, secret, atau keduanya");
  }
  return out;
}

// The two wishes that decide who may read a report: required, so that neither is forgotten.
void read_flags(const JsonFields& fields, Checks& checks, Submit& out) {
  for (const char* flag : {"anonymous", "secret"}) {
    if (!fields.has(flag))
      checks.add(fields.path(flag), "belum diisi; yang diharapkan ya atau tidak");
  }
  out.anonymous = fields.truth("anonymous");
  out.secret = fields.truth("secret");
}

}  // namespace

void CommandReader::read_where(const JsonFields& fields, Checks& checks, Submit& out) const {
  out.intake = read_node_area(fields, "intake", checks);
  out.addressee = read_node_area(fields, "area", checks).value_or(options_.area);
  const auto place = checks.area(fields.path("place"), fields.text("place"));
  out.place = place.value_or(out.addressee);
  if (out.place.tier() > kPlaceTierMax) {
    out.words.set_village(out.place.digits());
    out.place = out.place.at_tier(kPlaceTierMax);
  }
}

void CommandReader::read_words(const JsonFields& fields, Limits limits, Checks& checks,
                               Submit& out) const {
  const auto take = [&](const char* name, std::size_t max) {
    return limits.as_is ? kept_text(fields, name, checks)
                        : checks.text(fields.path(name), fields.text(name), max);
  };
  out.words.set_title(take("title", kTitleMax));
  out.words.set_text(take("text", limits.text));
  if (out.words.title().empty() && out.words.text().empty()) {
    checks.add(fields.path("text"), "belum diisi");
  }
  out.words.set_address(take("address", kAddressMax));
  constexpr double kLatitudeMax = 90;
  constexpr double kLongitudeMax = 180;
  const std::optional<double> lat = fields.decimal("lat");
  const std::optional<double> lon = fields.decimal("long");
  if (fields.has("lat") != fields.has("long")) {
    checks.add(fields.path("lat"), "lat dan long diisi bersama");
  }
  if (!lat || !lon) return;
  out.words.set_latitude(checks.degrees(fields.path("lat"), *lat, kLatitudeMax).value_or(0));
  out.words.set_longitude(checks.degrees(fields.path("long"), *lon, kLongitudeMax).value_or(0));
}

void CommandReader::read_what(const JsonFields& fields, Checks& checks, Submit& out) const {
  out.kind = checks.kind(fields.path("kind"), fields.text("kind")).value_or(v1::KIND_COMPLAINT);
  out.unit = read_code(fields, "unit");
  out.category = read_code(fields, "category");
  read_flags(fields, checks, out);
  const std::string received = fields.path("received_at");
  const auto time =
      checks.time(received, fields.text("received_at"), zone_of(options_.area), DayEnd::first);
  if (!time) return;
  out.received = *time;
  if (*time < kOldest || time->ms > parts_.clock.now().wall.ms + kDayMs) {
    checks.add(received, "yang diharapkan waktu setelah tahun 2000 yang sudah lewat");
  }
}

Submit CommandReader::submit(const JsonFields& fields, const Caller& caller, Checks& checks) const {
  Submit out;
  out.client = caller.client;
  read_where(fields, checks, out);
  read_words(fields, {.text = kTextMax}, checks, out);
  read_what(fields, checks, out);
  out.channel =
      read_term(fields, "channel", parse_channel,
                "web, android, sms, whatsapp, x, tatap_muka, formulir atau aplikasi", checks)
          .value_or(v1::CHANNEL_WEB);
  out.identity = read_identity(fields, checks);
  out.reach = read_term(fields, "durability", parse_reach, "node, tier atau parent", checks)
                  .value_or(Reach::node);
  // The number of another system names a report of its own: a caller free to set it could take that
  // report over.
  if (caller.may(ApiRole::officer)) out.lapor_id = fields.number("lapor_id", kLaporIdMax);
  fields.refuse_unknown();
  return out;
}

Import CommandReader::import(const JsonFields& fields, Checks& checks) const {
  Import out;
  Submit& submit = out.submit;
  read_where(fields, checks, submit);
  // Whoever imports it, the row came in where it was addressed.
  if (!submit.intake) submit.intake = submit.addressee;
  read_words(fields, {.text = kImportTextBytesMax, .as_is = true}, checks, submit);
  read_what(fields, checks, submit);
  submit.lapor_id = fields.number("lapor_id", kLaporIdMax);
  if (submit.lapor_id == 0) checks.add(fields.path("lapor_id"), "belum diisi");
  submit.client = intake_digest("lapor");
  submit.key = intake_digest(std::to_string(submit.lapor_id));
  submit.channel = read_term(fields, "channel", parse_channel, "kanal seperti web atau sms", checks)
                       .value_or(v1::CHANNEL_IMPORT);
  submit.identity = read_identity(fields, checks);
  out.status = read_term(fields, "status", parse_status, "status seperti ditutup_admin", checks)
                   .value_or(v1::STATUS_RECEIVED);
  out.edited_text = kept_text(fields, "edited_text", checks);
  out.reason = kept_text(fields, "reason", checks);
  fields.refuse_unknown();
  return out;
}

OpenSealed CommandReader::open(const JsonFields& fields, const Caller& caller,
                               Checks& checks) const {
  OpenSealed out;
  out.account = caller.account;
  out.coordinator = caller.role == ApiRole::coordinator;
  out.units = caller.units;
  out.identity = fields.truth("identity");
  out.reason = checks.text("reason", fields.text("reason"), kTextMax);
  if (out.identity && out.reason.empty()) {
    checks.add("reason", "belum diisi; identitas dibuka dengan alasan");
  }
  fields.refuse_unknown();
  return out;
}

Act CommandReader::act(const JsonFields& fields, const Caller& caller, Checks& checks) const {
  Act out;
  out.account = caller.account;
  out.text = checks.text("text", fields.text("text"), kTextMax);
  const std::string_view what = fields.text("act");
  if (what == "verify") {
    out.what = read_verify(fields, checks);
  } else if (what == "dispose") {
    out.what = Dispose{read_code(fields, "unit")};
    if (!fields.has("unit")) checks.add("unit", "belum diisi");
  } else if (what == "forward") {
    const std::optional<Area> to = read_node_area(fields, "to", checks);
    if (!fields.has("to")) checks.add("to", "belum diisi");
    out.what = Forward{to.value_or(Area()), read_code(fields, "unit")};
  } else if (what == "return") {
    out.what =
        Return{read_node_area(fields, "proposed", checks), read_code(fields, "proposed_unit")};
  } else if (what == "follow_up") {
    out.what = FollowUp{fields.truth("internal")};
    if (out.text.empty()) checks.add("text", "belum diisi");
  } else if (what == "close") {
    out.what =
        Close{read_term(fields, "outcome", parse_outcome, "dijawab atau tanpa_tindakan", checks)
                  .value_or(v1::OUTCOME_ANSWERED)};
  } else if (what == "erase") {
    out.what = read_erase(fields, checks);
  } else if (what == "tighten") {
    out.what = read_tighten(fields, checks);
  } else if (what == "grant_identity") {
    out.what = GrantIdentity{};
    if (out.text.empty()) checks.add("text", "belum diisi; yang diharapkan alasannya");
  } else {
    checks.add("act",
               "yang diharapkan verify, dispose, forward, return, follow_up, close, erase, "
               "tighten atau grant_identity");
    return out;
  }
  fields.refuse_unknown();
  return out;
}

}  // namespace jenjang
