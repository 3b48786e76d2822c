#include "node/api/proof.h"

#include "node/api/answer.h"
#include "node/api/json_fields.h"

namespace jenjang {

HttpReply prove_node(const HttpRequest& request, const ApiParts& parts, const ApiOptions& options) {
  Problems problems;
  Checks checks(problems);
  const nlohmann::json body = parse_json_object(request.body, checks);
  const JsonFields fields(body, checks);
  const auto challenge = Challenge::parse_hex(fields.text("challenge"));
  fields.refuse_unknown();
  if (!challenge) checks.add("challenge", "yang diharapkan 64 digit heksadesimal");
  if (!problems.empty()) return api_problems(problems);
  Tree out = Tree::object();
  out.add("node", Tree::text(options.node.hex()));
  const NodeProof proof = parts.prove(*challenge);
  out.add("area", Tree::text(proof.area.to_string()));
  out.add("sign_key", Tree::text(proof.key.hex()));
  out.add("signature", Tree::text(proof.signature.hex()));
  return api_answer(out);
}

}  // namespace jenjang
