// What is asked of the node: judged on the report as it stands, written by the turn.
#include <algorithm>

#include "node/turn/adoption.h"
#include "node/turn/contents.h"
#include "node/turn/core.h"
#include "node/turn/meta.h"
#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// A batch and its pack stay well below the wire's limit even where nothing compresses.
constexpr std::size_t kGroupBytesMax = 384 * 1024;
constexpr std::size_t kCopyBytesMax = 512 * 1024;
constexpr std::size_t kGroupItemsMax = 1024;

// The report that has to be folded before the command can be judged.
std::optional<ReportId> judged_on(const Command& command) {
  if (const auto* act = std::get_if<Act>(&command)) return act->report;
  if (const auto* open = std::get_if<OpenSealed>(&command)) return open->report;
  if (const auto* again = std::get_if<Resubmit>(&command)) return again->report;
  return std::nullopt;
}

// One key of one caller for one kind of act on one report.
std::string act_key(const Act& command) {
  std::string scope(command.account.view());
  scope += command.report.view();
  scope += act_name(command);
  scope += command.key->view();
  return mark_key(kMetaActKey, intake_digest(scope).view());
}

// Contents of a copy that would make its batch too long stay behind: whoever lacks them asks.
void shorten(Outgoing& copy) {
  while (copy.bytes() > kCopyBytesMax && !copy.contents.empty()) copy.contents.pop_back();
}

Error reused() { return {Code::reused, "Idempotency-Key ini sudah dipakai untuk permintaan lain"}; }

}  // namespace

void Core::absorb_requests(std::vector<Request> requests, Now now, Writes& writes) {
  acted_on_.clear();
  const bool asked = std::exchange(end_incarnation_, false);
  if (asked || replica_.forked()) replica_.end_incarnation();
  fold_now_ = false;
  std::deque<Request> queue = std::exchange(deferred_, {});
  for (Request& request : requests) queue.push_back(std::move(request));
  for (Request& request : queue) {
    // Acts are judged on what is folded: what this node has stored itself is folded first.
    const std::optional<ReportId> report = judged_on(request.command);
    if (report && (acted_on_.contains(*report) || unprojected_submits_.contains(*report))) {
      deferred_.push_back(std::move(request));
      continue;
    }
    const Completion& done = request.done;
    if (const std::optional<Error> mute = refuse_to_write(request.command)) {
      refuse(done, *mute);
      continue;
    }
    if (auto* submit = std::get_if<Submit>(&request.command)) {
      absorb(std::move(*submit), done, now);
    } else if (auto* import = std::get_if<Import>(&request.command)) {
      absorb(std::move(*import), done, now);
    } else if (auto* one = std::get_if<Act>(&request.command)) {
      absorb(std::move(*one), done, now);
    } else if (auto* opened = std::get_if<OpenSealed>(&request.command)) {
      absorb(std::move(*opened), done, now);
    } else if (auto* entries = std::get_if<AddEntries>(&request.command)) {
      absorb(*entries, done, now, writes);
    } else if (const auto* again = std::get_if<Resubmit>(&request.command)) {
      absorb(*again, done, now);
    } else if (std::holds_alternative<AwaitViews>(request.command)) {
      views_awaited_.emplace_back(done, replica_.ledger().arrivals());
    } else {
      status_asked_.emplace_back(done, std::get<AskStatus>(request.command));
    }
  }
}

// Whatever this node wrote now nobody would take in.
std::optional<Error> Core::refuse_to_write(const Command& command) const {
  const bool writes = !std::holds_alternative<AddEntries>(command) &&
                      !std::holds_alternative<AwaitViews>(command) &&
                      !std::holds_alternative<AskStatus>(command);
  const Directory& directory = replica_.directory();
  const NodeId& self = config_.replica.keys.id;
  if (!writes || directory.listened_to(self)) return std::nullopt;
  const std::string why =
      directory.barred(self) ? "jatah direktorinya terlampaui" : "pendaftarannya dicabut";
  return Error{Code::unavailable,
               "node ini tidak didengar node lain (" + why +
                   "); pakailah node lain, atau hubungi operator tingkat di atasnya"};
}

// Whether its submit is here; a later event alone, whose submit may never come, is not enough.
Core::Known Core::known(const ReportId& report) {
  if (unprojected_submits_.contains(report)) return Known::here;
  const std::optional<v1::CaseState> state = load_state(store_, report);
  if (!state) return Known::no;
  if (visible(*state)) return Known::here;
  return stuck(load_case(store_, report)) ? Known::stuck : Known::no;
}

// A retry repeats its request. Another request under the key must not pass for the first; where
// this node did not take the first itself, it cannot know.
std::optional<Error> Core::other_request(const Submit& command, const ReportId& report) const {
  if (!command.request) return std::nullopt;
  const auto noted = unprojected_submits_.find(report);
  if (noted != unprojected_submits_.end()) {
    if (!noted->second || *noted->second == *command.request) return std::nullopt;
    return reused();
  }
  bool other = false;
  for (const KeptEvent& kept : load_case(store_, report).events) {
    if (!std::holds_alternative<Submitted>(kept.fold.event.payload)) continue;
    for (const EventPlace& place : places_of(store_, kept)) {
      for (const auto& [index, digest] : stored_requests(store_, place.arrival)) {
        if (index != place.index) continue;
        if (digest == *command.request) return std::nullopt;
        other = true;
      }
    }
  }
  if (other) return reused();
  return std::nullopt;
}

// What this incarnation would write of the report counts nowhere: the next turn has a fresh one.
bool Core::stuck(const CaseFile& file) {
  const bool out = author_.stuck(file, replica_.incarnation());
  end_incarnation_ = end_incarnation_ || out;
  return out;
}

void Core::absorb(Submit command, const Completion& done, Now now) {
  const bool drawn = !command.key;  // Here, so that nobody has the report yet.
  const Result<ReportId> report = author_.identify(command);
  if (!report) return refuse(done, report.error());
  const Known before = drawn ? Known::no : known(*report);
  if (before == Known::here) {
    const std::optional<Error> other = other_request(command, *report);
    if (other) return refuse(done, *other);
    return answer(done, SubmitDone{*report, true});
  }
  if (before == Known::stuck) {
    deferred_.push_back({std::move(command), done});
    return;
  }
  Result<Draft> draft =
      author_.submit(command, v1::SYSTEM_RULE_INTAKE, replica_.incarnation(), now);
  if (!draft) return refuse(done, draft.error());
  unprojected_submits_.emplace(*report, command.request);
  const SubmitDone reply{*report};
  if (command.reach == Reach::node) {
    answer(done, reply);
  } else {
    Waiting waiting;
    waiting.done = done;
    waiting.reply = reply;
    waiting.reach = command.reach;
    waiting.feed = {Book::of(draft->books.front()), config_.replica.keys.id, replica_.incarnation(),
                    draft->lane};
    reaching_.push_back(std::move(waiting));
  }
  add_draft(std::move(*draft));
}

void Core::absorb(Import command, const Completion& done, Now now) {
  const Result<ReportId> report = author_.identify(command.submit);
  if (!report) return refuse(done, report.error());
  const Known before = known(*report);
  if (before == Known::here) return tighten(std::move(command), *report, done, now);
  if (before == Known::stuck) {
    deferred_.push_back({std::move(command), done});
    return;
  }
  Result<std::vector<Draft>> drafts = author_.import(command, replica_.incarnation(), now);
  if (!drafts) return refuse(done, drafts.error());
  unprojected_submits_.emplace(*report, std::nullopt);
  for (Draft& draft : *drafts) add_draft(std::move(draft));
  answer(done, SubmitDone{*report});
}

// A row of a report that is here: its flags count where they are stricter, and nothing else counts.
void Core::tighten(Import command, const ReportId& report, const Completion& done, Now now) {
  const bool wishes = command.submit.anonymous || command.submit.secret;
  if (!wishes) return answer(done, SubmitDone{report, true});
  const bool early = acted_on_.contains(report) || unprojected_submits_.contains(report);
  const CaseFile file = early ? CaseFile() : load_case(store_, report);
  if (early || stuck(file)) {
    deferred_.push_back({std::move(command), done});
    return;
  }
  std::optional<Draft> draft = author_.tighten(command, file, replica_.incarnation(), now);
  if (!draft) return answer(done, SubmitDone{report, true});
  acted_on_.insert(report);
  fold_now_ = true;
  add_draft(std::move(*draft));
  answer(done, SubmitDone{report, true, true});
}

void Core::absorb(Act command, const Completion& done, Now now) {
  const std::string key = command.key ? act_key(command) : "";
  if (!key.empty()) {
    const std::optional<std::string> before = store_.get(Family::meta, key);
    if (before) {
      const auto event = EventId::from(std::string_view(*before).substr(0, EventId::kSize));
      CHECK(event && before->size() == EventId::kSize + RequestDigest::kSize);
      const bool same = before->substr(EventId::kSize) == command.request.view();
      if (!same) return refuse(done, reused());
      return answer(done, ActDone{*event, true});
    }
  }
  const CaseFile file = load_case(store_, command.report);
  if (stuck(file)) {
    deferred_.push_back({std::move(command), done});
    return;
  }
  Result<Draft> draft = author_.act(command, file, store_, replica_.incarnation(), now);
  if (!draft) return refuse(done, draft.error());
  acted_on_.insert(command.report);
  fold_now_ = true;
  if (!key.empty()) {
    act_keys_.emplace_back(key,
                           std::string(draft->id.view()) + std::string(command.request.view()));
  }
  // A new holder below gets the whole history in the same commit.
  if (const auto* forwarded = std::get_if<Forwarded>(&draft->event.payload)) {
    add_dossier(file, forwarded->to);
  }
  answer(done, ActDone{draft->id, false});
  add_draft(std::move(*draft));
}

void Core::absorb(OpenSealed command, const Completion& done, Now now) {
  const CaseFile file = load_case(store_, command.report);
  if (!file.visible()) return refuse(done, {Code::not_found, std::string(kNoReport)});
  if (stuck(file)) {
    deferred_.push_back({std::move(command), done});
    return;
  }
  Result<Opening> opening = author_.open(command, file, store_, replica_.incarnation(), now);
  if (!opening) return refuse(done, opening.error());
  if (opening->draft) {
    acted_on_.insert(command.report);
    fold_now_ = true;
    add_draft(std::move(*opening->draft));
  }
  answer(done, Opened{std::move(opening->contents)});
}

void Core::absorb(const AddEntries& command, const Completion& done, Now now, Writes& writes) {
  const Result<std::size_t> added = replica_.write_entries(command.entries, now, writes);
  if (!added) return refuse(done, added.error());
  answer(done, EntriesDone{*added});
}

void Core::absorb(const Resubmit& command, const Completion& done, Now now) {
  const CaseFile file = load_case(store_, command.report);
  if (file.visible()) return answer(done, SubmitDone{command.report, true});
  Result<Draft> draft = author_.submit_again(file, store_, replica_.incarnation(), now);
  if (!draft) return refuse(done, draft.error());
  acted_on_.insert(command.report);
  fold_now_ = true;
  add_draft(std::move(*draft));
  answer(done, SubmitDone{command.report});
}

void Core::add_draft(Draft draft) {
  for (const Area& book : draft.books) {
    Outgoing& one = groups_[{book, draft.lane}].emplace_back();
    const bool last = &book == &draft.books.back();
    one.item.body = last ? std::move(draft.bytes) : draft.bytes;
    one.contents = last ? std::move(draft.contents) : draft.contents;
    one.request = draft.request;
  }
}

void Core::add_dossier(const CaseFile& file, const Area& book) {
  std::vector<Outgoing> dossier = missing_in(store_, replica_.ledger(), file, book);
  std::vector<Outgoing>& group = groups_[{book, v1::LANE_HISTORY}];
  std::move(dossier.begin(), dossier.end(), std::back_inserter(group));
}

void Core::seal_drafts(Now now, Writes& writes) {
  for (auto& [at, group] : std::exchange(groups_, {})) {
    const Book book = Book::of(at.first);
    const Lane lane = at.second;
    std::vector<BatchItem> items;
    Pack pack;
    std::vector<ContentDigest> contents;
    SubmitRequests requests;
    std::size_t bytes = 0;
    const auto seal = [&] {
      if (items.empty()) return;
      StoredBatch& batch = own_batches_.emplace_back(
          replica_.write(book, lane, std::exchange(items, {}), encode_pack(pack), now, writes));
      batch.contents = std::exchange(contents, {});
      if (!requests.empty()) {
        writes.put(Family::meta, mark_key(kMetaRequest, arrival_key(batch.arrival)),
                   encode_requests(std::exchange(requests, {})));
      }
      pack.entries.clear();
      bytes = 0;
    };
    for (Outgoing& one : group) {
      if (one.item.origin) shorten(one);
      bytes += one.bytes();
      if (one.request) {
        requests.emplace_back(static_cast<std::uint32_t>(items.size()), *one.request);
      }
      items.push_back(std::move(one.item));
      for (Rider& rider : one.contents) {
        contents.push_back(rider.digest);
        pack.entries.push_back(std::move(rider.entry));
      }
      if (bytes >= kGroupBytesMax || items.size() >= kGroupItemsMax) seal();
    }
    seal();
  }
  for (Waiting& waiting : reaching_) waiting.number = replica_.ledger().at(waiting.feed).number;
  for (auto& [key, value] : std::exchange(act_keys_, {})) {
    writes.put(Family::meta, key, std::move(value));
  }
}

}  // namespace jenjang
