// SPDX-License-Identifier: Apache-2.0
#include "spec/model.h"

namespace sb::spec {
namespace {

// The JSON text of a fragment, and on the way which value stands around one of its bytes.
class Writer {
 public:
  explicit Writer(size_t offset = std::string::npos) : offset_(offset) {}

  void write(const Fragment& fragment) {
    const size_t begin = out_.size();
    switch (fragment.kind) {
      case Fragment::Kind::kScalar:
        out_ += fragment.scalar;
        break;
      case Fragment::Kind::kObject:
        write_members(fragment);
        break;
      case Fragment::Kind::kArray:
        write_items(fragment);
        break;
    }
    // Inner values are through first, so that the first to hold the byte is the innermost.
    if (around_ == nullptr && begin <= offset_ && offset_ < out_.size()) around_ = &fragment;
  }

  std::string take() { return std::move(out_); }
  const Fragment* around() const { return around_; }

 private:
  void write_members(const Fragment& fragment) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : fragment.members) {
      if (!first) out_ += ',';
      first = false;
      out_ += json::to_text(json::Value(key));
      out_ += ':';
      write(value);
    }
    out_ += '}';
  }

  void write_items(const Fragment& fragment) {
    out_ += '[';
    bool first = true;
    for (const Fragment& item : fragment.items) {
      if (!first) out_ += ',';
      first = false;
      write(item);
    }
    out_ += ']';
  }

  const size_t offset_;
  std::string out_;
  const Fragment* around_ = nullptr;
};

}  // namespace

std::string Fragment::to_json() const {
  Writer writer;
  writer.write(*this);
  return writer.take();
}

base::SourcePosition Fragment::position_at(size_t offset) const {
  Writer writer(offset);
  writer.write(*this);
  return writer.around() == nullptr ? position : writer.around()->position;
}

json::Object Input::to_wire() const {
  json::Object out;
  if (!path.empty()) out["InputPath"] = path;
  if (!text.empty()) out["Input"] = text;
  if (transform.empty()) return out;
  json::Object transformer{{"InputTemplate", transform}};
  if (!paths.empty()) transformer["InputPathsMap"] = json::to_object(paths);
  out["InputTransformer"] = std::move(transformer);
  return out;
}

}  // namespace sb::spec
