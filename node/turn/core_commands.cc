// What is asked of the node: judged on the report as it stands, written by the turn.
#include <algorithm>

#include "node/turn/adoption.h"
#include "node/turn/contents.h"
#include "node/turn/core.h"
#include "node/turn/meta.h"

namespace jenjang {

namespace {

// A batch and its pack stay well below the wire's limit even where nothing compresses.
constexpr std::size_t kGroupBytesMax = 384 * 1024;
constexpr std::size_t kGroupItemsMax = 1024;

}  // namespace

void Core::absorb_requests(std::vector<Request> requests, Now now, Writes& writes) {
  acted_on_.clear();
  const bool asked = std::exchange(end_incarnation_, false);
  if (asked || replica_.forked()) replica_.end_incarnation();
  fold_now_ = false;
  std::deque<Request> queue = std::exchange(deferred_, {});
  for (Request& request : requests) queue.push_back(std::move(request));
  for (Request& request : queue) {
    const auto* act = std::get_if<Act>(&request.command);
    // Acts are judged on what is folded: what this node has stored itself is folded first.
    const bool early = act != nullptr && (acted_on_.contains(act->report) ||
                                          unprojected_submits_.contains(act->report));
    if (early) {
      deferred_.push_back(std::move(request));
      continue;
    }
    const Completion& done = request.done;
    if (auto* submit = std::get_if<Submit>(&request.command)) {
      absorb(std::move(*submit), done, now);
    } else if (auto* import = std::get_if<Import>(&request.command)) {
      absorb(std::move(*import), done, now);
    } else if (auto* one = std::get_if<Act>(&request.command)) {
      absorb(std::move(*one), done, now);
    } else if (auto* opened = std::get_if<OpenSealed>(&request.command)) {
      absorb(*opened, done);
    } else if (auto* entries = std::get_if<AddEntries>(&request.command)) {
      absorb(*entries, done, now, writes);
    } else if (std::holds_alternative<AwaitViews>(request.command)) {
      views_awaited_.emplace_back(done, replica_.ledger().arrivals());
    } else {
      status_asked_.push_back(done);
    }
  }
}

// Whether its submit is here; a later event alone, whose submit may never come, is not enough.
Core::Known Core::known(const ReportId& report) {
  if (unprojected_submits_.contains(report)) return Known::here;
  const std::optional<v1::CaseState> state = load_state(store_, report);
  if (!state) return Known::no;
  if (visible(*state)) return Known::here;
  return stuck(load_case(store_, report)) ? Known::stuck : Known::no;
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
  if (before == Known::here) return answer(done, SubmitDone{*report, true, Reach::node});
  if (before == Known::stuck) {
    deferred_.push_back({std::move(command), done});
    return;
  }
  Result<Draft> draft =
      author_.submit(command, v1::SYSTEM_RULE_INTAKE, replica_.incarnation(), now);
  if (!draft) return refuse(done, draft.error());
  unprojected_submits_.insert(*report);
  const SubmitDone reply{*report, false, Reach::node};
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
  if (before == Known::here) return answer(done, SubmitDone{*report, true, Reach::node});
  if (before == Known::stuck) {
    deferred_.push_back({std::move(command), done});
    return;
  }
  Result<std::vector<Draft>> drafts = author_.import(command, replica_.incarnation(), now);
  if (!drafts) return refuse(done, drafts.error());
  unprojected_submits_.insert(*report);
  for (Draft& draft : *drafts) add_draft(std::move(draft));
  answer(done, SubmitDone{*report, false, Reach::node});
}

void Core::absorb(Act command, const Completion& done, Now now) {
  const std::string key = command.key ? mark_key(kMetaActKey, std::string(command.report.view()) +
                                                                  std::string(command.key->view()))
                                      : "";
  if (!key.empty()) {
    const std::optional<std::string> before = store_.get(Family::meta, key);
    if (before) return answer(done, ActDone{EventId::from(*before).value_or(EventId{}), true});
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
  if (!key.empty()) act_keys_.emplace_back(key, draft->id);
  // A new holder below gets the whole history in the same commit.
  if (const auto* forwarded = std::get_if<Forwarded>(&draft->event.payload)) {
    add_dossier(file, forwarded->to);
  }
  answer(done, ActDone{draft->id, false});
  add_draft(std::move(*draft));
}

void Core::absorb(const OpenSealed& command, const Completion& done) {
  const CaseFile file = load_case(store_, command.report);
  if (!file.visible()) {
    return refuse(done,
                  {Code::not_found, "laporan " + command.report.hex() + " tidak ada di sini"});
  }
  Opened out;
  for (const SealedContent& sealed : sealed_contents(file, store_)) {
    const std::optional<v1::Content> content = open_sealed(sealed, secrets_);
    if (content) out.contents.emplace_back(ContentRef{sealed.digest, sealed.role}, *content);
  }
  notices_.push_back({"sealed-opened", "report=" + command.report.hex() +
                                           " account=" + command.account.hex() +
                                           " contents=" + std::to_string(out.contents.size())});
  answer(done, std::move(out));
}

void Core::absorb(const AddEntries& command, const Completion& done, Now now, Writes& writes) {
  const std::size_t added = replica_.write_entries(command.entries, now, writes);
  answer(done, EntriesDone{added});
}

void Core::add_draft(Draft draft) {
  for (const Area& book : draft.books) {
    Outgoing& one = groups_[{book, draft.lane}].emplace_back();
    const bool last = &book == &draft.books.back();
    one.item.body = last ? std::move(draft.bytes) : draft.bytes;
    one.contents = last ? std::move(draft.contents) : draft.contents;
  }
}

void Core::add_dossier(const CaseFile& file, const Area& book) {
  std::vector<Outgoing> dossier = missing_in(store_, replica_.directory(), file, book);
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
    std::size_t bytes = 0;
    const auto seal = [&] {
      if (items.empty()) return;
      StoredBatch& batch = own_batches_.emplace_back(
          replica_.write(book, lane, std::exchange(items, {}), encode_pack(pack), now, writes));
      batch.contents = std::exchange(contents, {});
      pack.entries.clear();
      bytes = 0;
    };
    for (Outgoing& one : group) {
      bytes += one.bytes();
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
  for (const auto& [key, event] : std::exchange(act_keys_, {})) {
    writes.put(Family::meta, key, std::string(event.view()));
  }
}

}  // namespace jenjang
