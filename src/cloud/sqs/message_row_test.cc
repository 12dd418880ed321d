// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/message_row.h"

#include <gtest/gtest.h>

namespace sb::cloud::sqs {
namespace {

base::Time at(int64_t milliseconds) { return base::Time(base::Milliseconds(milliseconds)); }

Message full_message() {
  Message m;
  m.id = "id";
  m.body = std::string("body\n\0with bytes", 16);
  m.attributes = {{"a", {{"DataType", "String"}, {"StringValue", "b"}}}};
  m.sender_id = "AIDA";
  m.group_id = "group";
  m.deduplication_id = "dedup";
  m.trace_header = "Root=1";
  m.sent = at(1000);
  m.dead_letter_source = "arn:aws:sqs:us-east-1:000000000000:source";
  m.moved = true;
  m.receive_count = 3;
  m.first_received = at(2000);
  m.visible_at = at(1764150000123);
  return m;
}

std::string whole_row(std::string_view queue_key, const Message& m) {
  return write_message_row_head(queue_key, m) + std::string(m.body.view());
}

TEST(MessageRow, BringsEverythingBack) {
  const Message m = full_message();
  const auto row = read_message_row(whole_row("account\x1fregion\x1fqueue", m));
  ASSERT_TRUE(row);
  EXPECT_EQ(row->queue_key, "account\x1fregion\x1fqueue");
  EXPECT_EQ(row->message.id, m.id);
  EXPECT_EQ(row->message.body, m.body);
  EXPECT_EQ(row->message.attributes, m.attributes);
  EXPECT_EQ(row->message.sender_id, m.sender_id);
  EXPECT_EQ(row->message.group_id, m.group_id);
  EXPECT_EQ(row->message.deduplication_id, m.deduplication_id);
  EXPECT_EQ(row->message.trace_header, m.trace_header);
  EXPECT_EQ(row->message.sent, m.sent);
  EXPECT_EQ(row->message.dead_letter_source, m.dead_letter_source);
  EXPECT_TRUE(row->message.moved);
  EXPECT_EQ(row->message.receive_count, 3);
  EXPECT_EQ(row->message.receives_elsewhere, 3);
  EXPECT_EQ(row->message.first_received, m.first_received);
  EXPECT_EQ(row->message.visible_at, m.visible_at);
}

TEST(MessageRow, AnythingCutOrLengthenedIsNoRow) {
  const std::string row = whole_row("q", full_message());
  for (size_t length = 0; length < row.size(); ++length)
    EXPECT_FALSE(read_message_row(row.substr(0, length))) << length;
  EXPECT_FALSE(read_message_row(row + "x"));
  EXPECT_FALSE(read_message_row("\x02" + row.substr(1)));
}

TEST(StateRow, BringsReceivesAndVisibilityBack) {
  Message m = full_message();
  m.last_received = at(3000);
  m.receipt = 7;
  Message found;
  ASSERT_TRUE(read_state_row(write_state_row(m), found));
  EXPECT_EQ(found.receive_count, 3);
  EXPECT_EQ(found.first_received, m.first_received);
  EXPECT_EQ(found.last_received, m.last_received);
  EXPECT_EQ(found.visible_at, m.visible_at);
  EXPECT_EQ(found.receipt, 7u);
  EXPECT_TRUE(found.state_saved);
  EXPECT_FALSE(read_state_row(write_state_row(m) + "x", found));
  EXPECT_FALSE(read_state_row("", found));
}

}  // namespace
}  // namespace sb::cloud::sqs
