#include "tests/support/test_network.h"

#include <algorithm>

namespace jenjang {

namespace {

constexpr std::int64_t kDelayUs = kMillisecondUs;
// Between two turns of a node that always has something to do.
constexpr std::int64_t kTurnUs = 100;

}  // namespace

void TestNetwork::attach(const std::string& name, NetworkNode* node) {
  // Connections of the node that was there end with it.
  std::erase_if(passing_, [&](const Passing& p) { return p.from == name || p.to == name; });
  nodes_[name] = node;
  turned_at_[name] = {0};
}

NetworkNode* TestNetwork::node_at(const std::string& name) const {
  const auto found = nodes_.find(name);
  return found == nodes_.end() ? nullptr : found->second;
}

void TestNetwork::turn(const std::string& name, std::vector<Inbound> messages) {
  NetworkNode* node = node_at(name);
  if (node == nullptr) return;
  turned_at_[name] = now_;
  Now now_there = now();
  now_there.wall.ms += ahead_ms_[name];
  NetworkNode::Said said = node->turn(now_there, std::move(messages));
  for (const LinkId& link : said.redial) {
    const std::string peer = federation_.name_of(link.peer);
    std::erase_if(passing_, [&](const Passing& p) {
      return std::minmax(p.from, p.to) == std::minmax(name, peer);
    });
  }
  for (Outbound& message : said.messages) {
    Passing one;
    one.due = now_ + kDelayUs;
    one.from = name;
    one.to = federation_.name_of(message.link.peer);
    const bool dialled = message.link.side == LinkId::Side::dialled;
    one.inbound.link = {dialled ? LinkId::Side::accepted : LinkId::Side::dialled,
                        federation_.node(name).keys.id};
    one.message = decode_message(message.bytes).value();
    one.inbound.bytes = std::move(message.bytes);
    passing_.push_back(std::move(one));
  }
}

void TestNetwork::poke(const std::string& name) { turn(name, {}); }

void TestNetwork::deliver_due() {
  const auto due = std::find_if(passing_.begin(), passing_.end(),
                                [&](const Passing& passing) { return passing.due > now_; });
  std::vector<Passing> arriving(std::make_move_iterator(passing_.begin()),
                                std::make_move_iterator(due));
  passing_.erase(passing_.begin(), due);
  std::map<std::string, std::vector<Inbound>> inboxes;
  for (Passing& one : arriving) {
    Fate fate = Fate::arrived;
    if (cuts_.contains(std::minmax(one.from, one.to)) || node_at(one.to) == nullptr) {
      fate = Fate::cut;
    } else if (loses_ && loses_(one)) {
      fate = Fate::lost;
    }
    if (watcher_) watcher_(one, fate);
    if (fate == Fate::arrived) inboxes[one.to].push_back(std::move(one.inbound));
  }
  for (auto& [name, messages] : inboxes) turn(name, std::move(messages));
}

Instant TestNetwork::next_event() const {
  Instant out{INT64_MAX};
  if (!passing_.empty()) out = passing_.front().due;
  for (const auto& [name, node] : nodes_) {
    if (node == nullptr) continue;
    out = std::min(out, std::max(node->wake_at(), turned_at_.at(name) + kTurnUs));
  }
  return out;
}

void TestNetwork::run_for_ms(std::int64_t ms) {
  const Instant end = now_ + ms * kMillisecondUs;
  while (next_event() <= end) {
    now_ = std::max(now_, next_event());
    deliver_due();
    for (const auto& [name, node] : nodes_) {
      if (node == nullptr || turned_at_.at(name) == now_ || node->wake_at() > now_) continue;
      turn(name, {});
    }
  }
  now_ = end;
}

}  // namespace jenjang
