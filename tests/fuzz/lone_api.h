#pragma once

#include <memory>

#include "node/api/api.h"
#include "node/daemon/directory_board.h"
#include "node/daemon/system_ports.h"
#include "node/turn/author.h"

namespace jenjang::fuzz {

// The API over an empty store, with a core that turns a submit into its event and otherwise answers
// at once. What it takes must make an event and contents that decode: the core CHECKs no more.
class LoneApi final : public Commands, public ReplySink {
 public:
  LoneApi();
  ~LoneApi() override;

  // Exactly one answer.
  HttpReply answer(const HttpRequest& request);

  bool post(Request request) override;
  Result<void> ready() const override { return {}; }
  void reply(RequestTicket ticket, HttpReply reply) override;
  void reply_with(RequestTicket ticket, std::function<HttpReply()> make) override;

 private:
  class EmptyStore;

  Result<Reply> run(Command command);

  std::unique_ptr<EmptyStore> store_;
  SystemClock clock_;
  SystemRandom random_;
  Directory directory_;
  DirectoryBoard board_;
  Access access_;
  Secrets secrets_;
  Author author_;
  std::unique_ptr<Api> api_;
  std::optional<HttpReply> answered_;
};

}  // namespace jenjang::fuzz
