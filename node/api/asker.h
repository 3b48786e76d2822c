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
};

}  // namespace jenjang
