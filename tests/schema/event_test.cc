#include "schema/event.h"

#include <gtest/gtest.h>

#include <functional>

#include "schema/hash.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

using Wire = v1::Event;

// The example of that name, as a wire message to be spoiled.
Wire wire_of(const std::string& name) {
  for (const auto& [known, event] : examples::events()) {
    if (known != name) continue;
    Wire out;
    EXPECT_TRUE(out.ParseFromString(encode_event(event)));
    return out;
  }
  ADD_FAILURE() << "no example " << name;
  return {};
}

TEST(Event, EveryPayloadComesBackAsItWas) {
  for (const auto& [name, event] : examples::events()) {
    const Result<Event> back = decode_event(encode_event(event));
    ASSERT_TRUE(back) << name << ": " << back.error().message;
    EXPECT_EQ(*back, event) << name;
    EXPECT_EQ(encode_event(*back), encode_event(event)) << name;
  }
}

TEST(Event, WhatASubmitSaysGivesItsReport) {
  Event event = examples::events().front().second;
  const auto& submitted = std::get<Submitted>(event.payload);
  const ReportId report = report_id(submitted.intake, submitted.client, submitted.key);
  event.report = ReportId{};
  EXPECT_EQ(decode_event(encode_event(event))->report, report);
}

TEST(Event, ThereIsAnExampleOfEveryPayload) {
  std::vector<bool> seen(std::variant_size_v<Payload>);
  for (const auto& [name, event] : examples::events()) seen[event.payload.index()] = true;
  EXPECT_EQ(seen, std::vector<bool>(seen.size(), true));
  EXPECT_EQ(v1::Event::descriptor()->FindOneofByName("payload")->field_count(),
            static_cast<int>(std::variant_size_v<Payload>));
}

TEST(Event, FieldsOfALaterSchemaAreKeptInTheBytesAndIgnored) {
  const Event event = examples::events()[1].second;
  const std::string later = encode_event(event) + std::string("\xf8\x07\x05", 3);  // Field 127.
  const Result<Event> back = decode_event(later);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, event);
  EXPECT_NE(event_id(later), event_id(encode_event(event)));
}

struct SpoiledCase {
  const char* name;
  const char* example;
  std::function<void(Wire&)> spoil;
};

class SpoiledEvent : public testing::TestWithParam<SpoiledCase> {};

TEST_P(SpoiledEvent, IsRefused) {
  Wire wire = wire_of(GetParam().example);
  ASSERT_TRUE(decode_event(wire.SerializeAsString()));
  GetParam().spoil(wire);
  const Result<Event> back = decode_event(wire.SerializeAsString());
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, Code::invalid);
}

std::string case_name(const testing::TestParamInfo<SpoiledCase>& test) { return test.param.name; }

std::string bytes(std::size_t size) { return std::string(size, 'b'); }

// Columns: name, example, what is spoiled.
INSTANTIATE_TEST_SUITE_P(
    Envelope, SpoiledEvent,
    testing::Values(
        SpoiledCase{"NoAuthor", "verified", [](Wire& w) { w.clear_author(); }},
        SpoiledCase{"ShortAuthor", "verified", [](Wire& w) { w.set_author(bytes(31)); }},
        SpoiledCase{"AreaOfNoTier", "verified", [](Wire& w) { w.set_area(647); }},
        SpoiledCase{"LongReport", "verified", [](Wire& w) { w.set_report(bytes(17)); }},
        SpoiledCase{"NoReport", "verified", [](Wire& w) { w.clear_report(); }},
        SpoiledCase{"SubmitWithAReport", "submitted", [](Wire& w) { w.set_report(bytes(16)); }},
        SpoiledCase{"BookOfNoTier", "narrower", [](Wire& w) { w.set_book(1); }},
        SpoiledCase{"ShortParent", "verified", [](Wire& w) { w.set_parents(0, bytes(31)); }},
        SpoiledCase{"SeventeenParents", "verified",
                    [](Wire& w) {
                      while (w.parents_size() < 17) w.add_parents(bytes(32));
                    }},
        SpoiledCase{"LongUnder", "verified", [](Wire& w) { w.set_under(bytes(33)); }},
        SpoiledCase{"SubmitWithParents", "submitted", [](Wire& w) { w.add_parents(bytes(32)); }},
        SpoiledCase{"SubmitUnderAMove", "submitted", [](Wire& w) { w.set_under(bytes(32)); }},
        SpoiledCase{"NoParentsAndNoMove", "verified",
                    [](Wire& w) {
                      w.clear_parents();
                      w.clear_under();
                    }},
        SpoiledCase{"WideUncounted", "verified", [](Wire& w) { w.set_counter(0); }},
        SpoiledCase{"NarrowerCounted", "narrower", [](Wire& w) { w.set_counter(1); }},
        SpoiledCase{"NoActor", "verified", [](Wire& w) { w.clear_actor(); }},
        SpoiledCase{"ShortAccount", "verified",
                    [](Wire& w) { w.mutable_actor()->set_account(bytes(15)); }},
        SpoiledCase{"NoRule", "verified",
                    [](Wire& w) { w.mutable_actor()->set_rule(v1::SYSTEM_RULE_UNSPECIFIED); }},
        SpoiledCase{"UnknownRule", "verified",
                    [](Wire& w) { w.mutable_actor()->set_rule(static_cast<SystemRule>(99)); }},
        SpoiledCase{"NoPayload", "verified", [](Wire& w) { w.clear_payload(); }},
        SpoiledCase{"TooLong", "verified",
                    [](Wire& w) {
                      w.GetReflection()->MutableUnknownFields(&w)->AddLengthDelimited(
                          200, bytes(kEventBytesMax));
                    }}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Payloads, SpoiledEvent,
    testing::Values(
        SpoiledCase{"IntakeOfNoTier", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_intake(3); }},
        SpoiledCase{"ShortClient", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_client(bytes(15)); }},
        SpoiledCase{"LongKey", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_key(bytes(32)); }},
        SpoiledCase{"AddresseeOfNoTier", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_addressee(12345); }},
        SpoiledCase{"PlaceOfNoTier", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_place(12345678); }},
        SpoiledCase{"PlaceBelowKecamatan", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_place(6472011001); }},
        SpoiledCase{"NoKind", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_kind(v1::KIND_UNSPECIFIED); }},
        SpoiledCase{"UnknownKind", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_kind(static_cast<Kind>(50)); }},
        SpoiledCase{"UnknownChannel", "submitted",
                    [](Wire& w) { w.mutable_submitted()->set_channel(static_cast<Channel>(50)); }},
        SpoiledCase{
            "ShortDigest", "submitted",
            [](Wire& w) { w.mutable_submitted()->mutable_contents(0)->set_digest(bytes(31)); }},
        SpoiledCase{"NoRole", "submitted",
                    [](Wire& w) { w.mutable_submitted()->mutable_contents(0)->clear_role(); }},
        SpoiledCase{"UnknownRole", "followed_up",
                    [](Wire& w) {
                      w.mutable_followed_up()->mutable_contents(0)->set_role(
                          static_cast<ContentRole>(70));
                    }},
        SpoiledCase{"TooManyContents", "followed_up",
                    [](Wire& w) {
                      auto* contents = w.mutable_followed_up()->mutable_contents();
                      while (contents->size() <= 64) *contents->Add() = contents->Get(0);
                    }},
        SpoiledCase{"NoDecision", "verified",
                    [](Wire& w) { w.mutable_verified()->clear_decision(); }},
        SpoiledCase{"UnknownDecision", "verified",
                    [](Wire& w) { w.mutable_verified()->set_decision(static_cast<Decision>(9)); }},
        SpoiledCase{"VerifiedUnknownKind", "verified",
                    [](Wire& w) { w.mutable_verified()->set_kind(static_cast<Kind>(9)); }},
        SpoiledCase{"DisposedToNoTier", "disposed",
                    [](Wire& w) { w.mutable_disposed()->set_to(7); }},
        SpoiledCase{"ForwardedToNoTier", "forwarded",
                    [](Wire& w) { w.mutable_forwarded()->set_to(777); }},
        SpoiledCase{"ReturnedToNoTier", "returned",
                    [](Wire& w) { w.mutable_returned()->set_to(7); }},
        SpoiledCase{"ProposedOfNoTier", "returned",
                    [](Wire& w) { w.mutable_returned()->set_proposed(7); }},
        SpoiledCase{"UnknownOutcome", "closed",
                    [](Wire& w) { w.mutable_closed()->set_outcome(static_cast<Outcome>(9)); }},
        SpoiledCase{"ErasesNothing", "content_erased",
                    [](Wire& w) { w.mutable_content_erased()->clear_digests(); }},
        SpoiledCase{"ErasesTooMuch", "content_erased",
                    [](Wire& w) {
                      for (int i = 0; i < 64; ++i) {
                        w.mutable_content_erased()->add_digests(bytes(32));
                      }
                    }},
        SpoiledCase{"ErasesShortDigest", "content_erased",
                    [](Wire& w) { w.mutable_content_erased()->set_digests(1, bytes(16)); }},
        SpoiledCase{
            "UnknownReason", "content_erased",
            [](Wire& w) { w.mutable_content_erased()->set_reason(static_cast<ErasureReason>(9)); }},
        SpoiledCase{"ShortErasure", "erasure_acknowledged",
                    [](Wire& w) { w.mutable_erasure_acknowledged()->set_erasure(bytes(16)); }},
        SpoiledCase{"TightensNothing", "tightened",
                    [](Wire& w) {
                      w.mutable_tightened()->clear_anonymous();
                      w.mutable_tightened()->clear_secret();
                    }},
        SpoiledCase{"ReplacesByNothing", "tightened",
                    [](Wire& w) { w.mutable_tightened()->clear_contents(); }},
        SpoiledCase{"ReplacesShortDigest", "tightened",
                    [](Wire& w) { w.mutable_tightened()->set_replaced(0, bytes(31)); }},
        SpoiledCase{"OpensNothing", "sealed_opened",
                    [](Wire& w) { w.mutable_sealed_opened()->clear_digests(); }},
        SpoiledCase{"GrantsToNoTier", "identity_granted",
                    [](Wire& w) { w.mutable_identity_granted()->set_to(7); }}),
    case_name);

TEST(Event, RefusesBytesThatAreNoMessage) {
  EXPECT_FALSE(decode_event(""));
  EXPECT_FALSE(decode_event("\xff\xff\xff"));
  const std::string whole = encode_event(examples::events()[0].second);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_event(whole.substr(0, size))) << size;
  }
}

TEST(Event, MovesAreTheFourThatSayWhereTo) {
  for (const auto& [name, event] : examples::events()) {
    const bool move =
        name == "submitted" || name == "disposed" || name == "forwarded" || name == "returned";
    EXPECT_EQ(destination_of(event.payload).has_value(), move) << name;
  }
}

TEST(Event, ContentsAreThoseThePayloadNames) {
  EXPECT_EQ(contents_of(examples::events()[0].second.payload).size(), 2u);
  EXPECT_TRUE(contents_of(ContentErased{}).empty());
}

}  // namespace
}  // namespace jenjang
