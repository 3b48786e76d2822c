#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/http/quiet_api.h"

namespace jenjang {

// A nation, a province and two cities with reports of theirs; 64.74 holds none of 64.72's.
class QuietFederation {
 public:
  explicit QuietFederation(const TestFederation& federation) : federation_(federation) {
    start("0", {});
    start("64", {"0"});
    start("64.72", {"64"});
    start("64.74", {"64"});
    network_.run_for_ms(3000);
    const NodeSignKeys& nation = federation_.node("0").keys;
    peers_["0"]->post(
        AddEntries{
            {sign_entry(CategoryList{1, {{7, "Jalan", 0, true}, {9, "Pasar", 0, true}}}, nation)}},
        [](const Result<Reply>& added) { CHECK(added.ok()); });
    network_.poke("0");
    network_.run_for_ms(3000);
    for (auto& [name, peer] : peers_) {
      apis_[name] = std::make_unique<QuietApi>(network_, *peer, federation_.node(name));
    }
  }

  // Each step draws of its own seed and takes the same time, so that one more or less shifts
  // nothing.
  HttpReply step(const std::string& name, const Ask& ask) {
    peers_.at(name)->reseed(++step_);
    const Instant began = network_.now().mono;
    HttpReply out = apis_.at(name)->ask(ask);
    rest(began);
    return out;
  }
  void skip() {
    ++step_;
    rest(network_.now().mono);
  }
  HttpReply ask(const std::string& name, const Ask& ask) { return apis_.at(name)->ask(ask); }
  void run_for_ms(std::int64_t ms) { network_.run_for_ms(ms); }
  CorePeer& peer(const std::string& name) { return *peers_.at(name); }
  // The same node over the same disk, as after a crash.
  void restart(const std::string& name) {
    apis_.erase(name);
    peers_[name] =
        std::make_unique<CorePeer>(federation_, CorePeer::Options{name, dials_.at(name), 2},
                                   *stores_.at(name), network_.now());
    network_.attach(name, peers_[name].get());
    network_.run_for_ms(3000);
    apis_[name] = std::make_unique<QuietApi>(network_, *peers_[name], federation_.node(name));
  }

 private:
  void rest(Instant began) {
    network_.run_for_ms(6000 - (network_.now().mono.us - began.us) / kMillisecondUs);
  }
  void start(const std::string& name, const std::vector<std::string>& dials) {
    dials_[name] = dials;
    stores_[name] = std::make_unique<MemoryStore>();
    peers_[name] = std::make_unique<CorePeer>(federation_, CorePeer::Options{name, dials, 1},
                                              *stores_[name], network_.now());
    network_.attach(name, peers_[name].get());
  }

  const TestFederation& federation_;
  TestNetwork network_{federation_};
  std::map<std::string, std::unique_ptr<MemoryStore>> stores_;
  std::map<std::string, std::unique_ptr<CorePeer>> peers_;
  std::map<std::string, std::unique_ptr<QuietApi>> apis_;
  std::map<std::string, std::vector<std::string>> dials_;
  std::uint64_t step_ = 0;
};

}  // namespace jenjang
