#pragma once

#include "replication/session.h"

namespace jenjang {

// The sums and digests that a session and a ledger keep, walked out of everything anew.
Lag plain_to_send(const Session& session, const Ledger& ledger);
Lag plain_to_receive(const Session& session, const Ledger& ledger);
VectorDigest plain_digest_of_books(const Ledger& ledger, const Area& area);

}  // namespace jenjang
