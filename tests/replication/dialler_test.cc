#include "replication/zmq/dialler.h"

#include <gtest/gtest.h>

#include "tests/replication/link_end.h"

namespace jenjang {
namespace {

TEST(Dialler, ControlSaysNothingWhileBulkHasNoConnection) {
  KnownKeys known;
  LinkEnd parent(known);
  parent.listen();
  LinkEnd child(known);
  const ZmqOptions options = child.options({&parent});
  zmq::context_t context;
  SodiumRandom random;
  const LinkKeys keys = keys_of(known);
  Dialler dialler(context, options, keys, options.dialled.front(), random);
  ASSERT_TRUE(dialler.dial().ok());
  const auto both_stand = [&] {
    return dialler.send(Connection::bulk, "batch") && dialler.send(Connection::control, "hello");
  };
  ASSERT_TRUE(turns_until({&parent}, both_stand));
  dialler.socket(Connection::bulk)->socket().disconnect(parent.address());
  EXPECT_TRUE(turns_until({&parent}, [&] { return !dialler.send(Connection::control, "hello"); }));
}

}  // namespace
}  // namespace jenjang
