#include "node/api/proof.h"

#include "node/api/answer.h"
#include "node/api/json_fields.h"

namespace jenjang {

HttpReply prove_node(const HttpRequest& request, const ApiParts& parts, const ApiOptions& options) {
  Problems problems;
  Checks checks(problems);
  const nlohmann::json body = parse_json_object(request.body, problems);
  if (!problems.empty()) return api_problems(problems);
  const auto challenge = Challenge::parse_hex(JsonFields(body, checks).text("challenge"));
  if (!challenge || body.size() != 1) {
    return api_problems(
        {{.field = "challenge",
          .message = "yang diharapkan 64 digit heksadesimal, dan tidak ada lainnya"}});
  }
  Tree out = Tree::object();
  out.add("node", Tree::text(options.node.hex()));
  out.add("signature", Tree::text(parts.prove(*challenge).hex()));
  return api_answer(out);
}

}  // namespace jenjang
