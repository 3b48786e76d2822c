// What a peer may do that is not this program: everything, so it is driven by bare ZeroMQ here.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "schema/link_message.h"
#include "tests/replication/link_end.h"

namespace jenjang {
namespace {

// The routing id of a connection of that node.
std::string route(char kind, const LinkEnd& of) {
  return kind + std::string(of.node().view()) + "0123456789abcdef";
}

// A DEALER with the keys of `as`, and everything else as it pleases.
class Stranger {
 public:
  Stranger(const LinkEnd& as, const LinkEnd& parent, const std::string& named) : context_(1) {
    socket_ = zmq::socket_t(context_, zmq::socket_type::dealer);
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::curve_serverkey, parent.key().view());
    socket_.set(zmq::sockopt::curve_publickey, as.key().view());
    socket_.set(zmq::sockopt::curve_secretkey, as.secret().view());
    if (!named.empty()) socket_.set(zmq::sockopt::routing_id, named);
    socket_.connect(parent.address());
  }

  void say(const std::string& bytes, zmq::send_flags more = zmq::send_flags::none) {
    socket_.send(zmq::buffer(bytes), more | zmq::send_flags::dontwait);
  }
  std::optional<std::string> hear() {
    zmq::message_t message;
    if (!socket_.recv(message, zmq::recv_flags::dontwait)) return std::nullopt;
    return message.to_string();
  }

 private:
  zmq::context_t context_;
  zmq::socket_t socket_;
};

class ZmqStranger : public testing::Test {
 protected:
  KnownKeys known;
  LinkEnd parent{known};
  LinkEnd child{known};
  const LinkId down = LinkEnd::down(child);

  void SetUp() override { parent.listen(); }
  bool hears(const std::string& bytes) {
    return turns_until({&parent}, [&] { return parent.heard(down, bytes); });
  }
  // A connection that counted counts no longer after the change, and one under that key does.
  void gives_way(const LinkEnd& now, const std::function<void()>& change) {
    Stranger old(child, parent, route('c', child));
    old.say("old");
    ASSERT_TRUE(hears("old"));
    change();
    Stranger anew(now, parent, route('b', child));
    anew.say("anew");
    ASSERT_TRUE(hears("anew"));
    old.say("old again");
    EXPECT_TRUE(refuses(1));
    EXPECT_FALSE(parent.heard(down, "old again"));
  }
  bool refuses(std::uint64_t count) {
    return turns_until({&parent}, [&] { return parent.transport().messages_refused() >= count; });
  }
};

TEST_F(ZmqStranger, IsKnownByItsKeyWhateverItSays) {
  LinkEnd victim(known);
  Stranger one(child, parent, route('c', child));
  one.say(victim.node().hex());
  EXPECT_TRUE(hears(victim.node().hex()));
  EXPECT_TRUE(parent.heard_from(LinkEnd::down(victim)).empty());
}

TEST_F(ZmqStranger, CannotCallItselfAnotherNode) {
  LinkEnd thief(known);
  Stranger one(thief, parent, route('c', child));
  one.say("from another");
  EXPECT_TRUE(refuses(1));
  EXPECT_TRUE(parent.received().empty());
  // Nor does it stand in the way of that node.
  Stranger two(child, parent, route('c', child));
  two.say("mine");
  EXPECT_TRUE(hears("mine"));
}

// A node that was enrolled under the key of another, whose secret it does not have.
TEST_F(ZmqStranger, CannotTakeAnothersLinkByNamingItsKey) {
  const LinkEnd ghost(known);
  known[ghost.node()] = child.key();
  Stranger one(child, parent, route('c', child));
  one.say("still mine");
  EXPECT_TRUE(hears("still mine"));
  EXPECT_TRUE(parent.heard_from(LinkEnd::down(ghost)).empty());
  Stranger two(ghost, parent, route('c', ghost));
  two.say("not proved");
  EXPECT_TRUE(turns_until({&parent}, [&] { return parent.transport().handshakes_refused() > 0; }));
  EXPECT_TRUE(parent.heard_from(LinkEnd::down(ghost)).empty());
}

TEST_F(ZmqStranger, IsHeardUnderItsNewKeyOnceTheDirectoryNamesIt) {
  const LinkEnd renewed(known);
  known.erase(renewed.node());
  gives_way(renewed, [&] { known[child.node()] = renewed.key(); });
}

TEST_F(ZmqStranger, IsRefusedAMessageOfSeveralParts) {
  Stranger one(child, parent, route('b', child));
  one.say("part", zmq::send_flags::sndmore);
  one.say("of a whole");
  one.say("", zmq::send_flags::sndmore);
  one.say("", zmq::send_flags::sndmore);
  one.say("tail");
  one.say("whole");
  EXPECT_TRUE(hears("whole"));
  EXPECT_EQ(parent.heard_from(down).size(), 1u);
  EXPECT_EQ(parent.transport().messages_refused(), 2u);
}

TEST_F(ZmqStranger, IsRefusedWithARouteThatIsNotOurs) {
  Stranger chosen_by_zeromq(child, parent, "");
  Stranger other_kind(child, parent, route('x', child));
  Stranger too_long(child, parent, route('c', child) + "0");
  chosen_by_zeromq.say("one");
  other_kind.say("two");
  too_long.say("three");
  EXPECT_TRUE(refuses(3));
  EXPECT_TRUE(parent.received().empty());
}

TEST_F(ZmqStranger, LosesItsConnectionByAnOversizedMessageAndMayComeBack) {
  Stranger one(child, parent, route('b', child));
  one.say("before");
  ASSERT_TRUE(hears("before"));
  one.say(std::string(kLinkMessageBytesMax + 100, 'o'));
  // What follows may be lost with that connection; what comes through the next one is not.
  EXPECT_TRUE(turns_until({&parent}, [&] {
    one.say("after");
    return parent.heard(down, "after");
  }));
  for (const std::string& bytes : parent.heard_from(down)) EXPECT_LE(bytes.size(), 6u);
}

TEST_F(ZmqStranger, WithoutCurveGetsNothingAcross) {
  zmq::context_t context(1);
  zmq::socket_t plain(context, zmq::socket_type::dealer);
  plain.set(zmq::sockopt::linger, 0);
  plain.set(zmq::sockopt::routing_id, route('c', child));
  plain.connect(parent.address());
  plain.send(zmq::str_buffer("unproved"), zmq::send_flags::dontwait);
  // A neighbour that is let in shows that the parent took in what came meanwhile.
  Stranger one(child, parent, route('b', child));
  one.say("proved");
  EXPECT_TRUE(hears("proved"));
  EXPECT_EQ(parent.received().size(), 1u);
}

// Bytes sent to the port without any protocol, and the connection then left open.
int send_raw(const LinkEnd& parent, const std::string& bytes) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string port = parent.address().substr(parent.address().rfind(':') + 1);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
  EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(bytes.size()));
  return fd;
}

TEST_F(ZmqStranger, WithGarbageForAHandshakeKeepsNobodyOut) {
  // ZMTP's greeting, up to the mechanism's name.
  const std::string greeting = std::string("\xff\0\0\0\0\0\0\0\1\x7f\3\0", 12);
  const std::string curve = greeting + "CURVE" + std::string(47, '\0');
  std::vector<int> open;
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), std::string(5000, '\0'),
        std::string(5000, '\xff'), greeting, greeting + "NULL" + std::string(48, '\0'), curve,
        curve + std::string("\4\xc8\5HELLO", 8) + std::string(194, 'h'),
        curve + std::string("\6\xff\xff\xff\xff\xff\xff\xff\xff", 9)}) {
    open.push_back(send_raw(parent, bytes));
  }
  EXPECT_TRUE(turns_until({&parent}, [&, turns = 0]() mutable { return ++turns > 20; }));
  Stranger one(child, parent, route('c', child));
  one.say("through all that");
  EXPECT_TRUE(hears("through all that"));
  EXPECT_EQ(parent.received().size(), 1u);
  for (const int fd : open) ::close(fd);
}

TEST_F(ZmqStranger, MayTakeItsRouteOverAgainAndAgain) {
  std::vector<std::unique_ptr<Stranger>> all;
  for (int i = 0; i < 30; ++i) {
    all.push_back(std::make_unique<Stranger>(child, parent, route('c', child)));
    all.back()->say("take-over " + std::to_string(i));
    ASSERT_TRUE(hears("take-over " + std::to_string(i)));
    parent.say(down, Connection::control, "to " + std::to_string(i));
    std::optional<std::string> answer;
    ASSERT_TRUE(turns_until({&parent}, [&] { return (answer = all.back()->hear()).has_value(); }));
    EXPECT_EQ(answer, "to " + std::to_string(i));
  }
}

TEST_F(ZmqStranger, IsHeardOnItsOldConnectionNoMoreAfterItsNodeProvedItselfAnew) {
  gives_way(child, [&] { parent.transport().disconnect(child.node()); });
}

TEST_F(ZmqStranger, IsAnsweredOnAConnectionThatNeverSaidItWasMade) {
  Stranger one(child, parent, route('c', child));
  one.say("no probe before me");
  ASSERT_TRUE(hears("no probe before me"));
  parent.say(down, Connection::control, "answer");
  std::optional<std::string> answer;
  EXPECT_TRUE(turns_until({&parent}, [&] { return (answer = one.hear()).has_value(); }));
  EXPECT_EQ(answer, "answer");
}

}  // namespace
}  // namespace jenjang
