#include "tests/sim/clients.h"

#include <algorithm>

#include "schema/hash.h"

namespace jenjang {

namespace {

// Text that compresses by a quarter at most.
void add_dense_text(std::string& out, std::size_t size, SimRandom& random) {
  std::string text(size, ' ');
  random.fill(reinterpret_cast<std::uint8_t*>(text.data()), size);
  for (char& c : text) c = static_cast<char>('0' + (c & 63));
  out += text;
}

}  // namespace

void Clients::step() {
  const int node = static_cast<int>(random_.below(static_cast<std::uint64_t>(world_.size())));
  if (!world_.node(node).running()) return;
  if (world_.node(node).core().directory().revoked(world_.node(node).id())) return;
  const std::optional<ReportId> report = known_report(node);
  if (!report || random_.chance(220)) return random_.chance(150) ? import(node) : submit(node);
  act(node, *report);
}

std::optional<ReportId> Clients::known_report(int node) {
  const SimStore::Values& reports = world_.node(node).store().values(Family::reports);
  if (reports.empty()) return std::nullopt;
  auto at = reports.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random_.below(reports.size())));
  return ReportId::from(at->first);
}

Submit Clients::draw_submit(int node) {
  const Area& own = world_.node(node).area();
  Submit out;
  std::vector<Area> within;
  for (const Area& area : topology_.areas()) {
    if (own.contains(area)) within.push_back(area);
  }
  out.intake = random_.chance(700) ? own : random_.pick(within);
  out.addressee = random_.chance(700) ? random_.pick(within) : random_.pick(topology_.areas());
  out.kind = random_.chance(500) ? v1::KIND_COMPLAINT : v1::KIND_ASPIRATION;
  out.channel = v1::CHANNEL_APP;
  out.secret = secrets_ && random_.chance(250);
  out.category = static_cast<std::uint32_t>(random_.below(4));
  out.place = out.addressee;
  out.received = world_.node(node).now(world_.agenda().now_us()).wall;
  out.words.set_title("title " + std::to_string(random_.next()));
  out.words.set_text("words " + std::to_string(random_.next()));
  if (random_.chance(30)) add_dense_text(*out.words.mutable_text(), random_.below(60'000), random_);
  if (secrets_ && random_.chance(300)) {
    out.identity.emplace();
    out.identity->set_phone(std::to_string(random_.next()));
  }
  out.client = intake_digest("client");
  out.key = random_.bytes<IntakeDigest>();
  if (random_.chance(200)) out.reach = random_.chance(500) ? Reach::tier : Reach::parent;
  return out;
}

void Clients::send_submit(int node, const Submit& command) {
  world_.ask(node, command, [this, node](Result<Reply> reply) {
    if (!reply) return world_.saw("submit-refused");
    const ReportId report = std::get<SubmitDone>(*reply).report;
    acknowledged_.push_back({node, report, std::nullopt});
    reports_.insert(report);
    world_.saw(std::get<SubmitDone>(*reply).existed ? "submit-existed" : "submit-done");
  });
}

void Clients::resubmit() {
  const int node = static_cast<int>(random_.below(static_cast<std::uint64_t>(world_.size())));
  if (!world_.node(node).running()) return;
  if (world_.node(node).core().directory().revoked(world_.node(node).id())) return;
  const SimStore& store = world_.node(node).store();
  std::vector<ReportId> fallen;
  for (const auto& [key, value] : store.values(Family::reports)) {
    const ReportId report = *ReportId::from(key);
    if (!visible(*load_state(store, report))) fallen.push_back(report);
  }
  if (fallen.empty()) return;
  world_.ask(node, Resubmit{random_.pick(fallen)}, [this, node](const Result<Reply>& reply) {
    if (!reply) return world_.saw("resubmit-refused");
    const auto& done = std::get<SubmitDone>(*reply);
    acknowledged_.push_back({node, done.report, std::nullopt});
    reports_.insert(done.report);
    if (!done.existed) world_.saw("resubmit-done");
  });
}

void Clients::submit(int node) {
  // A retry, at this node or another: the same report.
  if (!sent_.empty() && random_.chance(150)) return send_submit(node, random_.pick(sent_));
  const Submit command = draw_submit(node);
  sent_.push_back(command);
  send_submit(node, command);
}

void Clients::import(int node) {
  Import command;
  command.submit = draw_submit(node);
  command.submit.channel = v1::CHANNEL_IMPORT;
  command.submit.lapor_id = random_.below(1'000'000) + 1;
  command.status = static_cast<v1::Status>(random_.between(1, 9));
  if (random_.chance(500)) command.edited_text = "edited";
  world_.ask(node, command, [this, node](Result<Reply> reply) {
    if (!reply) return world_.saw("import-refused");
    acknowledged_.push_back({node, std::get<SubmitDone>(*reply).report, std::nullopt});
    world_.saw("import-done");
  });
}

std::optional<Erase> Clients::draw_erase(const CaseFile& file) {
  std::vector<ContentDigest> digests;
  for (const KeptEvent& kept : file.events) {
    for (const ContentRef& ref : contents_of(kept.fold.event.payload)) {
      digests.push_back(ref.digest);
    }
  }
  if (digests.empty()) return std::nullopt;
  return Erase{{random_.pick(digests)}, v1::ERASURE_REASON_REPORTER};
}

std::optional<Act> Clients::draw_act(const SimNode& node, const CaseFile& file) {
  Act out;
  out.report = file.report;
  out.account = random_.bytes<AccountId>();
  if (random_.chance(300)) out.key = random_.bytes<IntakeDigest>();
  out.text = "note " + std::to_string(random_.next());
  std::vector<Area> below;
  for (const Area& area : topology_.areas()) {
    if (node.area().contains(area)) below.push_back(area);
  }
  const std::uint64_t how = random_.below(100);
  if (how < 30) {
    out.what = Forward{random_.pick(random_.chance(900) ? below : topology_.areas()), 0};
  } else if (how < 45) {
    out.what = Return{random_.pick(topology_.areas()), 0};
  } else if (how < 60) {
    out.what = FollowUp{random_.chance(500)};
  } else if (how < 70) {
    out.what = Dispose{static_cast<std::uint32_t>(random_.below(5))};
  } else if (how < 73) {
    out.what = Tighten{how != 71, how != 70};
  } else if (how < 80) {
    out.what = Verify{v1::DECISION_ACCEPTED, v1::KIND_COMPLAINT, 1};
  } else if (how < 90 || !erasures_) {
    out.what = Close{v1::OUTCOME_ANSWERED};
  } else {
    const std::optional<Erase> erase = draw_erase(file);
    if (!erase) return std::nullopt;
    out.what = *erase;
  }
  return out;
}

void Clients::act(int node, const ReportId& report) {
  const CaseFile file = load_case(world_.node(node).store(), report);
  const std::optional<Act> act = draw_act(world_.node(node), file);
  if (!act) return;
  const auto* sends = std::get_if<Forward>(&act->what);
  const std::optional<Forward> forward = sends != nullptr ? std::optional(*sends) : std::nullopt;
  // A stranger's words count from the moment on that the move lets its area in.
  std::set<EventId> strangers;
  for (const Placed& placed : file.folded.history) {
    if (placed.standing == v1::STANDING_STRANGER) strangers.insert(placed.id);
  }
  world_.ask(node, *act, [this, node, report, forward, strangers](Result<Reply> reply) {
    if (!reply) return world_.saw("act-refused");
    acknowledged_.push_back({node, report, std::get<ActDone>(*reply).event});
    world_.saw("act-done");
    if (forward) expect_dossier(node, report, forward->to, strangers);
  });
}

// With the move itself the new holder's book has all that was said before.
void Clients::expect_dossier(int node, const ReportId& report, const Area& to,
                             const std::set<EventId>& strangers) {
  const SimStore& store = world_.node(node).store();
  const CaseFile file = load_case(store, report);
  for (const Placed& placed : file.folded.history) {
    // What is past the cut of its author goes along only where something that counts stands on it.
    const KeptEvent& kept = *file.find(placed.id);
    const bool counts = placed.wide && !strangers.contains(placed.id) && !kept.fold.past_cut &&
                        placed.standing != v1::STANDING_STRANGER;
    if (!counts) continue;
    const std::vector<EventPlace> places = places_of(store, kept);
    const bool there = std::any_of(places.begin(), places.end(), [&](const EventPlace& place) {
      return place.batch.feed.book.held_by(to);
    });
    if (!there) world_.violate(node, "a report was forwarded without all that was said before");
  }
}

}  // namespace jenjang
