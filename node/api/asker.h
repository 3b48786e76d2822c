#pragma once

#include <functional>
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
  // Made on the server's thread, for answers that cost more than a line of text.
  void answer_later(std::function<HttpReply()> make) {
    responder.reply_with([told = answers, on = surface, make = std::move(make)] {
      HttpReply reply = make();
      told->count(on, reply.status);
      return reply;
    });
  }
};

}  // namespace jenjang
