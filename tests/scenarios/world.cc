#include "tests/scenarios/world.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace jenjang {

namespace {

std::string take(std::deque<std::string>& words) {
  if (words.empty()) return "";
  std::string out = words.front();
  words.pop_front();
  return out;
}

std::string joined(const std::deque<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::int64_t milliseconds(const std::string& duration) {
  const bool ms = duration.size() > 2 && duration.substr(duration.size() - 2) == "ms";
  return std::stoll(duration) * (ms ? 1 : 1000);
}

std::string words_of(const CaseFile& file, const CorePeer& node) {
  if (!file.visible() || file.folded.state.words().empty()) return "no words";
  const auto digest = ContentDigest::from(file.folded.state.words(0).digest());
  const std::optional<PackEntry> entry = node.content(*digest);
  if (!entry) return "words missing";
  const auto* content = std::get_if<Content>(&*entry);
  if (content == nullptr) return "words erased";
  return "\"" + read_content(*content)->words().text() + "\"";
}

}  // namespace

std::vector<std::string> World::run(const std::string& line) {
  out_.clear();
  std::istringstream commands(line);
  for (std::string command; std::getline(commands, command, ';');) {
    std::istringstream split(command);
    Words words;
    for (std::string word; split >> word;) {
      if (word != "->") words.push_back(word);
    }
    const std::string verb = take(words);
    const bool known = run_nodes(verb, words) || run_links(verb, words) || run_people(verb, words);
    if (!known) say("no such command: " + verb);
  }
  return out_;
}

bool World::run_nodes(const std::string& verb, Words& words) {
  if (verb == "nodes") {
    found(words);
    return true;
  }
  const std::string name = take(words);
  if (verb == "start") {
    options_[name] = {name, {words.begin(), words.end()}, 1};
    start(name, 1);
  } else if (verb == "stop") {
    network_->attach(name, nullptr);
    nodes_.erase(name);
  } else if (verb == "restart") {
    // "as before": a copy that draws the very random numbers that the other did.
    start(name, options_.at(name).seed + (joined(words) == "as before" ? 0 : 1));
  } else if (verb == "backup") {
    backups_[name] = stores_.at(name)->contents();
  } else if (verb == "restore") {
    stores_.at(name)->restore(backups_.at(name));
  } else {
    words.push_front(name);
    return false;
  }
  return true;
}

bool World::run_links(const std::string& verb, Words& words) {
  if (verb == "run" || verb == "settle") {
    pass(take(words), verb == "run");
    return true;
  }
  const std::string a = take(words);
  const std::string b = take(words);
  if (verb == "cut") {
    network_->cut(a, b);
  } else if (verb == "heal") {
    network_->heal(a, b);
  } else if (verb == "lose") {
    losses_.push_back({a, b, joined(words), 1});
  } else if (verb == "prove") {
    bool equal = false;
    for (const auto& [link, session] : nodes_.at(a)->core().replica().sessions()) {
      if (link.peer == federation_->node(b).keys.id) equal = session->equal();
    }
    say(a + " and " + b + (equal ? " hold the same" : " differ, or cannot tell"));
  } else {
    words.push_front(b);
    words.push_front(a);
    return false;
  }
  return true;
}

bool World::run_people(const std::string& verb, Words& words) {
  const std::string name = take(words);
  if (verb == "submit") {
    submit(name, words);
    return true;
  }
  if (verb == "revoke") {
    revoke(name, take(words));
    return true;
  }
  const std::string report = take(words);
  const auto id = reports_.find(report);
  if (verb == "show") {
    words.push_front(report);
    for (const std::string& at : words) show(name, at);
    return true;
  }
  if (id == reports_.end()) return false;
  if (verb == "verify") {
    act(name, report, make_act(id->second, Verify{v1::DECISION_ACCEPTED, {}, 0}));
  } else if (verb == "forward") {
    act(name, report, make_act(id->second, Forward{area(take(words)), 0}));
  } else if (verb == "return") {
    act(name, report, make_act(id->second, Return{}));
  } else if (verb == "follow") {
    act(name, report, make_act(id->second, FollowUp{}, joined(words)));
  } else if (verb == "close") {
    act(name, report, make_act(id->second, Close{v1::OUTCOME_ANSWERED}, joined(words)));
  } else if (verb == "erase") {
    const CaseFile file = nodes_.at(name)->report(id->second);
    const auto digest = ContentDigest::from(file.folded.state.words(0).digest());
    act(name, report, make_act(id->second, Erase{{*digest}, v1::ERASURE_REASON_REPORTER}));
  } else {
    return false;
  }
  return true;
}

void World::found(const Words& names) {
  federation_.emplace(std::vector<std::string>(names.begin(), names.end()));
  wording_.emplace(*federation_);
  network_.emplace(*federation_);
  network_->watch([this](const Passing& passing, Fate fate) { heard(passing, fate); });
  network_->lose_if([this](const Passing& passing) {
    const std::string what = wording_->message(passing.message);
    const auto loss = std::find_if(losses_.begin(), losses_.end(), [&](const Loss& one) {
      return one.left > 0 && one.from == passing.from && one.to == passing.to &&
             what.substr(0, one.what.size()) == one.what;
    });
    if (loss == losses_.end()) return false;
    --loss->left;
    return true;
  });
}

void World::start(const std::string& name, std::uint64_t seed) {
  options_.at(name).seed = seed;
  std::unique_ptr<MemoryStore>& store = stores_[name];
  if (!store) store = std::make_unique<MemoryStore>();
  nodes_[name] =
      std::make_unique<CorePeer>(*federation_, options_.at(name), *store, network_->now());
  network_->attach(name, nodes_[name].get());
  told_[name] = 0;
}

void World::pass(const std::string& duration, bool aloud) {
  began_ = network_->now().mono;
  aloud_ = aloud;
  network_->run_for_ms(milliseconds(duration));
  aloud_ = false;
  tell_notices();
}

void World::heard(const Passing& passing, Fate fate) {
  const std::string what = wording_->message(passing.message);
  if (!aloud_ || what.empty()) return;
  char at[32];
  std::snprintf(at, sizeof(at), "%6lld ms  ",
                static_cast<long long>((passing.due.us - began_.us) / 1000));
  const char* end = fate == Fate::arrived ? "" : fate == Fate::lost ? "  LOST" : "  CUT";
  say(at + passing.from + " -> " + passing.to + "  " + what + end);
}

void World::tell_notices() {
  for (const auto& [name, node] : nodes_) {
    std::size_t& told = told_[name];
    for (; told < node->notices().size(); ++told) say(name + ": " + node->notices()[told].what);
  }
}

Result<Reply> World::ask(const std::string& name, Command command) {
  std::optional<Result<Reply>> reply;
  nodes_.at(name)->post(std::move(command), [&](Result<Reply> r) { reply = std::move(r); });
  for (int turn = 0; turn < 10 && !reply; ++turn) network_->poke(name);
  CHECK(reply.has_value());
  return std::move(*reply);
}

void World::submit(const std::string& name, Words words) {
  const std::string report = take(words);
  const std::string addressee = take(words);
  const Result<Reply> reply = ask(name, make_submit(addressee, joined(words)));
  if (!reply) return say("refused: " + reply.error().message);
  reports_[report] = std::get<SubmitDone>(*reply).report;
}

void World::act(const std::string& name, const std::string&, Command command) {
  const Result<Reply> reply = ask(name, std::move(command));
  if (!reply) say("refused: " + reply.error().message);
}

void World::revoke(const std::string& name, const std::string& at) {
  // Up to what that node holds now.
  const Ledger& ledger = nodes_.at(at)->core().replica().ledger();
  const NodeId& node = federation_->node(name).keys.id;
  const SignedEntry entry =
      federation_->revocation(name, ledger.cuts_at(ledger.held_before(node, ledger.arrivals())));
  const Result<Reply> reply = ask(at, AddEntries{{entry}});
  if (!reply) say("refused: " + reply.error().message);
}

void World::show(const std::string& report, const std::string& at) {
  const CaseFile file = nodes_.at(at)->report(reports_.at(report));
  const std::string words = words_of(file, *nodes_.at(at));
  const std::vector<std::string> lines = wording_->report(file, words);
  for (const std::string& line : lines) {
    say(line[0] == ' ' ? line : "at " + at + ": " + line);
  }
}

}  // namespace jenjang
