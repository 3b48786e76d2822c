#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/replication/replica_peer.h"

namespace jenjang {

// A few replicas that talk over a network in memory.
class ReplicaFixture : public testing::Test {
 protected:
  ReplicaFixture() {
    network_.watch([this](const Passing& passing, Fate fate) {
      log_.push_back({passing.from, passing.to, std::string(message_name(passing.message)), fate});
    });
  }

  ReplicaPeer& start(const std::string& name, const std::vector<std::string>& dials = {},
                     const SessionProfile& profile = {}) {
    options_[name] = {name, dials, 1, profile};
    return start_again(name);
  }
  // As after a stop: a fresh process over the same store. It draws other random numbers, unless
  // somebody makes them the same.
  ReplicaPeer& restart(const std::string& name) {
    ++options_[name].seed;
    return start_again(name);
  }
  ReplicaPeer& start_again(const std::string& name) {
    std::unique_ptr<MemoryStore>& store = stores_[name];
    if (!store) store = std::make_unique<MemoryStore>();
    peers_[name] = std::make_unique<ReplicaPeer>(federation_, options_[name], *store, invitation_,
                                                 network_.now());
    network_.attach(name, peers_[name].get());
    return *peers_[name];
  }
  // Province and nation, and a city below.
  void start_chain() {
    start("0");
    start("64", {"0"});
    start("64.72", {"64"});
  }

  ReplicaPeer& peer(const std::string& name) { return *peers_.at(name); }
  MemoryStore& store(const std::string& name) { return *stores_.at(name); }
  const NodeId& id(const std::string& name) const { return federation_.node(name).keys.id; }
  void write(const std::string& name, const std::string& book, const std::string& body,
             Lane lane = v1::LANE_NEWS, const std::string& pack = "") {
    peer(name).write(Book::of(area(book)), lane, body, pack);
    network_.poke(name);
  }
  bool equal(const std::string& a, const std::string& b) {
    return peer(a).equal_to(id(b)) && peer(b).equal_to(id(a));
  }
  const Session& session(const std::string& at, const std::string& with) {
    for (const auto& [link, session] : peer(at).replica().sessions()) {
      if (link.peer == id(with)) return *session;
    }
    CHECK(false);
  }
  // Messages of that kind that arrived.
  std::size_t arrived(const std::string& from, const std::string& to,
                      const std::string& kind) const {
    std::size_t out = 0;
    for (const Seen& seen : log_) {
      out += seen.from == from && seen.to == to && seen.kind == kind && seen.fate == Fate::arrived;
    }
    return out;
  }
  // Feeds of that writer, those of the directory and of the witness lane apart.
  std::size_t incarnations(const std::string& at, const std::string& writer) {
    std::size_t out = 0;
    for (const auto& [feed, state] : peer(at).ledger().feeds_of(id(writer))) {
      out += feed.carries_events();
    }
    return out;
  }

  struct Seen {
    std::string from;
    std::string to;
    std::string kind;
    Fate fate{};
  };

  const TestFederation federation_{{"0", "64", "64b", "64.72", "64.72b", "11"}};
  Invitation invitation_ = federation_.invitation();
  TestNetwork network_{federation_};
  std::map<std::string, ReplicaPeer::Options> options_;
  std::map<std::string, std::unique_ptr<MemoryStore>> stores_;
  std::map<std::string, std::unique_ptr<ReplicaPeer>> peers_;
  std::vector<Seen> log_;
};

}  // namespace jenjang
