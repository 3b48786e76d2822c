// An event is kept for ever by every holder, so nothing in it may ever have to be erased: no field
// reachable from Event may hold words, and every bytes field is an id of one fixed length.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "jenjang/v1/event.pb.h"
#include "schema/event.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Every bytes field an event may have, with its length.
const std::map<std::string, std::size_t> kLengths{
    {"jenjang.v1.Event.author", 32},          {"jenjang.v1.Event.report", 16},
    {"jenjang.v1.Event.parents", 32},         {"jenjang.v1.Event.under", 32},
    {"jenjang.v1.Actor.account", 16},         {"jenjang.v1.ContentRef.digest", 32},
    {"jenjang.v1.Submitted.client", 16},      {"jenjang.v1.Submitted.key", 16},
    {"jenjang.v1.ContentErased.digests", 32}, {"jenjang.v1.ErasureAcknowledged.erasure", 32},
    {"jenjang.v1.Tightened.replaced", 32},    {"jenjang.v1.SealedOpened.digests", 32},
};

void collect(const Descriptor* message, std::set<const Descriptor*>& seen) {
  if (!seen.insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const Descriptor* inner = message->field(i)->message_type();
    if (inner != nullptr) collect(inner, seen);
  }
}

std::set<const Descriptor*> reachable() {
  std::set<const Descriptor*> out;
  collect(v1::Event::descriptor(), out);
  return out;
}

TEST(EventFields, NoneIsAStringOrAFloat) {
  for (const Descriptor* message : reachable()) {
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      EXPECT_NE(field->type(), FieldDescriptor::TYPE_STRING) << field->full_name();
      EXPECT_NE(field->type(), FieldDescriptor::TYPE_FLOAT) << field->full_name();
      EXPECT_NE(field->type(), FieldDescriptor::TYPE_DOUBLE) << field->full_name();
      EXPECT_FALSE(field->is_map()) << field->full_name();
    }
  }
}

TEST(EventFields, EveryBytesFieldIsAKnownId) {
  std::set<std::string> found;
  for (const Descriptor* message : reachable()) {
    for (int i = 0; i < message->field_count(); ++i) {
      if (message->field(i)->type() != FieldDescriptor::TYPE_BYTES) continue;
      EXPECT_EQ(kLengths.count(message->field(i)->full_name()), 1u)
          << message->field(i)->full_name() << " must be an id of one length, listed here";
      found.insert(message->field(i)->full_name());
    }
  }
  EXPECT_EQ(found.size(), kLengths.size());
}

// Calls `try_event` for each bytes field that is set in `message`, spoiled by one byte.
template <class Visit>
void spoil_each(Message& message, const Visit& try_event) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        spoil_each(field->is_repeated() ? *reflection->MutableRepeatedMessage(&message, field, i)
                                        : *reflection->MutableMessage(&message, field),
                   try_event);
      }
      if (field->type() != FieldDescriptor::TYPE_BYTES) continue;
      const auto set = [&](const std::string& value) {
        if (field->is_repeated()) {
          reflection->SetRepeatedString(&message, field, i, value);
        } else {
          reflection->SetString(&message, field, value);
        }
      };
      const std::string good = field->is_repeated()
                                   ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field);
      for (const std::string& bad : {good.substr(1), good + "x"}) {
        set(bad);
        try_event(field->full_name());
      }
      set(good);
    }
  }
}

TEST(EventFields, AnotherLengthIsRefusedWhereverItStands) {
  std::set<std::string> spoiled;
  for (const auto& example : examples::events()) {
    const std::string& name = example.first;
    v1::Event wire;
    ASSERT_TRUE(wire.ParseFromString(encode_event(example.second)));
    spoil_each(wire, [&](const std::string& field) {
      spoiled.insert(field);
      EXPECT_FALSE(decode_event(wire.SerializeAsString())) << name << " " << field;
    });
    EXPECT_TRUE(decode_event(wire.SerializeAsString())) << name;
  }
  for (const auto& [field, length] : kLengths) EXPECT_EQ(spoiled.count(field), 1u) << field;
}

}  // namespace
}  // namespace jenjang
