#include <gtest/gtest.h>

#include "replication/zmq/zmq_transport.h"
#include "tests/replication/link_end.h"

namespace jenjang {
namespace {

Result<std::unique_ptr<ZmqTransport>> open(const ZmqOptions& options) {
  static SodiumRandom random;
  return ZmqTransport::open(
      options, random,
      {[](const NodeId&) { return std::nullopt; }, [](const TransportKey&) { return false; }});
}

TEST(ZmqOpen, GivesTheAddressWithItsRealPort) {
  KnownKeys known;
  LinkEnd end(known);
  end.listen();
  EXPECT_EQ(end.address().rfind("tcp://127.0.0.1:", 0), 0u) << end.address();
  EXPECT_EQ(end.address().find('*'), std::string::npos);
}

TEST(ZmqOpen, GivesNoAddressForANodeThatOnlyDials) {
  KnownKeys known;
  LinkEnd end(known);
  end.start(end.options());
  EXPECT_EQ(end.transport().endpoint(), "");
  EXPECT_TRUE(end.transport().receive(10).empty());
}

TEST(ZmqOpen, NamesAnAddressThatIsInUse) {
  KnownKeys known;
  LinkEnd first(known);
  first.listen();
  ZmqOptions options = LinkEnd(known).options();
  options.listen = first.address();
  const auto second = open(options);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::unavailable);
  EXPECT_NE(second.error().message.find(first.address()), std::string::npos)
      << second.error().message;
}

TEST(ZmqOpen, RefusesAKeyThatIsNotTheSecrets) {
  KnownKeys known;
  ZmqOptions options = LinkEnd(known).options();
  options.own.key = LinkEnd(known).key();
  const auto opened = open(options);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::invalid);
}

TEST(ZmqOpen, RefusesToDialANodeTwice) {
  KnownKeys known;
  LinkEnd parent(known);
  parent.listen();
  const auto opened = open(LinkEnd(known).options({&parent, &parent}));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::invalid);
  EXPECT_NE(opened.error().message.find(parent.node().hex()), std::string::npos);
}

struct AddressCase {
  const char* name;
  const char* address;
  bool listens;
  bool dials;
};

class ZmqAddress : public testing::TestWithParam<AddressCase> {};

TEST_P(ZmqAddress, IsInvalidOrTaken) {
  KnownKeys known;
  ZmqOptions listening = LinkEnd(known).options();
  listening.listen = GetParam().address;
  ZmqOptions dialling = LinkEnd(known).options();
  dialling.dialled.push_back({GetParam().address, LinkEnd(known).node()});
  const auto check = [&](const ZmqOptions& options, bool good) {
    const auto opened = open(options);
    EXPECT_EQ(opened.ok(), good);
    if (opened.ok()) return;
    EXPECT_EQ(opened.error().code, Code::invalid);
    EXPECT_NE(opened.error().message.find(GetParam().address), std::string::npos)
        << opened.error().message;
  };
  check(listening, GetParam().listens);
  check(dialling, GetParam().dials);
}

// Columns: name, address, can be listened on, can be dialled.
INSTANTIATE_TEST_SUITE_P(
    Cases, ZmqAddress,
    testing::Values(AddressCase{"AnyPort", "tcp://127.0.0.1:*", true, false},
                    AddressCase{"AnyPortOfIpv6", "tcp://[::1]:*", true, false},
                    AddressCase{"Nothing", "", false, false},
                    AddressCase{"NoScheme", "127.0.0.1:7464", false, false},
                    AddressCase{"OtherScheme", "inproc://zeromq.zap.01", false, false},
                    AddressCase{"NoPort", "tcp://127.0.0.1", false, false},
                    AddressCase{"EmptyPort", "tcp://127.0.0.1:", false, false},
                    AddressCase{"PortZero", "tcp://127.0.0.1:0", false, false},
                    AddressCase{"PortTooHigh", "tcp://127.0.0.1:65536", false, false},
                    AddressCase{"PortWithTail", "tcp://127.0.0.1:7464x", false, false},
                    AddressCase{"NoHost", "tcp://:7464", false, false},
                    AddressCase{"Spaces", "tcp://a host:7464", false, false},
                    AddressCase{"Path", "tcp://127.0.0.1:7464/links", false, false}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace jenjang
