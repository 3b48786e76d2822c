#include "tools/demo/generate.h"

#include <fstream>

#include "node/config/config.h"
#include "tools/demo/invent.h"

namespace jenjang {

namespace {

constexpr std::string_view kKaltim = "64";

Result<std::vector<Area>> areas_of(const GenerateReports& options, const Registry& registry) {
  std::vector<Area> out = options.areas;
  if (out.empty()) {
    const Result<Area> province = Area::parse(kKaltim);
    for (const AreaEntry& entry : registry.children(*province)) out.push_back(entry.area);
  }
  for (const Area& area : out) {
    if (area.tier() != Area::kNodeTierMax || !registry.find(area)) {
      return Error{Code::invalid,
                   "--areas " + area.to_string() + ": bukan kabupaten/kota menurut daftar wilayah"};
    }
  }
  return out;
}

}  // namespace

ExitCode run(const GenerateReports& options, Terminal& terminal) {
  const std::string path = options.registry.empty() ? find_registry() : options.registry;
  if (path.empty()) {
    return fail(terminal, {Code::invalid,
                           "--registry: tidak ada daftar wilayah di samping "
                           "program ini"});
  }
  const Result<Registry> registry = Registry::open(path);
  if (!registry) return fail(terminal, registry.error());
  Result<std::vector<Area>> areas = areas_of(options, *registry);
  if (!areas) return fail(terminal, areas.error());
  const InventOptions invent{options.seed, options.first_id, std::move(*areas)};
  std::ofstream file;
  if (!options.out.empty()) file.open(options.out, std::ios::binary | std::ios::trunc);
  std::ostream& out = options.out.empty() ? terminal.out.stream() : file;
  out << invented_titles();
  for (std::uint64_t n = 0; n < options.rows && out; ++n) {
    out << invented_row(invent, *registry, n);
  }
  out.flush();
  if (!out) {
    return fail(terminal, {Code::unavailable, (options.out.empty() ? "keluaran" : options.out) +
                                                  ": tidak dapat ditulis"});
  }
  if (options.out.empty()) return ExitCode::ok;
  if (terminal.json) {
    print_json(terminal, {{"rows", options.rows}, {"file", options.out}});
  } else {
    terminal.out << options.rows << " laporan karangan di " << options.out << "\n";
  }
  return ExitCode::ok;
}

}  // namespace jenjang
