#include "tools/demo/phrases.h"

namespace jenjang {

namespace {

constexpr std::string_view kOversight = "Pengaduan Berkadar Pengawasan";
constexpr std::string_view kComplaint = "Pengaduan Tidak Berkadar Pengawasan";
constexpr std::string_view kAspiration = "Aspirasi";
constexpr std::string_view kInformation = "Permintaan Informasi";

constexpr std::string_view kWorks = "Dinas Pekerjaan Umum dan Penataan Ruang";
constexpr std::string_view kHealth = "Dinas Kesehatan";
constexpr std::string_view kSchools = "Dinas Pendidikan";
constexpr std::string_view kSocial = "Dinas Sosial";
constexpr std::string_view kNature = "Dinas Lingkungan Hidup";
constexpr std::string_view kPapers = "Dinas Kependudukan dan Pencatatan Sipil";
constexpr std::string_view kOrder = "Satuan Polisi Pamong Praja";
constexpr std::string_view kSigns = "Dinas Komunikasi dan Informatika";

constexpr Subject kSubjects[] = {
    {1397, "Jalan Berlubang", kComplaint, kWorks, "Jalan berlubang {d}, {k}",
     "Di ruas jalan {d} ada {n} lubang yang cukup dalam, sudah {w}. Saat hujan lubangnya tertutup "
     "air sehingga pengendara motor sering terperosok."},
    {1397, "Jalan Berlubang", kOversight, kWorks, "Tambalan jalan {d} sudah rusak lagi",
     "Jalan {d} di {k} baru ditambal, tetapi dalam {w} sudah terkelupas. Kami berharap mutu "
     "pekerjaannya diperiksa."},
    {1398, "Penerangan Jalan", kComplaint, kWorks, "Lampu jalan padam {d}",
     "Sebanyak {n} lampu jalan {d}, {k}, padam {w}. Malam hari gelap sekali dan warga khawatir "
     "akan keselamatan anak-anak yang pulang mengaji."},
    {1399, "Jembatan", kComplaint, kWorks, "Papan jembatan kayu {d} lapuk",
     "Jembatan kayu {d} di {k} papannya lapuk di {n} tempat. Warga menambalnya sendiri dengan "
     "kayu bekas, tetapi kendaraan pengangkut hasil kebun tidak berani lewat."},
    {2397, "Drainase (Gorong-Gorong/Parit)", kComplaint, kWorks, "Parit tersumbat {d}",
     "Parit {d} tersumbat sampah dan lumpur {w}. Setiap hujan air naik ke halaman {n} rumah."},
    {1618, "Gangguan Layanan Penyaluran Air", kComplaint, kWorks, "Air bersih tidak mengalir {d}",
     "Air di lingkungan {d}, {k}, tidak mengalir {w}. Kami membeli air tandon {n} kali seminggu."},
    {1010, "Layanan Air Minum", kAspiration, kWorks, "Usul sambungan air minum untuk {k}",
     "Kampung kami {d} belum terjangkau jaringan air minum. Kami mengusulkan sambungan baru, warga "
     "bersedia bergotong royong menggali jalur pipanya."},
    {942, "Pencemaran Lingkungan", kOversight, kNature, "Air sungai keruh dan berbau {d}",
     "Air sungai {d} di {k} keruh dan berbau {w}. Warga yang masih mandi di sungai mulai gatal, "
     "dan ikan di {n} keramba mati."},
    {942, "Pencemaran Lingkungan", kComplaint, kNature, "Sampah menumpuk {d}",
     "Tempat pembuangan sementara {d} penuh {w}. Pengangkutan yang biasanya tiap pagi sekarang "
     "hanya {n} kali seminggu."},
    {1431, "Banjir", kComplaint, kWorks, "Banjir berulang {d}",
     "Setiap hujan lebat air setinggi lutut masuk ke {n} rumah {d}, {k}. Kami mohon saluran "
     "pembuangnya ditinjau."},
    {941, "Kehutanan", kAspiration, kNature, "Usul pembibitan pohon bersama warga {k}",
     "Kelompok tani kami {d} ingin membuat rumah bibit di lahan {n} hektare. Kami mengusulkan "
     "pendampingan dari penyuluh."},
    {921, "Pelayanan Kesehatan", kComplaint, kHealth, "Antrean puskesmas {k} terlalu lama",
     "Di puskesmas {k} pasien menunggu sampai {n} jam. Loket yang dibuka hanya satu, keadaannya "
     "begini {w}."},
    {1385, "Fasilitas Kesehatan", kAspiration, kHealth, "Usul posyandu lansia {d}",
     "Di lingkungan {d}, {k}, banyak warga lanjut usia yang jauh dari puskesmas. Kami mengusulkan "
     "posyandu lansia sebulan sekali; tempatnya sudah kami siapkan."},
    {1387, "Administrasi BPJS Kesehatan", kInformation, kHealth, "Cara mengaktifkan kepesertaan",
     "Kepesertaan keluarga saya tidak aktif {w}. Mohon informasi syarat dan tempat mengurusnya di "
     "{k}."},
    {915, "Pendidikan Dasar dan Menengah", kComplaint, kSchools, "Atap ruang kelas bocor {d}",
     "Atap {n} ruang kelas di sekolah {d}, {k}, bocor {w}. Bila hujan, murid belajar bergantian di "
     "perpustakaan."},
    {1381, "Penerimaan Siswa Baru", kInformation, kSchools, "Jadwal penerimaan siswa baru",
     "Mohon informasi jadwal dan syarat penerimaan siswa baru untuk sekolah di {k}, termasuk jalur "
     "bagi keluarga yang baru pindah."},
    {1377, "Biaya Sekolah", kOversight, kSchools, "Pungutan seragam di sekolah {d}",
     "Orang tua murid {d} diminta membeli seragam hanya lewat sekolah dengan harga {n} kali harga "
     "pasar. Kami mohon hal ini diperiksa."},
    {957, "Bantuan Sosial", kComplaint, kSocial, "Bantuan belum diterima warga {k}",
     "Nama saya tercantum sebagai penerima, tetapi bantuan belum cair {w}. Tetangga {d} yang "
     "datanya sama sudah menerima."},
    {1443, "PKH Program Keluarga Harapan", kInformation, kSocial, "Syarat masuk daftar penerima",
     "Mohon informasi cara keluarga dengan {n} anak sekolah didata sebagai calon penerima di {k}."},
    {1461, "KTP (Kartu Tanda Penduduk)", kComplaint, kPapers, "KTP elektronik belum jadi {w}",
     "Perekaman sudah saya lakukan di {k}, tetapi kartunya belum jadi {w}. Setiap ditanya jawabnya "
     "blanko habis."},
    {1462, "Akta Kelahiran", kInformation, kPapers, "Syarat akta kelahiran terlambat",
     "Anak saya berumur {n} tahun belum punya akta. Mohon informasi syarat dan tempat mengurusnya "
     "bagi warga {d}, {k}."},
    {1464, "Kartu Keluarga", kComplaint, kPapers, "Perubahan kartu keluarga lama",
     "Perubahan kartu keluarga saya ajukan {w} di {k} dan belum selesai, padahal dijanjikan {n} "
     "hari."},
    {950, "Ketertiban Umum", kComplaint, kOrder, "Balapan liar {d}",
     "Hampir tiap malam ada balapan liar {d}, {k}. Warga sulit tidur dan sudah {n} kali terjadi "
     "kecelakaan."},
    {1439, "Keresahan Masyarakat", kComplaint, kOrder, "Anjing liar berkeliaran {d}",
     "Sekitar {n} ekor anjing liar berkeliaran {d}. Anak-anak takut berangkat sekolah {w}."},
    {1457, "Pemerintahan Desa", kAspiration, kSigns, "Usul papan informasi kampung {d}",
     "Agar warga {d} di {k} mengetahui kegiatan kampung, kami mengusulkan papan informasi di {n} "
     "titik dan pengumuman lewat pesan singkat."},
    {2219, "Alokasi Dana Desa", kOversight, kSigns, "Pembangunan gedung serbaguna terhenti",
     "Gedung serbaguna {d}, {k}, terhenti {w}. Papan proyeknya sudah dicabut. Kami mohon "
     "penjelasan tentang kelanjutannya."},
    {1035, "Jaringan Internet", kComplaint, kSigns, "Sinyal hilang di {k}",
     "Sejak {w} sinyal telepon {d} hilang timbul. Untuk mengirim laporan ini saya harus ke bukit "
     "yang jaraknya {n} kilometer."},
    {1037, "Layanan Online/Aplikasi Pemerintah", kAspiration, kSigns, "Saran antrean daring",
     "Saya menyarankan nomor antrean kantor {k} dapat diambil dari rumah, sebab warga {d} harus "
     "menempuh perjalanan {n} jam."},
    {936, "Transportasi Darat", kAspiration, kWorks, "Usul halte bagi pelajar {d}",
     "Pelajar {d} menunggu angkutan di tepi jalan tanpa peneduh. Kami mengusulkan halte sederhana "
     "di {n} tempat."},
    {2944, "Perairan", kComplaint, kWorks, "Dermaga {d} rusak",
     "Papan dermaga {d}, {k}, patah {w}. Penumpang perahu harus melompat, sudah {n} orang "
     "terjatuh."},
    {1012, "Bantuan Pertanian", kInformation, kSigns, "Jadwal penyaluran pupuk",
     "Mohon informasi jadwal penyaluran pupuk bersubsidi bagi kelompok tani di {k}; lahan kami {n} "
     "hektare dan musim tanam sudah dekat."},
    {1558, "Pungutan Liar", kOversight, kSigns, "Biaya tambahan tanpa kuitansi",
     "Saat mengurus surat di {k} saya diminta biaya tambahan {n} kali tanpa kuitansi. Mohon "
     "ditelusuri, dan mohon nama saya tidak disebut."},
};

constexpr std::string_view kSpots[] = {"di depan pasar pagi",
                                       "di simpang tiga balai desa",
                                       "dekat jembatan gantung",
                                       "di tepian sungai",
                                       "di belakang masjid raya",
                                       "di jalan poros menuju kota",
                                       "di gang sebelah TK",
                                       "di RT 07",
                                       "di RT 12",
                                       "di ujung kampung",
                                       "di seberang puskesmas",
                                       "dekat lapangan bola",
                                       "di tanjakan kilometer 9"};

constexpr std::string_view kTimes[] = {
    "selama tiga hari", "selama seminggu",   "selama dua minggu",        "sejak bulan lalu",
    "tiga bulan ini",   "sejak musim hujan", "lebih dari setengah tahun"};

constexpr std::string_view kOpenings[] = {
    "Selamat pagi, saya warga setempat ingin menyampaikan hal berikut.",
    "Mohon izin menyampaikan keadaan di tempat kami.",
    "Dengan hormat, kami menulis mewakili warga sekitar.",
    "Permisi, saya meneruskan keluhan beberapa tetangga.",
    "Salam, semoga laporan ini dapat dibaca oleh yang berwenang."};

constexpr std::string_view kDetails[] = {
    "Hal ini sudah kami sampaikan kepada ketua RT, tetapi belum ada perubahan.",
    "Kami sudah mencoba mengatasinya bersama-sama semampu kami.",
    "Keadaan paling berat dirasakan pada sore sampai malam hari.",
    "Foto keadaannya ada pada kami dan dapat dikirim bila diperlukan.",
    "Beberapa warga lanjut usia dan anak-anak paling terdampak.",
    "Dahulu pernah ditangani sekali, dan hasilnya baik untuk beberapa waktu.",
    "Kami memahami bahwa petugas terbatas, sehingga penanganan bertahap pun sangat membantu.",
    "Lokasinya mudah ditemukan; ketua RT bersedia menunjukkan tempatnya."};

constexpr std::string_view kClosings[] = {
    "Mohon ditindaklanjuti. Terima kasih.", "Atas perhatiannya kami ucapkan terima kasih.",
    "Kami menunggu kabar baiknya.", "Mohon petunjuk bila ada yang perlu kami lengkapi.",
    "Semoga segera ada jalan keluarnya."};

}  // namespace

std::span<const Subject> subjects() { return kSubjects; }
std::span<const std::string_view> spots() { return kSpots; }
std::span<const std::string_view> spans_of_time() { return kTimes; }
std::span<const std::string_view> openings() { return kOpenings; }
std::span<const std::string_view> details() { return kDetails; }
std::span<const std::string_view> closings() { return kClosings; }

}  // namespace jenjang
