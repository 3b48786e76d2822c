#include "node/api/node_reads.h"

#include "node/api/answer.h"
#include "node/api/caller.h"
#include "node/api/tree.h"
#include "node/views/reader.h"

namespace jenjang {

namespace {

Tree text(std::string_view value) { return Tree::text(std::string(value)); }

Tree code_or_null(std::uint32_t code) {
  return code == 0 ? Tree() : Tree::integer(std::uint64_t{code});
}

Tree node_tree(const NodeInfo& node) {
  Tree out = Tree::object();
  out.add("node", text(node.id.hex()));
  out.add("area", text(node.area.to_string()));
  out.add("name", text(node.name));
  out.add("revoked", Tree::boolean(node.revoked));
  return out;
}

Tree unit_tree(const UnitInfo& unit) {
  Tree out = Tree::object();
  out.add("area", text(unit.area.to_string()));
  out.add("code", Tree::integer(std::uint64_t{unit.code}));
  out.add("name", text(unit.name));
  out.add("parent", code_or_null(unit.parent));
  out.add("active", Tree::boolean(unit.active));
  return out;
}

Tree service_tree(const ServiceInfo& service) {
  Tree out = Tree::object();
  out.add("code", Tree::integer(std::uint64_t{service.code}));
  out.add("name", text(service.name));
  out.add("group", Tree::text_or_null(service.group));
  out.add("active", Tree::boolean(service.active));
  return out;
}

}  // namespace

HttpReply NodeReads::node() const {
  Tree out = Tree::object();
  out.add("node", text(options_.node.hex()));
  out.add("name", text(options_.name));
  out.add("area", text(options_.area.to_string()));
  out.add("area_name", Tree::text_or_null(names_.area(options_.area)));
  out.add("version", text(JENJANG_VERSION));
  out.add("takes_writes", Tree::boolean(parts_.commands.ready().ok()));
  return published(api_answer(out), KeptBy::caches_that_ask);
}

HttpReply NodeReads::directory() const {
  Tree nodes = Tree::list("node");
  for (const NodeInfo& node : parts_.directory.nodes()) nodes.push(node_tree(node));
  Tree units = Tree::list("unit");
  for (const UnitInfo& unit : parts_.directory.units()) units.push(unit_tree(unit));
  Tree services = Tree::list("service");
  for (const ServiceInfo& service : parts_.directory.services()) {
    services.push(service_tree(service));
  }
  Tree out = Tree::object();
  out.add("nodes", std::move(nodes));
  out.add("units", std::move(units));
  out.add("services", std::move(services));
  return published(api_answer(out), KeptBy::caches_that_ask);
}

HttpReply NodeReads::entries(const HttpRequest& request) const {
  Problems problems;
  Form fields;
  fields.add_urlencoded(request.query, problems);
  const Result<Caller> caller = need_caller(parts_.access, request, fields, ApiRole::operator_);
  if (!caller) problems.push_back(problem_of(caller.error()));
  if (!problems.empty()) return api_problems(problems);
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  Tree entries = Tree::list("entry");
  for (const std::string& bytes : Reader(*view).directory_entries()) {
    entries.push(text(to_hex(bytes)));
  }
  Tree out = Tree::object();
  out.add("entries", std::move(entries));
  return api_answer(out);
}

}  // namespace jenjang
