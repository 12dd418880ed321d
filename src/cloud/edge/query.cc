// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace sb::cloud::edge {
namespace {

constexpr size_t kPartsMax = 12;
constexpr size_t kParametersMax = 2000;

// Form parameters by the parts of their names.
struct Tree {
  std::string value;
  bool has_value = false;
  std::vector<std::string> names;
  std::vector<Tree> children;  // by the same index as names

  Tree& at(std::string_view name) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) return children[i];
    }
    names.emplace_back(name);
    return children.emplace_back();
  }
  const Tree* find(std::string_view name) const {
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) return &children[i];
    }
    return nullptr;
  }
  // The children named by numbers, in their order.
  std::vector<const Tree*> numbered() const {
    std::vector<std::pair<int64_t, const Tree*>> found;
    for (size_t i = 0; i < names.size(); ++i) {
      if (const auto number = base::parse_int(names[i])) found.emplace_back(*number, &children[i]);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<const Tree*> out;
    for (const auto& [number, child] : found) out.push_back(child);
    return out;
  }
};

enum class Shape { kList, kMap };

// SQS's flattened parameters: what they are called in JSON, and the names of a map's keys and values.
struct Flattened {
  const char* parameter;
  const char* member;
  Shape shape;
  const char* key;
  const char* value;
};

constexpr Flattened kFlattened[] = {
    {"Attribute", "Attributes", Shape::kMap, "Name", "Value"},
    {"Tag", "Tags", Shape::kMap, "Key", "Value"},
    {"MessageAttribute", "MessageAttributes", Shape::kMap, "Name", "Value"},
    {"MessageSystemAttribute", "MessageSystemAttributes", Shape::kMap, "Name", "Value"},
    {"TagKey", "TagKeys", Shape::kList, "", ""},
    {"AttributeName", "AttributeNames", Shape::kList, "", ""},
    {"MessageAttributeName", "MessageAttributeNames", Shape::kList, "", ""},
    {"MessageSystemAttributeName", "MessageSystemAttributeNames", Shape::kList, "", ""},
    {"AWSAccountId", "AWSAccountIds", Shape::kList, "", ""},
    {"ActionName", "Actions", Shape::kList, "", ""},
    {"SendMessageBatchRequestEntry", "Entries", Shape::kList, "", ""},
    {"DeleteMessageBatchRequestEntry", "Entries", Shape::kList, "", ""},
    {"ChangeMessageVisibilityBatchRequestEntry", "Entries", Shape::kList, "", ""},
};

json::Value to_json(const Tree& tree, bool flattened);

json::Object to_map(const std::vector<const Tree*>& entries, const char* key, const char* value,
                    bool flattened) {
  json::Object out;
  for (const Tree* entry : entries) {
    const Tree* name = entry->find(key);
    const Tree* content = entry->find(value);
    if (name != nullptr)
      out[name->value] = content == nullptr ? json::Value("") : to_json(*content, flattened);
  }
  return out;
}

json::Array to_list(const std::vector<const Tree*>& items, bool flattened) {
  json::Array out;
  for (const Tree* item : items) out.push_back(to_json(*item, flattened));
  return out;
}

json::Object flattened_members(const Tree& tree) {
  json::Object out;
  for (size_t i = 0; i < tree.names.size(); ++i) {
    const std::string& name = tree.names[i];
    const Tree& child = tree.children[i];
    const auto* known = std::find_if(std::begin(kFlattened), std::end(kFlattened),
                                     [&](const Flattened& f) { return name == f.parameter; });
    if (known == std::end(kFlattened) || child.has_value) {
      out[name] = to_json(child, true);
    } else if (known->shape == Shape::kList) {
      out[known->member] = to_list(child.numbered(), true);
    } else {
      out[known->member] = to_map(child.numbered(), known->key, known->value, true);
    }
  }
  return out;
}

json::Value to_json(const Tree& tree, bool flattened) {
  if (tree.children.empty()) return json::Value(tree.value);
  if (flattened) return flattened_members(tree);
  if (const Tree* members = tree.find("member")) return to_list(members->numbered(), false);
  if (const Tree* entries = tree.find("entry")) {
    const auto items = entries->numbered();
    const bool named = !items.empty() && items.front()->find("Name") != nullptr;
    return to_map(items, named ? "Name" : "key", named ? "Value" : "value", false);
  }
  json::Object out;
  for (size_t i = 0; i < tree.names.size(); ++i) out[tree.names[i]] = to_json(tree.children[i], false);
  return out;
}

const char* xml_namespace(std::string_view service) {
  if (service == "sqs") return "http://queue.amazonaws.com/doc/2012-11-05/";
  if (service == "sts") return "https://sts.amazonaws.com/doc/2011-06-15/";
  return "http://sns.amazonaws.com/doc/2010-03-31/";
}

std::string text_of(const json::Value& value) {
  return escape_xml(value.is_string() ? json::view(value.get_string())
                                      : std::string_view(json::to_text(value)));
}

// How many bytes at the beginning of the text are a character that XML 1.0 cannot hold; 0 when it can.
size_t unwritable_bytes(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) < 0x20) return text[0] == '\t' || text[0] == '\n' || text[0] == '\r' ? 0 : 1;
  const bool surrogate = byte(0) == 0xED && byte(1) >= 0xA0;
  const bool no_character = byte(0) == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE;
  return surrogate || no_character ? std::min<size_t>(3, text.size()) : 0;
}

void write_members(std::string& out, const json::Object& object);

void write_member(std::string& out, std::string_view name, const json::Value& value) {
  out += fmt::format("<{}>", name);
  if (const json::Array* list = value.if_array()) {
    for (const json::Value& item : *list) write_member(out, "member", item);
  } else if (const json::Object* object = value.if_object(); object != nullptr && name == "Attributes") {
    for (const auto& [key, content] : *object) {
      out += fmt::format("<entry><key>{}</key><value>{}</value></entry>", escape_xml(std::string_view(key)),
                         text_of(content));
    }
  } else if (object != nullptr) {
    write_members(out, *object);
  } else {
    out += text_of(value);
  }
  out += fmt::format("</{}>", name);
}

void write_members(std::string& out, const json::Object& object) {
  for (const auto& [key, value] : object) write_member(out, std::string_view(key), value);
}

// SQS answers: lists are repeated elements, maps are repeated Name/Value pairs.
void write_flattened(std::string& out, const std::string& action, const json::Object& object) {
  static const std::map<std::string, std::string, std::less<>> kElements{
      {"QueueUrls", "QueueUrl"},
      {"queueUrls", "QueueUrl"},
      {"Messages", "Message"},
      {"Failed", "BatchResultErrorEntry"},
      {"Results", "ListMessageMoveTasksResultEntry"}};
  for (const auto& [raw_key, value] : object) {
    const std::string key(raw_key);
    if (const json::Array* list = value.if_array()) {
      const auto known = kElements.find(key);
      const std::string element = known != kElements.end() ? known->second
                                  : key == "Successful"    ? action + "ResultEntry"
                                                           : key;
      for (const json::Value& item : *list) {
        out += fmt::format("<{}>", element);
        if (item.is_object()) {
          write_flattened(out, action, item.get_object());
        } else {
          out += text_of(item);
        }
        out += fmt::format("</{}>", element);
      }
    } else if (const json::Object* map = value.if_object();
               map != nullptr && (key == "Attributes" || key == "Tags" || key == "MessageAttributes")) {
      const std::string element = key.substr(0, key.size() - 1);
      const char* name = key == "Tags" ? "Key" : "Name";
      for (const auto& [entry, content] : *map) {
        out +=
            fmt::format("<{}><{}>{}</{}><Value>", element, name, escape_xml(std::string_view(entry)), name);
        if (content.is_object()) {
          write_flattened(out, action, content.get_object());
        } else {
          out += text_of(content);
        }
        out += fmt::format("</Value></{}>", element);
      }
    } else {
      out += fmt::format("<{}>{}</{}>", key, text_of(value), key);
    }
  }
}

// Operations whose answer carries no <…Result>.
bool has_output(std::string_view service, std::string_view action) {
  static constexpr std::string_view kSns[] = {
      "DeleteTopic",   "Unsubscribe",      "SetTopicAttributes",     "SetSubscriptionAttributes",
      "AddPermission", "RemovePermission", "PutDataProtectionPolicy"};
  static constexpr std::string_view kSqs[] = {
      "DeleteMessage", "SetQueueAttributes",      "PurgeQueue",    "DeleteQueue",     "TagQueue",
      "UntagQueue",    "ChangeMessageVisibility", "AddPermission", "RemovePermission"};
  const auto none = [&](auto& list) {
    return std::find(std::begin(list), std::end(list), action) == std::end(list);
  };
  return service == "sqs" ? none(kSqs) : none(kSns);
}

}  // namespace

base::Result<json::Object> form_to_json(const Form& form, std::string_view service) {
  if (form.size() > kParametersMax)
    return base::Error{"MalformedInput", "The request has too many parameters.", ""};
  Tree root;
  for (const auto& [name, value] : form) {
    if (name == "Action" || name == "Version") continue;
    if (!base::is_utf8(name) || !base::is_utf8(value)) {
      return base::Error{"MalformedInput", "The request holds text that is not UTF-8.", ""};
    }
    const auto parts = base::split(name, '.');
    if (parts.size() > kPartsMax)
      return base::Error{"MalformedInput", fmt::format("The parameter {} is nested too deeply.", name), ""};
    Tree* at = &root;
    for (const std::string_view part : parts) at = &at->at(part);
    at->value = value;
    at->has_value = true;
  }
  const bool flattened = service == "sqs";
  if (flattened) return flattened_members(root);
  json::Object out;
  for (size_t i = 0; i < root.names.size(); ++i) out[root.names[i]] = to_json(root.children[i], false);
  return out;
}

std::string escape_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (const size_t wrong = unwritable_bytes(text.substr(i)); wrong > 0) {
      out += "\xEF\xBF\xBD";
      i += wrong - 1;
      continue;
    }
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#xD;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string success_xml(std::string_view service, const std::string& action, const json::Object& body,
                        const std::string& request_id) {
  std::string inside;
  if (service == "sqs") {
    write_flattened(inside, action, body);
  } else {
    write_members(inside, body);
  }
  const std::string result =
      has_output(service, action) ? fmt::format("<{0}Result>{1}</{0}Result>", action, inside) : "";
  return fmt::format(
      "<?xml version=\"1.0\"?><{0}Response "
      "xmlns=\"{1}\">{2}<ResponseMetadata><RequestId>{3}</RequestId></ResponseMetadata></{0}Response>",
      action, xml_namespace(service), result, request_id);
}

std::string error_xml(std::string_view service, const std::string& code, const std::string& message,
                      bool sender, const std::string& request_id) {
  return fmt::format(
      "<?xml version=\"1.0\"?><ErrorResponse "
      "xmlns=\"{}\"><Error><Type>{}</Type><Code>{}</Code><Message>{}</Message>{}</Error><RequestId>{}</"
      "RequestId></ErrorResponse>",
      xml_namespace(service), sender ? "Sender" : "Receiver", escape_xml(code), escape_xml(message),
      service == "sqs" ? "<Detail/>" : "", request_id);
}

}  // namespace sb::cloud::edge
