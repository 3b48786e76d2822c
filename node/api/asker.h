#pragma once

#include <utility>

#include "node/api/answers.h"
#include "node/http/responder.h"

namespace jenjang {

// Whom one answer goes to; counted on its way. A small value that completions carry to the core
// thread and back.
struct Asker {
  Responder responder;
  Answers* answers;
  Surface surface;

  void answer(HttpReply reply) {
    answers->count(surface, reply.status);
    responder.reply(std::move(reply));
  }
  // Made on the server's thread; of this status.
  void answer_with(int status, std::function<HttpReply()> make) {
    answers->count(surface, status);
    responder.reply_with(std::move(make));
  }
};

}  // namespace jenjang
