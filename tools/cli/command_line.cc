#include "tools/cli/command_line.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include "node/config/usage.h"
#include "tools/cli/values.h"

namespace jenjang {

namespace {

// Everything any command takes: filled by the parser, of which one part is used. It must not move
// while the parser lives.
struct Options {
  NodeAddress at;
  std::string node;
  double timeout_s = 0;
  std::string area;
  std::string role = "app";
  double wait_s = 0;
  bool all = false;
  std::string spread;
  std::string visibility;
  std::string areas;

  VerifyEqual verify;
  ShowReport show;
  TailReports tail;
  SubmitReport submit;
  ActOnReport act;
  OpenReport open;
  ResubmitReports resubmit;
  std::string kind, status, category, month, month_from, month_until;
  ImportFile import;
  GenerateReports generate;
  KeysNode keys_node;
  KeysConsent keys_consent;
  KeysRenew keys_renew;
  KeysAuthority keys_authority;
  KeysApi keys_api;
  KeysShow keys_show;
  RotateAuthority rotate;
  ExportDirectory export_directory;
  PublishEntries publish;
  Enrol enrol;
  Revoke revoke;
  PlaygroundInit init;
  std::string folder;

  std::optional<Invocation> chosen;
};

class Builder {
 public:
  Builder(CLI::App& app, Options& options) : app_(app), o_(options) {}

  // A command of `above`; its options may stand anywhere, and so may those of the whole program.
  CLI::App* add(CLI::App& above, const std::string& name, const std::string& text,
                const std::function<Invocation()>& choose) {
    CLI::App* out = add(above, name, text);
    out->callback([this, choose] { o_.chosen = choose(); });
    return out;
  }
  // One that has commands of its own.
  CLI::App* add_group(const std::string& name, const std::string& text) {
    return add(app_, name, text)->require_subcommand(1);
  }
  CLI::App* add_node(const std::string& name, const std::string& text,
                     const std::function<Invocation()>& choose) {
    return add_node(app_, name, text, choose);
  }
  CLI::App* add_node(CLI::App& above, const std::string& name, const std::string& text,
                     const std::function<Invocation()>& choose) {
    CLI::App* out = add(above, name, text, choose);
    out->add_option("--config", o_.at.config, "berkas konfigurasi node")
        ->envname("JENJANG_CONFIG")
        ->required();
    out->add_option("--api-key", o_.at.api_key, "kunci API bila node dicapai lewat TCP")
        ->envname("JENJANG_API_KEY");
    out->add_option("--node", o_.node,
                    "64 digit hex: node yang diharapkan di TCP, bila folder kuncinya tak terbaca")
        ->envname("JENJANG_NODE");
    out->add_option("--timeout", o_.timeout_s, "detik menunggu satu jawaban (30)");
    return out;
  }

  void add_look();
  void add_reports();
  void add_files();
  void add_act();
  void add_keys();
  void add_rotation(CLI::App& keys);
  void add_directory();
  void add_trust();
  void add_resubmit();
  void add_playground();

 private:
  static CLI::App* add(CLI::App& above, const std::string& name, const std::string& text) {
    CLI::App* out = above.add_subcommand(name, text)->fallthrough()->group("Perintah");
    speak_indonesian(*out);
    return out;
  }
  NodeAddress at() const {
    NodeAddress out = o_.at;
    if (o_.timeout_s > 0) out.timeout_ms = milliseconds(o_.timeout_s);
    if (!o_.node.empty()) out.node = node_of(o_.node);
    return out;
  }
  template <class Command>
  Command at_node(Command command) const {
    command.at = at();
    return command;
  }
  template <class Command>
  Command in_folder(Command command) const {
    command.folder = o_.folder;
    return command;
  }
  template <class Command>
  Command timed(Command command) const {
    command.folder = o_.folder;
    if (o_.timeout_s > 0) command.timeout_ms = milliseconds(o_.timeout_s);
    return command;
  }

  CLI::App& app_;
  Options& o_;
};

void Builder::add_look() {
  add_node("status", "keadaan node, tautannya, dan umur data wilayah di bawahnya", [this] {
    return ShowStatus{at(), o_.all};
  })->add_flag("--all", o_.all, "umur data semua node, bukan hanya yang tertua");
  add_node("links", "tautan ke node lain", [this] { return ShowLinks{at()}; });
  CLI::App* verify =
      add_node("verify", "bukti bahwa node ini dan tetangganya memegang hal sama", [this] {
        VerifyEqual out = at_node(o_.verify);
        out.wait_ms = milliseconds(o_.wait_s);
        return out;
      });
  CLI::Option* peer = verify->add_option("--peer", o_.verify.peer, "satu tetangga saja");
  verify->add_flag("--all", o_.all, "semua tetangga (bawaan)")->excludes(peer);
  verify->add_option("--wait", o_.wait_s, "detik menunggu sampai sama")->check(not_negative());
}

void Builder::add_reports() {
  CLI::App* show =
      add_node("show", "satu laporan dengan riwayatnya", [this] { return at_node(o_.show); });
  show->add_option("ID", o_.show.id, "kode laporan, awalannya, atau nomor LAPOR")->required();
  CLI::App* tail = add_node("tail", "laporan yang berubah, terus-menerus", [this] {
    TailReports out = at_node(o_.tail);
    if (!o_.area.empty()) out.area = area_of("--area", o_.area).to_string();
    return out;
  });
  tail->add_option("--area", o_.area, "wilayah");
  tail->add_option("--last", o_.tail.last, "sekian perubahan terakhir (10)")
      ->check(number_between(0, 200));
  tail->add_flag("--once", o_.tail.once, "berhenti sesudah yang sudah ada");
  CLI::App* counts = add_node("counts", "jumlah laporan", [this] {
    CountReports out{at(), {}};
    const std::pair<const char*, const std::string*> filters[] = {{"area", &o_.area},
                                                                  {"kind", &o_.kind},
                                                                  {"status", &o_.status},
                                                                  {"category", &o_.category},
                                                                  {"month", &o_.month},
                                                                  {"month_from", &o_.month_from},
                                                                  {"month_until", &o_.month_until}};
    for (const auto& [name, value] : filters) {
      if (!value->empty()) out.filters.emplace_back(name, *value);
    }
    return out;
  });
  counts->add_option("--area", o_.area, "wilayah");
  counts->add_option("--kind", o_.kind, "klasifikasi, seperti aspirasi");
  counts->add_option("--status", o_.status, "status, seperti terdisposisi");
  counts->add_option("--category", o_.category, "kode kategori");
  counts->add_option("--month", o_.month, "bulan, seperti 2026-01");
  counts->add_option("--month-from", o_.month_from, "sejak bulan");
  counts->add_option("--month-until", o_.month_until, "sampai bulan");
}

void Builder::add_files() {
  CLI::App* submit = add_node("submit", "menyampaikan laporan", [this] {
    SubmitReport out = at_node(o_.submit);
    if (!o_.area.empty()) out.area = area_of("--area", o_.area).to_string();
    return out;
  });
  SubmitReport& s = o_.submit;
  submit->add_option("--title", s.title, "judul")->required();
  submit->add_option("--text", s.text, "isi; - membaca dari masukan baku")->required();
  submit->add_option("--kind", s.kind, "klasifikasi")
      ->check(one_of({"pengaduan", "pengaduan_pengawasan", "aspirasi", "permintaan_informasi"}));
  submit->add_option("--area", o_.area, "wilayah yang dituju; bawaan: wilayah node");
  submit->add_option("--place", s.place, "wilayah kejadian");
  submit->add_option("--address", s.address, "alamat kejadian");
  submit->add_option("--category", s.category, "kode kategori");
  submit->add_option("--unit", s.unit, "kode unit");
  submit->add_flag("--anonymous", s.anonymous, "anonim");
  submit->add_flag("--secret", s.secret, "rahasia");
  submit->add_option("--name", s.name, "nama pelapor");
  submit->add_option("--phone", s.phone, "telepon pelapor");
  submit->add_option("--email", s.email, "surel pelapor");
  submit->add_option("--durability", s.durability, "menunggu sampai tersimpan di")
      ->check(one_of({"node", "tier", "parent"}));
  submit->add_option("--key", s.key, "kunci idempotensi; bawaan: acak");

  add_act();
  CLI::App* import = add_node("import", "memuat ekspor resmi LAPOR (CSV)", [this] {
    ImportFile out = at_node(o_.import);
    out.spread = areas_of("--spread", o_.spread);
    out.visibility = visibility_of(o_.visibility);
    return out;
  });
  import->add_option("FILE", o_.import.file, "berkas CSV")->required();
  import->add_option("--fallback", o_.import.fallback, "wilayah baris tanpa instansi dan tempat");
  import->add_option("--spread", o_.spread, "bagi baris ke wilayah-wilayah ini, tetap per nomor");
  import->add_option("--visibility", o_.visibility,
                     "sifat semua baris: rahasia, anonim, anonim,rahasia atau terbuka; yang lebih "
                     "ketat berlaku bila baris menyatakan sendiri");
  import->add_option("--jobs", o_.import.jobs, "kelompok yang dikirim sekaligus (4)")
      ->check(number_between(1, 32));

  CLI::App* generate = add(app_, "generate", "mengarang laporan contoh (CSV)", [this] {
    GenerateReports out = o_.generate;
    out.areas = areas_of("--areas", o_.areas);
    return out;
  });
  generate->add_option("--rows", o_.generate.rows, "banyaknya laporan (1000)");
  generate->add_option("--seed", o_.generate.seed, "benih yang sama memberi berkas yang sama (1)");
  generate->add_option("--first-id", o_.generate.first_id, "Tracking ID pertama");
  generate->add_option("--areas", o_.areas, "kabupaten/kota yang dituju");
  generate->add_option("--registry", o_.generate.registry, "berkas daftar wilayah");
  generate->add_option("--out", o_.generate.out, "berkas; bawaan: keluaran baku");
}

void Builder::add_act() {
  ActOnReport& a = o_.act;
  CLI::App* act =
      add_node("act", "tindakan atas laporan; lewat TCP dengan --api-key petugas", [this] {
        ActOnReport out = at_node(o_.act);
        if (!o_.area.empty()) out.to = area_of("--to", o_.area).to_string();
        return out;
      });
  act->add_option("ID", a.id, "kode laporan, awalannya, atau nomor LAPOR")->required();
  act->add_option("ACT", a.act, "tindakan")
      ->required()
      ->check(one_of({"verify", "dispose", "forward", "return", "follow_up", "close", "tighten",
                      "grant_identity"}));
  act->add_option("--text", a.text, "jawaban, catatan atau alasan");
  act->add_option("--to", o_.area, "forward: wilayah tujuan; return: wilayah yang diusulkan");
  act->add_option("--unit", a.unit, "kode unit");
  act->add_option("--decision", a.decision, "verify: keputusan")
      ->check(one_of({"verifikasi", "tunda", "arsip"}));
  act->add_option("--outcome", a.outcome, "close: hasil")
      ->check(one_of({"dijawab", "tanpa_tindakan"}));
  act->add_flag("--internal", a.internal, "follow_up: catatan bagi tingkat ini dan di atasnya");
  act->add_flag("--secret", a.secret, "tighten: rahasia, tidak tampak bagi publik");
  act->add_flag("--anonymous", a.anonymous, "tighten: identitas pelapor disembunyikan");
  act->add_option("--key", a.key, "kunci idempotensi; bawaan: acak");

  OpenReport& o = o_.open;
  CLI::App* open = add_node(
      "open", "isi bersegel sebuah laporan, dibuka dengan --api-key petugas; pembukaannya tercatat",
      [this] { return at_node(o_.open); });
  open->add_option("ID", o.id, "kode laporan, awalannya, atau nomor LAPOR")->required();
  open->add_flag("--identity", o.identity, "juga identitas pelapor; perlu --reason");
  open->add_option("--reason", o.reason, "mengapa dibuka");
}

void Builder::add_keys() {
  CLI::App* keys = add_group("keys", "kunci");
  CLI::App* node = add(*keys, "node", "kunci sebuah node baru", [this] {
    KeysNode out = o_.keys_node;
    out.area = area_of("--area", o_.area);
    return out;
  });
  node->add_option("FOLDER", o_.keys_node.folder, "folder yang dibuat")->required();
  node->add_option("--area", o_.area, "wilayah node, untuk seterusnya")->required();
  KeysConsent& c = o_.keys_consent;
  CLI::App* consent = add(*keys, "consent", "persetujuan node untuk didaftarkan",
                          [this] { return o_.keys_consent; });
  consent->add_option("FOLDER", c.folder, "folder kunci node")->required();
  consent->add_option("--name", c.name, "nama node")->required();
  consent->add_flag("--master-data", c.master_data, "minta boleh menulis unit, kategori dan alias");
  consent
      ->add_option("--allowance", c.allowance_mib,
                   "minta jatah lain dalam direktori, dalam MiB (bawaan: menurut tingkatnya)")
      ->check(is_allowance);
  consent
      ->add_option("--serial", c.serial,
                   "nomor persetujuan, lebih tinggi dari yang sebelumnya (bawaan: waktu sekarang)")
      ->check(is_serial);
  consent->add_option("--out", c.out, "berkas persetujuan yang ditulis")->required();
  CLI::App* renew =
      add(*keys, "renew", "kunci tautan baru untuk node", [this] { return o_.keys_renew; });
  renew->add_option("FOLDER", o_.keys_renew.folder, "folder kunci node")->required();
  CLI::App* authority = add(*keys, "authority", "kunci otoritas atau pemulihan",
                            [this] { return o_.keys_authority; });
  authority->add_option("FILE", o_.keys_authority.file, "berkas yang dibuat")->required();
  CLI::App* api = add(*keys, "api", "kunci bagi pemanggil API", [this] {
    KeysApi out = o_.keys_api;
    out.role = parse_role(o_.role).value();
    return out;
  });
  api->add_option("NAME", o_.keys_api.name, "untuk siapa")
      ->required()
      ->check([](const std::string& name) {
        const bool plain = name.find_first_of("\"\\\n\r") == std::string::npos;
        return plain ? std::string()
                     : std::string(
                           "yang diharapkan tanpa tanda kutip, garis miring terbalik atau ganti "
                           "baris");
      });
  api->add_option("--role", o_.role, "peran")->check([](const std::string& role) {
    if (parse_role(role)) return std::string();
    return '"' + role + "\", yang diharapkan " + role_names();
  });
  CLI::App* show = add(*keys, "show", "sisi publik kunci", [this] { return o_.keys_show; });
  show->add_option("PATH", o_.keys_show.path, "folder node atau berkas otoritas")->required();
  add_rotation(*keys);
}

void Builder::add_rotation(CLI::App& keys) {
  RotateAuthority& r = o_.rotate;
  CLI::App* rotate =
      add(keys, "rotate-authority", "kunci otoritas lain bagi sebuah wilayah", [this] {
        RotateAuthority out = o_.rotate;
        out.area = area_of("--area", o_.area);
        if (out.area.tier() > Area::kNodeTierMax) {
          throw CLI::ValidationError("--area",
                                     "yang diharapkan nasional, provinsi atau kabupaten/kota");
        }
        if (out.area == Area::nation() ? out.roots.empty() : out.new_key.empty()) {
          throw CLI::ValidationError(out.area == Area::nation() ? "--roots" : "--new",
                                     "diperlukan untuk wilayah " + o_.area);
        }
        if (out.out.empty() && !out.dry_run) {
          throw CLI::ValidationError("--out", "diperlukan, kecuali dengan --dry-run");
        }
        return out;
      });
  rotate->add_option("--area", o_.area, "wilayah yang kuncinya diganti")->required();
  rotate->add_option("--directory", r.directory, "berkas dari `jenjang directory export`")
      ->required();
  rotate
      ->add_option("--by", r.by,
                   "berkas kunci otoritas di atasnya; untuk wilayah 0 berkas kunci penerus")
      ->required();
  rotate->add_option("--new", r.new_key, "kunci otoritas baru (hex, dari `jenjang keys show`)");
  rotate->add_option("--old", r.old_key, "kunci yang diganti (hex; bawaan: satu-satunya)");
  rotate->add_option("--roots", r.roots,
                     "untuk wilayah 0: berkas kunci publik akar dan penerusnya");
  rotate->add_option("--drop", r.drop,
                     "entri kunci lama yang tidak sah lagi (awal nomornya; boleh berulang)");
  rotate->add_flag("--dry-run", r.dry_run, "sebutkan yang tetap dan yang gugur, tanpa menulis");
  rotate->add_option("--out", r.out,
                     "berkas entri yang ditulis, untuk `jenjang directory publish`");
}

void Builder::add_directory() {
  CLI::App* directory = add_group("directory", "direktori node, kunci dan otoritas");
  CLI::App* out = add_node(*directory, "export", "menulis direktori node ini ke berkas",
                           [this] { return at_node(o_.export_directory); });
  out->add_option("FILE", o_.export_directory.out, "berkas yang ditulis")->required();
  CLI::App* in = add_node(*directory, "publish", "menyebarkan entri dari berkas",
                          [this] { return at_node(o_.publish); });
  in->add_option("FILE", o_.publish.file, "berkas dari `jenjang keys rotate-authority`")
      ->required();
}

void Builder::add_trust() {
  Enrol& e = o_.enrol;
  CLI::App* enrol = add_node("enrol", "mendaftarkan node, atau kunci barunya", [this] {
    Enrol out = at_node(o_.enrol);
    out.area = area_of("--area", o_.area);
    return out;
  });
  enrol->add_option("--authority", e.authority, "berkas kunci otoritas")->required();
  enrol->add_option("--consent", e.consent, "persetujuan node (keys consent)")->required();
  enrol->add_option("--area", o_.area, "wilayah node")->required();
  enrol->add_option("--out", e.out, "berkas undangan yang ditulis")->required();
  enrol->add_flag("--master-data", e.master_data,
                  "setujui bahwa node menulis unit, kategori dan alias");
  enrol
      ->add_option(
          "--allowance", e.allowance_mib,
          "setujui jatah itu dalam direktori, dalam MiB (oleh otoritas di atas wilayahnya)")
      ->check(is_allowance);
  enrol->add_option("--area-authority", e.area_authority, "otoritas wilayah itu (hex)");
  enrol->add_flag("--area-key", e.area_key, "beri node ini kunci wilayah");
  enrol->add_option("--recovery-key", e.recovery_key,
                    "berkas kunci pemulihan wilayah (bawaan: yang menyertai --authority)");

  CLI::App* revoke =
      add_node("revoke", "mencabut sebuah node", [this] { return at_node(o_.revoke); });
  revoke->add_option("--authority", o_.revoke.authority, "berkas kunci otoritas")->required();
  revoke->add_option("--recovery", o_.revoke.recovery,
                     "kunci pemulihan untuk epoch baru kunci wilayah (hex; bawaan: yang menyertai "
                     "--authority)");
  revoke->add_option("--since", o_.revoke.since,
                     "yang sah hanya yang tiba di node ini sebelum waktu itu, seperti "
                     "2026-11-30T08:00 (bawaan: semua yang dipegangnya)");
  revoke->add_flag("--dry-run", o_.revoke.dry_run, "sebutkan yang akan gugur, tanpa mencabut");
  revoke->add_option("NODE", o_.revoke.node, "nama atau 64 digit hex")->required();
}

void Builder::add_resubmit() {
  CLI::App* resubmit =
      add_node("resubmit", "menulis kembali pengajuan yang gugur karena node penulisnya dicabut",
               [this] { return at_node(o_.resubmit); });
  resubmit->add_option("CODE", o_.resubmit.codes, "kode laporan lengkap")->required();
}

void Builder::add_playground() {
  CLI::App* playground = add_group("playground", "federasi lengkap di satu mesin");
  const auto add_one = [&](const char* name, const char* text,
                           const std::function<Invocation()>& choose) {
    CLI::App* out = add(*playground, name, text, choose);
    out->add_option("DIR", o_.folder, "folder playground")->required();
    return out;
  };
  CLI::App* init = add_one("init", "membuat", [this] { return in_folder(o_.init); });
  init->add_option("--areas", o_.init.areas, "seperti 0,64,64.01,64.72x2")->required();
  init->add_option("--base-port", o_.init.base_port, "port pertama; 0: yang sedang bebas");
  CLI::App* up =
      add_one("up", "menjalankan yang belum berjalan", [this] { return timed(PlaygroundUp{}); });
  up->add_option("--timeout", o_.timeout_s, "detik menunggu sampai siap (30)");
  CLI::App* down = add_one("down", "menghentikan", [this] { return timed(PlaygroundDown{}); });
  down->add_option("--timeout", o_.timeout_s, "detik sebelum dipaksa (10)");
  add_one("status", "keadaan", [this] { return in_folder(PlaygroundStatus{}); });
  CLI::App* verify = add_one("verify", "bukti bahwa semua node memegang hal yang sama", [this] {
    return PlaygroundVerify{o_.folder, milliseconds(o_.wait_s)};
  });
  verify->add_option("--wait", o_.wait_s, "detik menunggu sampai sama")->check(not_negative());
  for (const bool cut : {true, false}) {
    const char* text = cut ? "membisukan tautan sebuah wilayah" : "mengalirkan lagi";
    CLI::App* one = add_one(cut ? "cut" : "heal", text, [this, cut] {
      return in_folder(PlaygroundCut{"", area_of("AREA", o_.area), cut});
    });
    one->add_option("AREA", o_.area, "wilayah")->required();
  }
  add_one("relay", "proses yang membawa tautan; dijalankan oleh up",
          [this] { return in_folder(PlaygroundRelay{}); });
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments) {
  CLI::App app("jenjang: alat operator node Jenjang", "jenjang");
  speak_indonesian(app);
  const auto options = std::make_unique<Options>();
  CommandLine out;
  app.add_flag("--json", out.json, "keluaran JSON");
  app.require_subcommand(1);
  Builder builder(app, *options);
  builder.add_look();
  builder.add_reports();
  builder.add_files();
  builder.add_keys();
  builder.add_trust();
  builder.add_directory();
  builder.add_resubmit();
  builder.add_playground();
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::Success& asked) {
    std::ostringstream said;
    app.exit(asked, said, said);
    out.what = NothingToRun{ExitCode::ok, said.str()};
    return out;
  } catch (const CLI::ParseError& error) {
    out.what = NothingToRun{ExitCode::usage, "jenjang: " + usage_error(app, error) + "\n"};
    return out;
  }
  CHECK(options->chosen.has_value());
  out.what = std::move(*options->chosen);
  return out;
}

}  // namespace jenjang
