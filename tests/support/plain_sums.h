#pragma once

#include "replication/session.h"

namespace jenjang {

// What a session and a ledger keep as sums and digests, walked out of everything anew.
Lag plain_to_send(const Session& session, const Ledger& ledger);
Lag plain_to_receive(const Session& session, const Ledger& ledger);
VectorDigest plain_digest_of_books(const Ledger& ledger, const Area& area);

}  // namespace jenjang
