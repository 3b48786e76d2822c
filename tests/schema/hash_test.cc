#include "schema/hash.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <set>
#include <string>
#include <vector>

#include "schema/area.h"
#include "schema/event.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

const std::vector<Domain> kDomains{Domain::event,       Domain::entry,       Domain::header,
                                   Domain::heads,       Domain::witness,     Domain::proof,
                                   Domain::merkle_leaf, Domain::merkle_node, Domain::vector,
                                   Domain::report,      Domain::intake,      Domain::countersigned};

TEST(Domain, EachHasSixteenCharactersOfItsOwn) {
  std::set<std::string_view> seen;
  for (const Domain domain : kDomains) {
    EXPECT_EQ(domain_text(domain).size(), 16u);
    EXPECT_TRUE(seen.insert(domain_text(domain)).second) << domain_text(domain);
  }
}

TEST(Hash, TheSameBytesDifferByWhatTheyAre) {
  std::set<std::string> seen;
  seen.insert(event_id("bytes").hex());
  seen.insert(entry_id("bytes").hex());
  seen.insert(header_hash("bytes").hex());
  seen.insert(vector_digest("bytes").hex());
  seen.insert(heads_digest("bytes").hex());
  seen.insert(countersigned_id("bytes").hex());
  seen.insert(merkle_leaf("bytes").hex());
  seen.insert(content_digest(Salt(), "bytes").hex());
  EXPECT_EQ(seen.size(), 8u);
  EXPECT_NE(report_digest("bytes").hex(), intake_digest("bytes").hex());
}

TEST(Hash, IsBlake2bWithTheDomainAsPersonalisation) {
  EventId expected;
  const std::string salt(16, '\0');
  ASSERT_EQ(crypto_generichash_blake2b_salt_personal(
                expected.data(), 32, reinterpret_cast<const unsigned char*>("abc"), 3, nullptr, 0,
                reinterpret_cast<const unsigned char*>(salt.data()),
                reinterpret_cast<const unsigned char*>("jenjang.event.v1")),
            0);
  EXPECT_EQ(event_id("abc"), expected);
}

TEST(Hash, AContentCannotBeGuessedWithoutItsSalt) {
  const auto one = content_digest(examples::filled<Salt>(1), "0800000000");
  EXPECT_NE(one, content_digest(examples::filled<Salt>(2), "0800000000"));
  EXPECT_NE(one, content_digest(examples::filled<Salt>(1), "0800000001"));
  EXPECT_EQ(one, content_digest(examples::filled<Salt>(1), "0800000000"));
}

TEST(ReportIdOf, TheSameSubmissionGivesTheSameIdAnywhere) {
  const Area here = examples::area("64.72");
  const auto client = intake_digest("lapor");
  const auto key = intake_digest("123");
  EXPECT_EQ(report_id(here, client, key), report_id(here, client, key));
  EXPECT_NE(report_id(here, client, key), report_id(here, key, client));
  EXPECT_NE(report_id(here, client, key), report_id(examples::area("64"), client, key));
  EXPECT_NE(report_id(here, client, key), report_id(here, client, intake_digest("124")));
}

}  // namespace
}  // namespace jenjang
