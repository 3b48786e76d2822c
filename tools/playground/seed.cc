#include "tools/playground/seed.h"

#include <array>
#include <span>
#include <string_view>

namespace jenjang {

namespace {

struct Row {
  std::uint32_t code;
  std::uint32_t parent;
  std::string_view name;
};

constexpr Row kCategories[] = {
    {1, 0, "Pekerjaan umum dan penataan ruang"},
    {928, 1, "Infrastruktur Jalan"},
    {1397, 1, "Jalan Berlubang"},
    {1398, 1, "Penerangan Jalan"},
    {1399, 1, "Jembatan"},
    {1401, 1, "Trotoar"},
    {1402, 1, "Taman"},
    {2397, 1, "Drainase (Gorong-Gorong/Parit)"},
    {929, 1, "Infrastruktur Pendukung"},
    {930, 1, "Bendungan"},
    {932, 1, "Pertanahan"},
    {933, 1, "Permukiman"},
    {1400, 1, "Lainnya terkait Infrastruktur Jalan"},
    {934, 1, "Lainnya terkait Pekerjaan Umum dan Penataan Ruang"},
    {2, 0, "Ketenteraman dan ketertiban"},
    {950, 2, "Ketertiban Umum"},
    {949, 2, "Kepolisian"},
    {951, 2, "Pemadaman Kebakaran"},
    {1439, 2, "Keresahan Masyarakat"},
    {954, 2, "Lainnya terkait Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat"},
    {3, 0, "Kependudukan"},
    {963, 3, "Administrasi Kependudukan dan Pencatatan Sipil"},
    {1461, 3, "KTP (Kartu Tanda Penduduk)"},
    {1462, 3, "Akta Kelahiran"},
    {1464, 3, "Kartu Keluarga"},
    {1465, 3, "Pindah Domisili"},
    {967, 3, "Lainnya terkait Kependudukan"},
    {4, 0, "Lingkungan hidup dan kehutanan"},
    {942, 4, "Pencemaran Lingkungan"},
    {941, 4, "Kehutanan"},
    {946, 4, "Perlindungan Satwa"},
    {945, 4, "Penanggulangan Bencana"},
    {1431, 4, "Banjir"},
    {948, 4, "Lainnya terkait Lingkungan Hidup dan Kehutanan"},
    {5, 0, "Sosial dan kesejahteraan"},
    {957, 5, "Bantuan Sosial"},
    {1443, 5, "PKH Program Keluarga Harapan"},
    {1444, 5, "Bantuan Pangan Non Tunai (BPNT)"},
    {1447, 5, "Bansos Daerah"},
    {958, 5, "Lainnya terkait Sosial dan Kesejahteraan"},
    {6, 0, "Kesehatan"},
    {921, 6, "Pelayanan Kesehatan"},
    {924, 6, "Tenaga Medis/STR"},
    {925, 6, "Gizi Buruk/Stunting"},
    {1385, 6, "Fasilitas Kesehatan"},
    {1387, 6, "Administrasi BPJS Kesehatan"},
    {927, 6, "Lainnya terkait Kesehatan"},
    {7, 0, "Pendidikan dan kebudayaan"},
    {915, 7, "Pendidikan Dasar dan Menengah"},
    {916, 7, "Paud dan Pendidikan Informal"},
    {1381, 7, "Penerimaan Siswa Baru"},
    {1377, 7, "Biaya Sekolah"},
    {913, 7, "Kebudayaan"},
    {918, 7, "Lainnya terkait Pendidikan dan Kebudayaan"},
    {8, 0, "Pembangunan desa"},
    {1457, 8, "Pemerintahan Desa"},
    {955, 8, "Pemberdayaan Masyarakat"},
    {2219, 8, "Alokasi Dana Desa"},
    {961, 8, "Lainnya terkait Pembangunan Desa, Daerah Tertinggal, dan Transmigrasi"},
    {9, 0, "Perhubungan"},
    {936, 9, "Transportasi Darat"},
    {938, 9, "Transportasi Laut"},
    {940, 9, "Lainnya terkait Perhubungan"},
    {10, 0, "Energi dan sumber daya alam"},
    {1007, 10, "Listrik"},
    {1010, 10, "Layanan Air Minum"},
    {1618, 10, "Gangguan Layanan Penyaluran Air"},
    {1011, 10, "Lainnya terkait Energi dan Sumber Daya Alam"},
    {11, 0, "Ketenagakerjaan"},
    {968, 11, "Hak Pekerja"},
    {969, 11, "Rekrutmen Tenagakerja"},
    {970, 11, "Keselamatan Pekerja"},
    {975, 11, "Lainnya terkait Ketenagakerjaan"},
    {12, 0, "Ekonomi dan keuangan"},
    {981, 12, "Koperasi, Usaha Kecil, dan Menengah"},
    {976, 12, "Penanaman Modal/Investasi"},
    {2498, 12, "Perlindungan Konsumen"},
    {2402, 12, "Pasar"},
    {1544, 12, "Pajak Daerah"},
    {992, 12, "Lainnya terkait Ekonomi dan Keuangan"},
    {13, 0, "Pertanian, perikanan dan pangan"},
    {909, 13, "Pertanian dan Peternakan"},
    {1012, 13, "Bantuan Pertanian"},
    {956, 13, "Pangan"},
    {2944, 13, "Perairan"},
    {1020, 13, "Lainnya terkait Pertanian dan Peternakan"},
    {14, 0, "Teknologi informasi dan komunikasi"},
    {1035, 14, "Jaringan Internet"},
    {1037, 14, "Layanan Online/Aplikasi Pemerintah"},
    {1033, 14, "Blokir Website"},
    {1038, 14, "Lainnya terkait Teknologi Informasi dan Komunikasi"},
    {15, 0, "Reformasi birokrasi dan tata kelola"},
    {2101, 15, "Pelayanan lambat"},
    {2104, 15, "Alur pelayanan tidak jelas"},
    {1497, 15, "Tenaga Honorer"},
    {1498, 15, "Lainnya terkait Kepegawaian"},
    {16, 0, "Hukum dan antikorupsi"},
    {996, 16, "Korupsi, Kolusi, dan Nepotisme"},
    {1558, 16, "Pungutan Liar"},
    {997, 16, "Hukum"},
    {1563, 16, "Lainnya terkait Hukum"},
    {17, 0, "Agama"},
    {911, 17, "Agama"},
    {1031, 17, "Penyediaan Fasilitas Ibadah"},
    {1032, 17, "Lainnya terkait Agama"},
    {18, 0, "Kesetaraan dan pelindungan anak"},
    {910, 18, "Kesetaraan Gender dan Sosial Inklusif"},
    {1024, 18, "Eksploitasi Anak"},
    {1025, 18, "Anak Terlantar"},
    {2453, 18, "Kekerasan Seksual"},
    {19, 0, "Pengelolaan SP4N-LAPOR!"},
    {912, 19, "SP4N-LAPOR!"},
    {1059, 19, "Kritik dan Saran untuk SP4N-LAPOR!"},
    {20, 0, "Topik lainnya"},
    {110, 20, "Topik Lainnya"},
};

constexpr std::array kNationalUnits{std::string_view("Sekretariat pengelola nasional"),
                                    std::string_view("Kementerian urusan dalam negeri"),
                                    std::string_view("Kementerian urusan pekerjaan umum"),
                                    std::string_view("Kementerian urusan kesehatan"),
                                    std::string_view("Kementerian urusan pendidikan")};
constexpr std::array kProvincialUnits{std::string_view("Dinas Komunikasi dan Informatika"),
                                      std::string_view("Dinas Pekerjaan Umum dan Penataan Ruang"),
                                      std::string_view("Dinas Kesehatan"),
                                      std::string_view("Dinas Pendidikan dan Kebudayaan"),
                                      std::string_view("Dinas Kehutanan"),
                                      std::string_view("Inspektorat Daerah")};
constexpr std::array kRegencyUnits{std::string_view("Dinas Komunikasi dan Informatika"),
                                   std::string_view("Dinas Pekerjaan Umum dan Penataan Ruang"),
                                   std::string_view("Dinas Kesehatan"),
                                   std::string_view("Dinas Pendidikan"),
                                   std::string_view("Dinas Sosial"),
                                   std::string_view("Dinas Lingkungan Hidup"),
                                   std::string_view("Dinas Kependudukan dan Pencatatan Sipil"),
                                   std::string_view("Satuan Polisi Pamong Praja")};

std::span<const std::string_view> unit_names(int tier) {
  if (tier == 0) return kNationalUnits;
  if (tier == 1) return kProvincialUnits;
  return kRegencyUnits;
}

}  // namespace

CategoryList seed_categories() {
  CategoryList out;
  for (const Row& row : kCategories) {
    out.categories.push_back({row.code, std::string(row.name), row.parent, true});
  }
  std::sort(out.categories.begin(), out.categories.end(),
            [](const Category& a, const Category& b) { return a.code < b.code; });
  return out;
}

UnitList seed_units(const Area& area) {
  UnitList out{area, 1, {}};
  std::uint32_t code = 0;
  for (const std::string_view name : unit_names(area.tier())) {
    out.units.push_back({++code, std::string(name), 0, true});
  }
  return out;
}

}  // namespace jenjang
