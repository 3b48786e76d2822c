#include "tools/playground/layout.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tools/cli/files.h"
#include "tools/cli/terminal.h"

namespace jenjang {

using nlohmann::json;

namespace {

Error broken(const std::string& file, const std::string& expected) {
  return {Code::invalid, file + ": rusak; yang diharapkan: " + expected};
}

Result<json> read_json(const std::string& file) {
  const Result<std::string> text = read_file(file);
  if (!text) {
    return Error{Code::invalid,
                 text.error().message + "; buat dahulu dengan `jenjang playground init`"};
  }
  json out = json::parse(*text, nullptr, false);
  if (out.is_discarded()) return broken(file, "JSON");
  return out;
}

// "http://127.0.0.1:8464" or "tcp://127.0.0.1:7464".
std::optional<Endpoint> read_address(const json& object, const char* name,
                                     std::string_view scheme) {
  const std::string text = json_text(object, name);
  if (!text.starts_with(scheme)) return std::nullopt;
  return parse_endpoint(std::string_view(text).substr(scheme.size()));
}

Result<PlaygroundNode> read_node(const json& object, const std::string& file) {
  PlaygroundNode out;
  out.name = json_text(object, "name");
  const Result<Area> area = Area::parse(json_text(object, "area"));
  const auto http = read_address(object, "http", "http://");
  const auto link = read_address(object, "link", "tcp://");
  out.config = json_text(object, "config");
  out.data = json_text(object, "data");
  out.api_key = json_text(object, "api_key");
  if (out.name.empty() || !area || !http || !link || out.config.empty()) {
    return broken(file, "nodes dengan name, area, config, data, http, link, pid, api_key");
  }
  out.area = *area;
  out.http = *http;
  out.link = *link;
  out.pid = static_cast<int>(json_count(object, "pid"));
  return out;
}

Result<PlaygroundLine> read_line(const json& object, const std::string& file) {
  PlaygroundLine out;
  out.from = json_text(object, "from");
  out.to = json_text(object, "to");
  const Result<Area> from = Area::parse(json_text(object, "from_area"));
  const Result<Area> to = Area::parse(json_text(object, "to_area"));
  const auto listen = read_address(object, "listen", "tcp://");
  const auto target = read_address(object, "target", "tcp://");
  if (!from || !to || !listen || !target) {
    return broken(file, "lines dengan from, to, from_area, to_area, listen, target");
  }
  out.from_area = *from;
  out.to_area = *to;
  out.listen = *listen;
  out.target = *target;
  return out;
}

}  // namespace

std::string nodes_json(const Playground& playground) {
  json nodes = json::array();
  for (const PlaygroundNode& node : playground.nodes) {
    nodes.push_back({{"name", node.name},
                     {"area", node.area.to_string()},
                     {"config", node.config},
                     {"data", node.data},
                     {"http", "http://" + node.http.to_string()},
                     {"link", "tcp://" + node.link.to_string()},
                     {"pid", node.pid == 0 ? json(nullptr) : json(node.pid)},
                     {"api_key", node.api_key}});
  }
  return json{{"nodes", nodes}}.dump(2) + "\n";
}

Result<void> save_nodes(const Playground& playground) {
  return write_file(playground.file("playground.json"), nodes_json(playground), Readers::owner);
}

Result<void> save_lines(const Playground& playground) {
  json lines = json::array();
  for (const PlaygroundLine& line : playground.lines) {
    lines.push_back({{"from", line.from},
                     {"to", line.to},
                     {"from_area", line.from_area.to_string()},
                     {"to_area", line.to_area.to_string()},
                     {"listen", "tcp://" + line.listen.to_string()},
                     {"target", "tcp://" + line.target.to_string()}});
  }
  return write_file(playground.file("relay.json"), json{{"lines", lines}}.dump(2) + "\n",
                    Readers::owner);
}

Result<Playground> load_playground(const std::string& folder) {
  Playground out;
  std::error_code code;
  out.folder = std::filesystem::absolute(folder, code).lexically_normal().string();
  while (out.folder.size() > 1 && out.folder.ends_with('/')) out.folder.pop_back();
  const std::string nodes_file = out.file("playground.json");
  const std::string lines_file = out.file("relay.json");
  const Result<json> nodes = read_json(nodes_file);
  if (!nodes) return nodes.error();
  const Result<json> lines = read_json(lines_file);
  if (!lines) return lines.error();
  if (!nodes->contains("nodes") || !lines->contains("lines")) {
    return broken(nodes_file, "\"nodes\", dan di relay.json \"lines\"");
  }
  for (const json& object : (*nodes)["nodes"]) {
    Result<PlaygroundNode> node = read_node(object, nodes_file);
    if (!node) return node.error();
    out.nodes.push_back(std::move(*node));
  }
  for (const json& object : (*lines)["lines"]) {
    Result<PlaygroundLine> line = read_line(object, lines_file);
    if (!line) return line.error();
    out.lines.push_back(std::move(*line));
  }
  return out;
}

}  // namespace jenjang
