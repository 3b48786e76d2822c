#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "replication/session.h"
#include "schema/hash.h"
#include "tests/replication/sealer.h"
#include "tests/support/memory_store.h"
#include "tests/support/seeded_random.h"
#include "tests/support/test_federation.h"

namespace jenjang {

inline constexpr ContactId kTheirs{77};

// One session of a node with a peer that is played by hand.
class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
  }

  // The city dials its province; the province accepts its city.
  void city(const SessionProfile& profile = {}) {
    open("64.72", "64", LinkId::Side::dialled, profile);
  }
  void province(const SessionProfile& profile = {}) {
    open("64", "64.72", LinkId::Side::accepted, profile);
  }
  void open(const std::string& self, const std::string& peer, LinkId::Side side,
            const SessionProfile& profile) {
    self_ = &federation_.node(self);
    peer_ = &federation_.node(peer);
    ledger_.emplace(store_, directory_, self_->area);
    ledger_->set_watch([this](const FeedChange& change) {
      if (session_) session_->own_changed(change);
    });
    session_.emplace(LinkId{side, peer_->keys.id}, SessionPeer{peer_->area, peer_->keys.key},
                     SessionNode{self_->keys, *ledger_, random_}, profile, now_);
  }

  FeedId feed(const Book& book, Lane lane = v1::LANE_NEWS) const {
    return {book, self_->keys.id, {3}, lane};
  }
  FeedId news() const { return feed(Book::of(area("64.72"))); }
  // A batch of our own on disk; the session hears of it if it is there already.
  void append(const FeedId& at, const std::string& pack = "") {
    Writes writes;
    ledger_->append({at, {{"body", std::nullopt}}, pack}, self_->keys, kNoon, writes);
    ASSERT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_->committed();
    session_->stored(at, nullptr, false, now_);
  }
  void append(const FeedId& at, int batches) {
    for (int i = 0; i < batches; ++i) append(at);
  }

  void say(const LinkMessage& message) { session_->absorb(message, {now_, kNoon}); }
  std::vector<LinkMessage> hear() {
    std::vector<Outbound> out;
    session_->emit({now_, kNoon}, out);
    std::vector<LinkMessage> messages;
    for (const Outbound& one : out) {
      messages.push_back(decode_message(one.bytes).value());
      if (const auto* hello = std::get_if<Hello>(&messages.back())) ours_ = hello->contact;
      const bool bulk = std::holds_alternative<Deliver>(messages.back()) ||
                        std::holds_alternative<PackAgain>(messages.back());
      EXPECT_EQ(one.connection, bulk ? Connection::bulk : Connection::control);
    }
    return messages;
  }
  static std::vector<std::string> names(const std::vector<LinkMessage>& messages) {
    std::vector<std::string> out;
    for (const LinkMessage& message : messages) out.emplace_back(message_name(message));
    return out;
  }
  std::vector<std::string> hear_names() { return names(hear()); }
  template <class M>
  static std::vector<M> only(const std::vector<LinkMessage>& messages) {
    std::vector<M> out;
    for (const LinkMessage& message : messages) {
      if (const auto* one = std::get_if<M>(&message)) out.push_back(*one);
    }
    return out;
  }
  // "news 1": lane and number of each Deliver.
  std::vector<std::string> delivered(const std::vector<LinkMessage>& messages) {
    std::vector<std::string> out;
    for (const Deliver& deliver : only<Deliver>(messages)) {
      const BatchHeader header = decode_header(deliver.batch.header.bytes).value();
      const std::string feed = header.feed.to_string();
      const std::string lane =
          header.feed.book.is_directory() ? "directory" : feed.substr(feed.rfind('/') + 1);
      out.push_back(lane + " " + std::to_string(header.number));
    }
    return out;
  }
  std::vector<std::string> hear_delivered() { return delivered(hear()); }

  Hello hello(ContactId heard, std::uint64_t window = 4 << 20) const {
    return {kLinkVersion, peer_->keys.id, peer_->area, kTheirs, heard, window, kNoon};
  }
  // Both ends have heard each other; what is said first is left unheard.
  void greet(std::uint64_t window = 4 << 20) {
    if (session_->link().side == LinkId::Side::accepted) say(hello({}, window));
    hear();
    say(hello(ours_, window));
    EXPECT_TRUE(session_->open());
    hear();
  }
  Summary summary(bool directory_equal, bool books_equal) const {
    Summary out{ours_, ledger_->digest_of_directory(), ledger_->digest_of_books(peer_->area), kNoon,
                true};
    if (!directory_equal) out.directory.bytes[0] ^= 1;
    if (!books_equal) out.books.bytes[0] ^= 1;
    return out;
  }
  VectorPart vector_of(bool directory, const std::vector<CountedHead>& heads) const {
    VectorPart out;
    out.contact = ours_;
    out.round = directory ? 500 : 501;
    out.directory = directory;
    out.heads = heads;
    return out;
  }
  // The peer holds nothing at all, and says so; to our vectors it answers with what it has of each.
  void lacks_all() {
    say(vector_of(true, {}));
    say(vector_of(false, {}));
    Have nothing{ours_, {}, 0};
    for (const auto& [book, held] : ledger_->books()) {
      for (const auto& [at, state] : held.feeds) nothing.heads.push_back({{at, 0, {}}, 0, 0});
    }
    say(nothing);
  }
  CountedHead head(const FeedId& at, std::uint64_t number) const {
    const auto batch = ledger_->batch(at, number);
    return {{at, number, batch ? header_hash(batch->header.bytes) : HeaderHash()}, number, 0};
  }
  Have have(const FeedId& at, std::uint64_t number, std::uint64_t credit = 0) const {
    return {ours_, {head(at, number)}, credit};
  }
  Refused refused(const FeedId& at, std::uint64_t number, RefusalReason reason) const {
    return {ours_, at, number, reason, 0};
  }
  // A batch of the peer's that is no more than a header, as an outcome of the ledger.
  Absorbed outcome(Verdict verdict, std::uint64_t number = 1) const {
    Absorbed out;
    out.verdict = verdict;
    out.header = BatchHeader{};
    out.header->feed = {Book::of(area("64.72")), peer_->keys.id, {9}, v1::LANE_NEWS};
    out.header->number = number;
    return out;
  }
  void after_ms(std::int64_t ms) { now_ = now_ + ms * kMillisecondUs; }

  const TestFederation federation_{{"0", "64", "64b", "64.72", "64.72b"}};
  Directory directory_{TestFederation::root()};
  MemoryStore store_;
  SeededRandom random_{5};
  Instant now_{1000 * kSecondUs};
  const TestNode* self_ = nullptr;
  const TestNode* peer_ = nullptr;
  std::optional<Ledger> ledger_;
  std::optional<Session> session_;
  ContactId ours_;
};

}  // namespace jenjang
