// Entries that disagree, in any order of arrival.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/replication/carried.h"
#include "tests/support/seeded_random.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

// All that a directory says, as text.
string describe(const Directory& directory, const vector<FeedId>& feeds) {
  string out;
  for (const auto& [id, node] : directory.nodes()) {
    out += "node " + id.hex() + " " + node.area.to_string() + " " + node.name + " " +
           std::to_string(node.grants.size()) + (directory.revoked(id) ? " revoked" : "");
    const auto key = directory.transport_key(id);
    out += " " + std::to_string(node.serial) + " " + (key ? key->hex() : "no key") + "\n";
  }
  for (const FeedId& feed : feeds) {
    const auto* cuts = directory.cuts_of(feed.writer);
    out += feed.to_string() + " fork " + std::to_string(directory.fork(feed).value_or(0));
    if (cuts != nullptr && cuts->contains(feed)) {
      out += " cut " + std::to_string(cuts->at(feed).number) + " " + cuts->at(feed).head.hex();
    }
    out += "\n";
  }
  for (const string code : {"0", "64", "64.72"}) {
    for (const std::uint32_t epoch : {1U, 2U}) {
      const AreaKey* key = directory.area_key(area(code), epoch);
      out += code + " key " + std::to_string(epoch) + " " + (key ? key->key.hex() : "-") + "\n";
      std::map<std::string, std::string> boxes;
      if (key != nullptr) {
        for (const SealedAreaSecret& secret : key->secrets) {
          boxes[secret.node ? secret.node->hex() : "recovery"] += to_hex(secret.box) + " ";
        }
      }
      for (const auto& [who, box] : boxes) out += who + " has " + box + "\n";
    }
  }
  for (const Category& category : directory.categories()) {
    out += "category " + std::to_string(category.code) + " " + category.name + "\n";
  }
  for (const Area& named : directory.areas_with_units()) {
    for (const Unit& unit : directory.units(named)) {
      out += "unit " + named.to_string() + " " + std::to_string(unit.code) + " " + unit.name + "\n";
    }
  }
  return out;
}

// Everything that two entries can disagree about.
vector<Carried> quarrels(const TestFederation& federation) {
  vector<Carried> out;
  for (const SignedEntry& entry : federation.invitation().entries) out.push_back({entry, {}});
  const TestNode& city = federation.node("64.72");
  TestNode other = federation.node("64.72b");
  const auto enrol = [&](const TestNode& node, const string& by, std::uint64_t serial) {
    const SignKeys authority = TestFederation::authority(area(by));
    out.push_back({TestFederation::enrol(node, authority, {}, serial), {}});
  };
  // Enrolled again without the grant, by several authorities, under several numbers; and with
  // another's transport key.
  enrol(city, "64", 1);
  other.transport = federation.node("64").transport;
  enrol(other, "64.72", 1);
  other.transport = federation.node("64.72").transport;
  enrol(other, "64.72", 2);
  enrol(federation.node("64"), "64", 7);
  enrol(federation.node("64"), "0", 3);
  enrol(federation.node("64"), "0", 2);
  // A key that speaks for more than it did.
  const AuthorityKey key = TestFederation::authority(area("64.72")).authority();
  out.push_back(
      {sign_entry(AreaAuthority{area("64"), key}, TestFederation::authority(Area::nation())), {}});
  const FeedId own_feed = directory_feed(city.keys.id);
  const auto revoke = [&](std::uint64_t number, const string& head, const string& by,
                          std::uint64_t serial) {
    const Revocation entry{
        city.keys.id,
        city.area,
        {lone_cut(news(city), number, hash(head)), lone_cut(own_feed, number, hash(head))},
        serial};
    out.push_back({sign_entry(entry, TestFederation::authority(area(by))), {}});
  };
  revoke(5, "five", "64.72", 3);
  revoke(1, "one", "64", 1);
  revoke(2, "two", "64", 2);
  revoke(2, "another two", "64", 2);
  for (const std::uint64_t number : {4U, 2U, 6U}) {
    out.push_back({fork_entry(federation.node("64"), number), {}});
  }
  // The same epoch of an area's key, boxed by several entries, twice to one node; and another key.
  const SignKeys speaker = TestFederation::authority(area("64.72"));
  for (const std::uint8_t seed : std::initializer_list<std::uint8_t>{1, 1, 2}) {
    Seed bytes;
    std::fill_n(bytes.data(), Seed::kSize, seed);
    const SealKeys keys = SealKeys::from_seed(bytes);
    AreaKey entry{area("64.72"), 2, keys.key, {}};
    entry.secrets.push_back({city.keys.id, box_secret(keys.secret, city.seal.key)});
    if (out.size() % 2 == 0) {
      entry.secrets.push_back({other.keys.id, box_secret(keys.secret, other.seal.key)});
    } else {
      entry.secrets.push_back({std::nullopt, box_secret(keys.secret, city.seal.key)});
    }
    out.push_back({sign_entry(entry, speaker), {}});
  }
  out.push_back({federation.area_key(area("64.72"), 1), {}});
  const TestNode& nation = federation.node("0");
  for (const string name : {"x", "y"}) out.push_back(in_feed(nation, category(nation, 2, name)));
  for (const std::uint32_t version : {1U, 2U, 3U}) {
    const UnitList units{city.area, version, {{9, "unit " + std::to_string(version), 0, true}}};
    out.push_back(in_feed(city, sign_entry(units, city.keys), version));
  }
  return out;
}

// Authorities that end, each keeping every other entry of those in `said`, and new ones.
void end_authorities(vector<Carried>& said) {
  const auto end = [&](const Area& of, const SignKeys& by, std::uint64_t serial, bool odd) {
    const SignKeys key = TestFederation::authority(of);
    AuthorityEnd entry{of, key.authority(), serial, {}};
    for (std::size_t i = odd ? 1 : 0; i < said.size(); i += 2) {
      if (said[i].entry.signer == key.key) entry.kept.push_back(said[i].entry.id());
    }
    std::sort(entry.kept.begin(), entry.kept.end());
    said.push_back({sign_entry(entry, by), {}});
  };
  const SignKeys root = TestFederation::root_keys(0);
  const SignKeys next = TestFederation::authority(area("65"));
  said.push_back({sign_entry(AreaAuthority{area("64"), next.authority()}, root), {}});
  said.push_back({TestFederation::enrol(TestFederation::make_node("64b"), next), {}});
  end(area("64.72"), TestFederation::authority(area("64")), 4, true);
  end(area("64.72"), next, 2, false);
  end(area("64"), root, 1, true);
  end(area("64"), root, 2, false);
  end(area("64"), TestFederation::authority(area("64.72")), 9, true);
  for (const int number : {1, 2}) {
    const SignKeys keys = TestFederation::root_keys(number);
    said.push_back({sign_entry(RootSuccession{TestFederation::root(number)}, keys), {}});
  }
  end(Area::nation(), TestFederation::root_keys(2), 1, true);
  end(Area::nation(), TestFederation::root_keys(1), 5, false);
}

// One by one, and some of them together.
void expect_same_in_any_order(vector<Carried> entries, const vector<FeedId>& feeds) {
  const auto hear = [&](std::size_t first, std::size_t last) {
    Directory out(TestFederation::root());
    std::optional<Directory::Together> together;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i == first) together.emplace(out);
      if (i == last) together.reset();
      out.add(entries[i].entry, entries[i].place);
    }
    together.reset();
    return describe(out, feeds);
  };
  const string expected = hear(0, 0);
  SeededRandom random(1);
  for (int run = 0; run < 200; ++run) {
    for (std::size_t i = entries.size(); i > 1; --i) {
      std::swap(entries[i - 1], entries[random.number() % i]);
    }
    ASSERT_EQ(hear(0, 0), expected) << "run " << run;
    const std::size_t first = random.number() % entries.size();
    ASSERT_EQ(hear(first, first + random.number() % entries.size()), expected) << "run " << run;
  }
}

TEST(DirectoryOrder, AnyOrderOfArrivalGivesTheSameDirectory) {
  const TestFederation federation{{"0", "64", "64.72", "64.72b", "11"}};
  vector<Carried> entries = quarrels(federation);
  vector<FeedId> feeds;
  for (const string name : {"64", "64.72"}) {
    feeds.push_back(news(federation.node(name)));
    feeds.push_back(directory_feed(federation.node(name).keys.id));
  }
  expect_same_in_any_order(entries, feeds);
  end_authorities(entries);
  expect_same_in_any_order(entries, feeds);
}

}  // namespace
}  // namespace jenjang
