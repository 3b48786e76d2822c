#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "schema/hash.h"
#include "tests/support/core_peer.h"

namespace jenjang {

// A few nodes over stores and a network in memory.
class CoreFixture : public testing::Test {
 protected:
  CorePeer& start(const std::string& name, const std::vector<std::string>& dials = {}) {
    options_[name] = {name, dials, 1};
    return start_again(name);
  }
  CorePeer& restart(const std::string& name) {
    ++options_[name].seed;
    return start_again(name);
  }
  CorePeer& start_again(const std::string& name) {
    std::unique_ptr<MemoryStore>& store = stores_[name];
    if (!store) store = std::make_unique<MemoryStore>();
    nodes_[name] = std::make_unique<CorePeer>(federation_, options_[name], *store, network_.now());
    network_.attach(name, nodes_[name].get());
    return *nodes_[name];
  }
  void start_chain() {
    start("0");
    start("64", {"0"});
    start("64.72", {"64"});
    network_.run_for_ms(3000);
  }

  CorePeer& node(const std::string& name) { return *nodes_.at(name); }
  const NodeId& id(const std::string& name) const { return federation_.node(name).keys.id; }

  // The answer, as soon as it comes.
  Result<Reply> ask(const std::string& name, Command command) {
    std::optional<Result<Reply>> reply;
    node(name).post(std::move(command), [&](Result<Reply> r) { reply = std::move(r); });
    for (int turn = 0; turn < 50 && !reply; ++turn) network_.run_for_ms(100);
    CHECK(reply.has_value());
    return std::move(*reply);
  }
  template <class R>
  R done(const std::string& name, Command command) {
    const Result<Reply> reply = ask(name, std::move(command));
    if (!reply) ADD_FAILURE() << reply.error().message;
    CHECK(reply.ok());
    return std::get<R>(*reply);
  }
  Code refused(const std::string& name, Command command) {
    const Result<Reply> reply = ask(name, std::move(command));
    CHECK(!reply.ok());
    EXPECT_NE(reply.error().message, "");
    return reply.error().code;
  }
  ReportId submit(const std::string& name, const std::string& addressee,
                  const std::string& text = "The lamp is broken.") {
    return done<SubmitDone>(name, make_submit(addressee, text)).report;
  }
  template <class What>
  EventId act(const std::string& name, const ReportId& report, What what,
              const std::string& text = "") {
    return done<ActDone>(name, make_act(report, std::move(what), text)).event;
  }

  v1::CaseState state(const std::string& name, const ReportId& report) {
    return node(name).report(report).folded.state;
  }
  // The text of a content where it is kept in the open; "erased", "missing" or "sealed" else.
  std::string text_of(const std::string& name, const ContentDigest& digest) {
    const std::optional<PackEntry> entry = node(name).content(digest);
    if (!entry) return "missing";
    if (std::holds_alternative<Tombstone>(*entry)) return "erased";
    const v1::Content content = read_content(std::get<Content>(*entry)).value();
    if (content.has_sealed()) return "sealed";
    return content.has_note() ? content.note().text() : content.words().text();
  }
  // The words a report was handed in with.
  ContentDigest words_of(const std::string& name, const ReportId& report) {
    return *ContentDigest::from(state(name, report).words(0).digest());
  }
  bool equal(const std::string& a, const std::string& b) {
    for (const auto& [link, session] : node(a).core().replica().sessions()) {
      if (link.peer == id(b)) return session->equal();
    }
    return false;
  }

  const TestFederation federation_{{"0", "64", "64.72", "64.72b", "64.74", "11"}};
  TestNetwork network_{federation_};
  std::map<std::string, CorePeer::Options> options_;
  std::map<std::string, std::unique_ptr<MemoryStore>> stores_;
  std::map<std::string, std::unique_ptr<CorePeer>> nodes_;
};

}  // namespace jenjang
