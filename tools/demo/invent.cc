#include "tools/demo/invent.h"

#include <array>
#include <span>

#include "schema/base/check.h"
#include "tools/demo/phrases.h"

namespace jenjang {

namespace {

// splitmix64: small, and the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t below(std::uint64_t bound) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
    return (z ^ z >> 31U) % bound;
  }
  std::string_view one_of(std::span<const std::string_view> from) {
    return from[below(from.size())];
  }

 private:
  std::uint64_t state_;
};

struct Weighted {
  std::uint64_t share;
  std::string_view word;
};

// Shares out of 100, roughly as real exports have them.
constexpr Weighted kStatuses[] = {{40, "Ditutup oleh Sistem"},
                                  {15, "Ditutup oleh Admin"},
                                  {12, "Terdisposisi"},
                                  {10, "Belum Terverifikasi"},
                                  {8, "Ditindaklanjuti oleh Instansi"},
                                  {5, "Terverifikasi"},
                                  {4, "Tertunda"},
                                  {4, "Diarsipkan oleh Admin"},
                                  {2, "Diarsipkan oleh Sistem"}};
constexpr Weighted kFlags[] = {{55, ""}, {25, "Anonim"}, {12, "Rahasia"}, {8, "Anonim|Rahasia"}};
constexpr Weighted kSources[] = {
    {45, "Website"}, {30, "Android"}, {15, "WhatsApp"}, {7, "SMS"}, {3, "Tatap Muka"}};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

std::string_view pick(Dice& dice, std::span<const Weighted> from) {
  std::uint64_t at = dice.below(100);
  for (const Weighted& one : from) {
    if (at < one.share) return one.word;
    at -= one.share;
  }
  return from.front().word;
}

void replace_all(std::string& text, std::string_view mark, std::string_view with) {
  for (std::size_t at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + with.size())) {
    text.replace(at, mark.size(), with);
  }
}

std::string two_digits(std::uint64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

void append_field(std::string& row, std::string_view value) {
  if (!row.empty()) row += ',';
  row += '"';
  for (const char c : value) {
    row += c;
    if (c == '"') row += c;
  }
  row += '"';
}

std::string government(const Registry& registry, const Area& area) {
  return "Pemerintah " + std::string(registry.find(area)->name);
}

struct Words {
  std::string title;
  std::string text;
};

Words words_of(const Subject& subject, const std::string& place, Dice& dice) {
  Words out{std::string(subject.title), std::string(subject.text)};
  const std::string_view spot = dice.one_of(spots());
  const std::string_view since = dice.one_of(spans_of_time());
  const std::string number = std::to_string(2 + dice.below(7));
  for (std::string* text : {&out.title, &out.text}) {
    replace_all(*text, "{k}", place);
    replace_all(*text, "{d}", spot);
    replace_all(*text, "{w}", since);
    replace_all(*text, "{n}", number);
  }
  if (dice.below(3) != 0) out.text = std::string(dice.one_of(openings())) + "\n" + out.text;
  for (std::uint64_t more = dice.below(4); more > 0; --more) {
    const std::string_view detail = dice.one_of(details());
    if (out.text.find(detail) == std::string::npos) out.text += " " + std::string(detail);
  }
  out.text += "\n" + std::string(dice.one_of(closings()));
  return out;
}

}  // namespace

std::string invented_titles() {
  std::string out;
  for (const std::string_view title :
       {"Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Klasifikasi Laporan",
        "ID Kategori", "Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir",
        "Tipe Laporan (Anonim/Rahasia)", "Sumber Laporan", "Instansi Induk",
        "Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip", "Provinsi",
        "Kota/Kabupaten", "Kecamatan"}) {
    append_field(out, title);
  }
  return out + "\n";
}

std::string invented_row(const InventOptions& options, const Registry& registry, std::uint64_t n) {
  CHECK(!options.areas.empty());
  Dice dice(options.seed * 0x2545F4914F6CDD1DU + n);
  const Area area = options.areas[dice.below(options.areas.size())];
  const std::vector<AreaEntry> places = registry.children(area);
  const std::string place(places.empty() ? registry.find(area)->name
                                         : places[dice.below(places.size())].name);
  const Subject& subject = subjects()[dice.below(subjects().size())];
  const Words words = words_of(subject, place, dice);
  const std::string_view status = pick(dice, kStatuses);
  const std::uint64_t day = 1 + dice.below(28);
  const std::uint64_t month = dice.below(12);
  const std::uint64_t hour = dice.below(15);
  const bool deferred = status == "Tertunda" || status.starts_with("Diarsipkan");
  std::string out;
  append_field(out, std::to_string(options.first_id + n));
  append_field(out, std::to_string(day) + " " + std::string(kMonths[month]) + " 2025");
  append_field(
      out, two_digits(hour) + ":" + two_digits(dice.below(60)) + ":" + two_digits(dice.below(60)));
  append_field(out, subject.kind);
  append_field(out, std::to_string(subject.category));
  append_field(out, subject.category_name);
  append_field(out, words.title);
  append_field(out, words.text);
  append_field(out, words.text);
  append_field(out, pick(dice, kFlags));
  append_field(out, pick(dice, kSources));
  append_field(out, government(registry, area));
  append_field(out, status == "Belum Terverifikasi" ? "" : subject.unit);
  append_field(out, status);
  append_field(out, deferred ? "Keterangan belum lengkap" : "");
  append_field(out, registry.find(area.parent())->name);
  append_field(out, registry.find(area)->name);
  append_field(out, place);
  return out + "\n";
}

}  // namespace jenjang
