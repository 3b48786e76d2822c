#!/usr/bin/env python3
"""Takes one rule at a time out of the code under test and sees the simulator notice.

Usage: tests/sim/mutations.py [NAME...]    from the root of a tree that is built and clean
Builds test_sim with each change, runs seeds until one fails, prints the seed and what failed, and
puts the file back. What the rogues of the simulator are too rare for, another program shows.
Exit code 1 if a rule could be taken out unseen, or could not be found.
"""

import os
import pathlib
import subprocess
import sys

BUILD = "build/release"
SEEDS = 200
SECONDS = 300  # One run takes less than a tenth.

# Name: file, what stands there, what stands there instead; which program notices, if not test_sim.
MUTATIONS = {
    "adoption": ("node/turn/core_views.cc", "    for (auto& [book, missing] : dossiers) {",
                 "    for (auto& [book, missing] : std::exchange(dossiers, {})) {\n      break;"),
    "holding-rule-below": ("schema/feed.h", "return !area_ || node_area.contains(*area_);",
                           "return !area_ || node_area == *area_ || node_area.tier() == 0;"),
    "fresh-incarnation": ("replication/replica.cc",
                          "incarnation_ = Incarnation{random_.number()};",
                          "incarnation_ = Incarnation{7};"),
    "mandate-of-a-move": ("node/core/mandate.cc",
                          "  if (!acts_for_holder(move, under)) return false;\n",
                          "  (void)acts_for_holder(move, under);\n"),
    "drop-out": ("node/core/custody.cc",
                 "    std::erase_if(rivals, [&](std::size_t rival) "
                 "{ return out.pasts.knew_any(rival, mask); });\n", "    (void)mask;\n",
                 "test_fold"),
    "narrower-parents": ("node/turn/author.cc", "  if (trail.last) add(*trail.last);\n",
                         "  if (trail.last) add(*trail.last);\n"
                         "  for (const KeptEvent& e : file.events) {\n"
                         "    if (!e.fold.event.wide()) add(e.fold.id);\n  }\n"),
    "signature": ("replication/ledger.cc",
                  "  if (!header_signed(*header, batch.header)) {\n",
                  "  if (false && !header_signed(*header, batch.header)) {\n"),
    "pack-filter": ("node/turn/core.cc",
                    "[this](std::string_view frame) { return clean_pack(frame); }",
                    "[](std::string_view frame) { return std::string(frame); }"),
    "dossier": ("node/turn/core_commands.cc", "    add_dossier(file, forwarded->to);\n",
                "    (void)forwarded;\n"),
    "failed-store": ("node/turn/core.cc", "      fail(done.error());\n      return out;\n",
                     "      fail(done.error());\n"),
    "continued-heads": ("replication/ledger.cc",
                        "  if (spot.number == 1) spot.continues = to_continue(append.feed);\n", ""),
    "continued-first": ("replication/ledger.cc", "  if (lacking.empty()) return std::nullopt;\n",
                        "  lacking.clear();\n  if (lacking.empty()) return std::nullopt;\n"),
    "continued-end": ("replication/ledger_feeds.cc",
                      "  return standing(continued.feed) == continued;\n",
                      "  return standing(continued.feed).number >= continued.number;\n"),
    "consent": ("schema/directory_entry.cc",
                "  const auto signature = Signature::from(wire.consent());\n",
                "  return wire.consent().size() == 64;\n"
                "  const auto signature = Signature::from(wire.consent());\n"),
    "id-of-area": ("schema/hash.cc", "  append_be64(bytes, area.digits());\n",
                   "  (void)area;\n"),
    "authority-rank": ("replication/authorities.cc",
                       "    const bool higher = own.contains(area) && (!out || own.tier() < *out);"
                       "\n", "    const bool higher = (own.contains(area) || own.tier() >= 0) && "
                       "(!out || own.tier() < *out);\n"),
    "enrolment-serial": ("replication/directory.cc",
                         "  const ClaimOrder order{~entry.serial, *tier, claim.id};\n",
                         "  const ClaimOrder order{0, *tier, claim.id};\n"),
    "ever-named": ("replication/authorities.cc",
                   "    name_ever(entry.key, entry.area, out.more);\n", "",
                   "test_replication"),
    "fork-shown": ("replication/session.cc", "    show_fork(theirs);\n", "",
                   "test_replication"),
    "cut-across-fork": ("replication/ledger_cuts.cc",
                        "    const std::uint64_t last = held_towards(step.head);\n",
                        "    const std::uint64_t last = step.head.number;\n",
                        "test_replication"),
    "learned": ("replication/ledger.cc",
                "    if (news && entry) learned_.push_back(*entry);\n", "",
                "test_replication"),
    "room-for-others": ("replication/replica.cc",
                        "kEighthsForOthers = 4;", "kEighthsForOthers = 8;",
                        "test_replication"),
    "back-again": ("node/turn/projector.cc", " && !kept.fold.past_cut) continue;", ") continue;"),
    "barred-adopts": ("node/turn/adoption.cc", "!directory.listened_to(self)",
                      "directory.revoked(self)"),
    "revocation-rank": ("replication/directory.cc",
                        "  if (!tier) return std::nullopt;\n  return Order{*tier,",
                        "  return Order{tier.value_or(Area::kTierMax),"),
    "cut-head": ("replication/ledger_cuts.cc",
                 "    if (whole && hash_at(feed, end.number) != end.head) {\n",
                 "    if (false && whole && hash_at(feed, end.number) != end.head) {\n"),
    "cut-leads-back": ("replication/ledger_cuts.cc",
                       "    for (const FeedHead& head : state->second.continues) "
                       "lead_to(head, end.named);\n", ""),
    "cut-expected": ("replication/ledger.cc",
                     "  if (directory_.revoked(header.feed.writer)) expect_continued(header);\n",
                     "", "test_replication"),
    "copy-accepted": ("replication/directory_read.cc", "  if (!proof) return false;\n",
                      "  if (!proof) return true;\n"),
    "copy-proved": ("node/turn/adoption.cc",
                    "  origin.accepted = ledger.prove_accepted(feed, header->number);\n",
                    ""),
    "revocation-serial": ("replication/directory.cc",
                          "  if (!fresh && standing->second.order < *order) return true;\n", ""),
    "pack-digests": ("node/turn/core_contents.cc",
                     "content == nullptr || wanted.erase(content->digest()) == 0) continue;",
                     "content == nullptr) continue;\n      wanted.clear();"),
    "pack-not-in-place": ("node/turn/core_contents.cc",
                          "    // Who has no more than is here is asked again later, not at once.\n"
                          "    if (!gained) continue;\n",
                          "    pack = *fresh;\n    (void)gained;\n"),
    "pack-window": ("replication/session_emit.cc", "    spend(pack.size(), now);\n", ""),
    "pack-erased": ("node/turn/core_contents.cc", "decode_pack(clean_pack(again.pack));",
                    "decode_pack(again.pack);"),
    "no-pack": ("node/turn/core_contents.cc",
                "if (!pack) return rewrite_pack(unclean.place, \"\", writes);",
                "if (!pack) return;"),
    "failed-read": ("node/store/rocks_reader.cc",
                    "  if (!status.ok()) end_unreadable(db_, family, status);\n"
                    "  return value;", "  if (!status.ok()) return std::nullopt;\n  return value;",
                    "test_store"),
    "read-not-there": ("tests/sim/sim_store.cc", "  const auto found = values.find(key);\n"
                       "  if (found == values.end()) return std::nullopt;",
                       "  try {\n    meet_unreadable();\n  } catch (const SimCrash&) {\n"
                       "    unreadable_ = false;\n    return std::nullopt;\n  }\n"
                       "  const auto found = values.find(key);\n"
                       "  if (found == values.end()) return std::nullopt;"),
    "resubmit-words": ("node/turn/author.cc",
                       "      if (entry) contents.push_back({ref.digest, std::move(*entry)});\n"
                       "    }\n    CaseFile fresh;",
                       "      (void)entry;\n    }\n    CaseFile fresh;"),
    "resubmit-fallen": ("node/turn/author.cc",
                        "if (submitted == nullptr || !kept.fold.past_cut) continue;",
                        "if (submitted == nullptr || kept.fold.past_cut) continue;"),
    "contact": ("replication/session.cc",
                "  if (heard_.value == 0 || to != contact_) {",
                "  if (heard_.value == 0) {"),
    "witness-written": ("replication/replica.cc", "  tend_heads(now, writes);\n  if (dir",
                        "  if (dir"),
    "witness-hourly": ("replication/witnesses.cc",
                       "    if (now.mono < what.due) return false;\n", "", "test_replication"),
    "witness-hourly-at-start": ("replication/witnesses.cc",
                                "    if (waits) due = due + (kWitnessEveryMs - passed) * "
                                "kMillisecondUs;\n", "    (void)waits;\n", "test_replication"),
    "witness-on-change": ("replication/witnesses.cc", "  return a.books == b.books && "
                          "a.directory == b.directory;\n", "  return &a == &b;\n",
                          "test_replication"),
    "witness-is-no-change": ("replication/session_emit.cc",
                             "      if (feed.carries_events()) of_events.push_back(head.head);\n",
                             "      if (!book.is_directory()) of_events.push_back(head.head);\n",
                             "test_replication"),
    "witness-rights": ("replication/witnesses.cc",
                       "  if (!may_witness(witness, of)) return std::nullopt;\n", "",
                       "test_replication"),
    "witness-signed": ("schema/countersigned_heads.cc",
                       "  if (!verify(Domain::heads, item.heads, item.signature, item.key)) {\n",
                       "  if (false) {\n", "test_replication"),
    "witness-cut": ("replication/replica.cc", "    witnesses_.judge_cut(judged, writes);\n",
                    "    (void)judged;\n", "test_replication"),
    "heads-kept": ("replication/peer_heads.cc",
                   "    kept_[peer] = {std::move(*heads), std::nullopt, false, true, {}};\n", "",
                   "test_replication"),
    "heads-continued": ("replication/heads_compare.cc",
                        "  if (continued) return HeadsOrder::onward;\n", "  (void)continued;\n",
                        "test_replication"),
    "heads-undecided": ("replication/heads_compare.cc",
                        "  return ahead ? HeadsOrder::undecided : HeadsOrder::back;\n",
                        "  (void)ahead;\n  return HeadsOrder::back;\n",
                        "test_replication"),
    "authority-ended": ("replication/authorities.cc",
                        "  return std::binary_search(kept.begin(), kept.end(), id);\n",
                        "  (void)id;\n  return !kept.empty();\n"),
    "end-from-above": ("replication/authorities.cc",
                       "      if (!above(signer, end.area, id)) continue;\n",
                       "      if (!rank(signer, end.area, id)) continue;\n"),
    "root-signed": ("replication/authorities.cc",
                    "  if (signer != entry.root.key) return {};\n", "  (void)signer;\n",
                    "test_replication"),
    "root-ends-earlier": ("replication/authorities.cc",
                          "if (signer != root || !earlier ||",
                          "if (signer != root || (earlier && false) ||",
                          "test_replication"),
    "disowned": ("replication/directory.cc",
                 "  const bool fresh = disowned_.insert(node).second;\n",
                 "  const bool fresh = false;\n",
                 "test_replication"),
    "one-spelling": ("schema/directory_entry.cc",
                     "wire.SerializeAsString() != bytes || odd_inside", "odd_inside",
                     "test_schema"),
    "width": ("replication/ledger.cc", "  if (width <= kOpenFeedsMax) return std::nullopt;\n",
              "  if (width > 0) return std::nullopt;\n", "test_replication"),
    "dear-refusal": ("replication/ledger.cc", "  if (dear || !header_signed",
                     "  if ((dear && false) || !header_signed", "test_replication"),
    "barred-unheard": ("replication/ledger.cc",
                       "  const bool listened = !directory_.barred(feed.writer);\n",
                       "  const bool listened = true;\n", "test_replication"),
    "nobodys-words": ("replication/directory.cc",
                      "  if (!authorities_.may_speak_above(said.authority(), entry.area)) "
                      "return false;\n", "", "test_replication"),
    "forgotten": ("replication/directory.cc",
                  "  if (forgotten_.contains(who) || forgotten_.size() == kForgottenMax) {\n",
                  "  if (!forgotten_.empty()) {\n", "test_replication"),
    "quota": ("replication/ledger.cc", "  if (weight <= allowance) return std::nullopt;\n",
              "  if (weight > 0) return std::nullopt;\n"),
    "quota-total": ("replication/ledger.cc",
                    "      header->total_bytes != state.total_bytes + header->payload_bytes) {\n",
                    "      header->total_bytes == 0) {\n", "test_replication"),
    "quota-bars": ("replication/ledger_cuts.cc",
                   "  if (directory_.barred(feed.writer)) return 0;\n", "", "test_replication"),
    "quota-of-forks": ("replication/directory.cc",
                       "  if (proved.size() > kForksMax) return true;\n", "",
                       "test_replication"),
    "quota-from-above": ("replication/directory.cc",
                         "  if (from_above && (!best.agreed",
                         "  if ((from_above || true) && (!best.agreed",
                         "test_replication"),
    "quota-of-an-area": ("replication/directory.cc", "    if (room == 0) {\n",
                         "    if (room == SIZE_MAX) {\n"),
    "worth-saving": ("replication/replica.cc", "    if (!directory_.worth_saving(entry)) {\n",
                     "    if (false) {\n"),
    "waiting-again": ("replication/directory.cc", "    again_ = true;\n", "", "test_replication"),
    "answered-once": ("replication/session_emit.cc", "    if (at->second.answer) {\n",
                      "    if (false) {\n", "test_replication"),
    "life-while-revoked": ("replication/ledger_feeds.cc",
                           "whole = directory_.revoked(feed.writer) && !directory_",
                           "whole = false && !directory_", "test_replication"),
    "closings-of-the-last-life": ("replication/ledger.cc",
                                  "  cut_before_ = directory_.cut_writers();\n", "",
                                  "test_replication"),
    "closings-without-cuts": ("replication/replica.cc", "  if (!directory_.has_cuts()) cuts_seen_",
                              "  cuts_seen_", "test_replication"),
    "one-question": ("replication/session_emit.cc",
                     "now.mono < asked_at->second + patience_us_) return;", "false) return;",
                     "test_replication"),
    "closings-of-cuts": ("replication/ledger_feeds.cc",
                         "    if (directory_.barred(writer)) continue;\n", "    continue;\n"),
}


def build(program):
    done = subprocess.run(["ninja", "-C", BUILD, program], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout[-2000:])
    return done.returncode == 0


def failure_of(program, options=(), **variables):
    try:
        done = subprocess.run([f"{BUILD}/bin/{program}", *options],
                              env=dict(os.environ, **variables), capture_output=True, text=True,
                              timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"no end within {SECONDS} s"
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()
             if line.startswith("  ") or "CHECK" in line or "FAILED" in line]
    return lines[0] if lines else "the process ended"


def first_failure(program):
    if program != "test_sim":
        failure = failure_of(program)
        return failure and f"{program}: {failure}"
    for seed in range(1, SEEDS + 1):
        failure = failure_of(program, ["--gtest_filter=*ReplaysASeed"], JENJANG_SIM_SEED=str(seed))
        if failure:
            return f"seed {seed}: {failure}"
    return None


def try_out(name):
    path, before, after, *other = MUTATIONS[name]
    program = other[0] if other else "test_sim"
    file = pathlib.Path(path)
    text = file.read_text()
    if before not in text:
        print(f"{name}: {path} has no such line any more")
        return False
    try:
        file.write_text(text.replace(before, after))
        failure = build(program) and first_failure(program)
    finally:
        file.write_text(text)
    print(f"{name}: {failure[:110] if failure else 'NOT SEEN'}", flush=True)
    return bool(failure)


def main():
    names = sys.argv[1:] or list(MUTATIONS)
    seen = [try_out(name) for name in names]
    build("test_sim")
    return 0 if all(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
