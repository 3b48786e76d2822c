#include "node/daemon/core_loop.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace jenjang {

namespace {

constexpr std::size_t kMessagesPerTurnMax = 256;
constexpr std::int64_t kWaitMaxUs = kSecondUs;
constexpr std::int64_t kQuietUs = 20 * kMillisecondUs;  // Without a request.
constexpr std::int64_t kMeasureEveryUs = 5 * kSecondUs;

Metric gauge(std::string name, std::string help, double value) {
  Metric out;
  out.name = std::move(name);
  out.help = std::move(help);
  out.value = value;
  return out;
}

void add_link_metrics(const LinkStatus& link, std::uint64_t drops, std::vector<Metric>& out) {
  const auto add = [&](const char* name, const char* help, double value, Metric::Type type) {
    Metric metric = gauge(name, help, value);
    metric.type = type;
    metric.labels = {{"peer", link.peer.hex()}, {"area", link.area ? link.area->to_string() : ""}};
    out.push_back(std::move(metric));
  };
  using enum Metric::Type;
  add("jenjang_link_in_contact", "1 while the link's two ends talk", link.in_contact, gauge);
  add("jenjang_link_equal", "1 if both ends proved equal at the last comparison", link.equal,
      gauge);
  add("jenjang_link_events_to_send", "Events the peer is known to lack",
      static_cast<double>(link.events_to_send), gauge);
  add("jenjang_link_events_to_receive", "Events the peer has signed for that are not here",
      static_cast<double>(link.events_to_receive), gauge);
  add("jenjang_link_bytes_sent_total", "Bytes of messages given to the transport",
      static_cast<double>(link.bytes_sent), counter);
  add("jenjang_link_bytes_received_total", "Bytes of messages received",
      static_cast<double>(link.bytes_received), counter);
  add("jenjang_link_batches_refused_total", "Batches refused by either end",
      static_cast<double>(link.refused), counter);
  add("jenjang_link_messages_dropped_total", "Messages that found no connection or no room",
      static_cast<double>(drops), counter);
  const double age = link.proof_age_ms ? static_cast<double>(*link.proof_age_ms) / 1000 : -1;
  add("jenjang_link_proof_age_seconds", "Since both ends last proved equal; -1: never", age, gauge);
}

void add_port_metrics(const PortTraffic& port, std::vector<Metric>& out) {
  const auto add = [&](const char* name, const char* help, std::uint64_t value) {
    Metric metric = gauge(name, help, static_cast<double>(value));
    metric.type = Metric::Type::counter;
    out.push_back(std::move(metric));
  };
  add("jenjang_port_connections_total", "Connections that the link port accepted", port.accepted);
  add("jenjang_port_handshakes_total", "Connections that proved a known node's key",
      port.handshakes);
  add("jenjang_port_closed_total", "Connections of the link port that ended", port.closed);
  add("jenjang_port_previous_key_total",
      "Of these, with children that do not know this node's newest transport key",
      port.previous_key);
  add("jenjang_port_keys_refused_total", "Handshakes of keys that the directory does not know",
      port.keys_refused);
  add("jenjang_port_messages_refused_total", "Messages that came by no known link, or had no shape",
      port.messages_refused);
}

}  // namespace

void CoreLoop::run() {
  publish();
  // The entries of the invitation count from the first turn on: before it the node would refuse
  // what it is there to take.
  parts_.inbox.wake();
  step();
  if (!parts_.core.failed()) parts_.inbox.set_ready(std::nullopt);
  while (!stopping_) step();
  parts_.inbox.set_ready(Error{Code::unavailable, "node sedang berhenti"});
  for (Request& request : parts_.inbox.take().requests) {
    request.done(Error{Code::unavailable, "node sedang berhenti"});
  }
  parts_.flush_answers();
  if (scrubber_.joinable()) scrubber_.join();
}

void CoreLoop::stop() {
  stopping_ = true;
  parts_.inbox.wake();
}

void CoreLoop::hang_up() {
  hung_up_ = true;
  parts_.inbox.wake();
}

// Those who were answered a moment ago are about to ask again. A commit on a slow disk that does
// not wait for them serves half of them, and the other half waits for the one after.
void CoreLoop::gather() {
  constexpr std::size_t kAskersMin = 4;
  constexpr std::int64_t kShareOfTurn = 8;
  constexpr std::int64_t kGatherMinUs = 100;
  constexpr std::int64_t kGatherMaxUs = 1000;
  const std::int64_t span = std::min(last_turn_us_ / kShareOfTurn, kGatherMaxUs);
  if (askers_ < kAskersMin || span < kGatherMinUs) return;
  const Instant end = answered_at_ + span;
  while (parts_.inbox.waiting() < askers_ && parts_.clock.now().mono < end) {
    std::this_thread::sleep_for(std::chrono::microseconds(kGatherMinUs / 2));
  }
}

void CoreLoop::step() {
  const Instant before = parts_.clock.now().mono;
  const std::int64_t until = std::min(parts_.core.wake_at().us - before.us, kWaitMaxUs);
  parts_.transport.wait(std::max<std::int64_t>(until, 0), parts_.inbox.fd());
  if (parts_.inbox.waiting() > 0) gather();
  Inbox::Contents contents = parts_.inbox.take();
  const bool fed = !contents.requests.empty();
  if (fed) fed_at_ = parts_.clock.now().mono;
  TurnInput input;
  input.messages = parts_.transport.receive(kMessagesPerTurnMax);
  input.requests = std::move(contents.requests);
  input.scrubbed = std::move(contents.scrubbed);
  if (hung_up_.exchange(false)) {
    note({"hangup-ignored", "the configuration is read at start only; restart to apply a new one"});
  }
  const Now now = parts_.clock.now();
  const std::size_t served = input.requests.size();
  ++turns_;  // Before anybody is answered by it.
  TurnOutput out = parts_.core.turn(now, std::move(input));
  last_turn_us_ = parts_.clock.now().mono.us - now.mono.us;
  askers_ = served + parts_.inbox.waiting();
  tell_failure();
  parts_.flush_answers();
  answered_at_ = parts_.clock.now().mono;
  give_out(std::move(out), now);
  // While people ask, folding waits for a quiet moment, unless it has waited too long.
  if (!fed || parts_.core.views_late()) {
    const bool quiet = parts_.clock.now().mono.us - fed_at_.us > kQuietUs;
    parts_.core.fold(parts_.clock.now(), quiet ? Core::Slice::whole : Core::Slice::small);
    tell_failure();
    parts_.flush_answers();
  }
}

void CoreLoop::tell_failure() {
  if (!parts_.core.failed() || std::exchange(failure_told_, true)) return;
  healthy_ = false;
  parts_.inbox.set_ready(parts_.core.refusal());
  parts_.log({"store-failed", parts_.core.failed()->message});
}

void CoreLoop::note(const Notice& notice) {
  parts_.log(notice);
  const std::lock_guard lock(mutex_);
  ++notices_[notice.what];
}

void CoreLoop::tell_port() {
  const PortTraffic now = parts_.transport.port_traffic();
  if (now == port_) return;
  const PortTraffic before = port_;
  {
    const std::lock_guard lock(mutex_);
    port_ = now;
  }
  if (now.closed != before.closed) {
    note({"port-closed", "accepted=" + std::to_string(now.accepted) +
                             " handshakes=" + std::to_string(now.handshakes) +
                             " closed=" + std::to_string(now.closed)});
  }
  if (now.keys_refused != before.keys_refused || now.messages_refused != before.messages_refused) {
    note({"port-refused", "keys=" + std::to_string(now.keys_refused) +
                              " messages=" + std::to_string(now.messages_refused)});
  }
}

void CoreLoop::give_out(TurnOutput out, Now now) {
  for (const LinkId& link : out.redial) parts_.transport.redial(link);
  for (Outbound& message : out.messages) parts_.transport.send(std::move(message));
  for (const NodeId& node : out.disconnect) parts_.transport.disconnect(node);
  if (directory_published_ != parts_.core.directory().version()) publish();
  for (const Notice& notice : out.notices) note(notice);
  tell_port();
  if (out.scrub) scrub();
  arrivals_ = parts_.core.replica().ledger().arrivals();
  queued_reports_ = parts_.core.queued_reports();
  if (now.mono < links_measured_ + kMeasureEveryUs) return;
  links_measured_ = now.mono;
  std::vector<Metric> measured;
  const std::map<LinkId, LinkTraffic>& traffic = parts_.transport.traffic();
  for (const LinkStatus& link : parts_.core.links(now)) {
    const auto side = link.dialled ? LinkId::Side::dialled : LinkId::Side::accepted;
    const auto carried = traffic.find({side, link.peer});
    add_link_metrics(link, carried == traffic.end() ? 0 : carried->second.drops, measured);
  }
  const std::lock_guard lock(mutex_);
  link_metrics_ = std::move(measured);
}

void CoreLoop::publish() {
  parts_.board.publish(parts_.core.directory());
  directory_published_ = parts_.core.directory().version();
}

void CoreLoop::scrub() {
  if (scrubber_.joinable()) scrubber_.join();
  scrubber_ =
      std::thread([this] { parts_.inbox.post_scrubbed(parts_.store.scrub({Family::packs})); });
}

std::vector<Metric> CoreLoop::metrics() const {
  std::vector<Metric> out;
  Metric turns =
      gauge("jenjang_turns_total", "Turns of the core thread", static_cast<double>(turns_));
  turns.type = Metric::Type::counter;
  out.push_back(std::move(turns));
  Metric batches =
      gauge("jenjang_batches_stored_total", "Batches on disk", static_cast<double>(arrivals_));
  batches.type = Metric::Type::counter;
  out.push_back(std::move(batches));
  out.push_back(gauge("jenjang_reports_queued",
                      "Reports in memory that wait to be adopted, sealed or judged; more may wait "
                      "in the store",
                      static_cast<double>(queued_reports_)));
  out.push_back(gauge("jenjang_takes_writes", "0 after the store has failed", healthy_ ? 1 : 0));
  const std::lock_guard lock(mutex_);
  for (const auto& [what, count] : notices_) {
    Metric metric =
        gauge("jenjang_notices_total", "Log lines by what they tell", static_cast<double>(count));
    metric.type = Metric::Type::counter;
    metric.labels = {{"what", what}};
    out.push_back(std::move(metric));
  }
  add_port_metrics(port_, out);
  out.insert(out.end(), link_metrics_.begin(), link_metrics_.end());
  return out;
}

}  // namespace jenjang
