// SPDX-License-Identifier: Apache-2.0
#include "pattern/atom_index.h"

#include <algorithm>
#include <utility>

#include "pattern/case_folding.h"
#include "pattern/ip_address.h"
#include "pattern/network_index.h"
#include "pattern/numeric.h"

namespace sb::pattern {

namespace {

constexpr uint32_t kNone = StringTable::kNone;

constexpr uint32_t bit(AtomKind kind) { return 1U << static_cast<uint32_t>(kind); }

constexpr uint32_t kFoldedKinds =
    bit(AtomKind::kPrefixIgnoreCase) | bit(AtomKind::kSuffixIgnoreCase) | bit(AtomKind::kEqualsIgnoreCase);
constexpr uint32_t kAddressKinds = bit(AtomKind::kAddress) | bit(AtomKind::kNetwork);
constexpr uint32_t kSearchedKinds = kFoldedKinds | bit(AtomKind::kNetwork) | bit(AtomKind::kPrefix) |
                                    bit(AtomKind::kSuffix) | bit(AtomKind::kWildcard) | bit(AtomKind::kRange);

bool holds_ignoring_case(AtomKind kind, std::string_view pattern, std::string_view text) {
  if (kind == AtomKind::kPrefixIgnoreCase) return starts_ignoring_case(pattern, text);
  if (kind == AtomKind::kSuffixIgnoreCase) return ends_ignoring_case(pattern, text);
  return equals_ignoring_case(pattern, text);
}

// How often each piece stands in wildcards.
class PieceCounts {
 public:
  void add(const Wildcard& wildcard) {
    for (const std::string& piece : wildcard.pieces) {
      const uint32_t number = pieces_.insert(0, piece);
      if (number == counts_.size()) counts_.push_back(0);
      ++counts_[number];
    }
  }

  // The piece to be looked for: the longest, as it will be found least often, unless many share it.
  const std::string& telling_piece(const Wildcard& wildcard) const {
    constexpr uint32_t kMany = 4;
    const auto rank = [this](const std::string& piece) {
      const uint32_t count = piece.empty() ? ~0U : counts_[pieces_.find(0, piece)];
      return std::pair(-std::max(int64_t{count}, int64_t{kMany}), piece.size());
    };
    return *std::max_element(wildcard.pieces.begin(), wildcard.pieces.end(),
                             [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  }

 private:
  StringTable pieces_;
  std::vector<uint32_t> counts_;
};

}  // namespace

// What it takes to find the atoms of one path that cannot be looked up by their bytes.
struct AtomIndex::Search {
  struct Expression {
    uint32_t atom;
    Wildcard wildcard;
  };

  NetworkIndex networks;
  AffixIndex prefixes;
  AffixIndex suffixes;
  std::string folded_bytes;  // the patterns that ignore case, folded; views of it follow
  bool folded_ascii = true;  // all those patterns are
  AffixIndex folded_prefixes;
  AffixIndex folded_suffixes;
  StringTable folded_wholes;
  std::vector<std::vector<uint32_t>> equals_by_whole;  // by number in folded_wholes
  RangeIndex ranges;
  std::vector<Expression> few_wildcards;           // all there are; or none, and the following find them
  SubstringIndex pieces;                           // a piece of each wildcard
  std::vector<std::vector<Expression>> wildcards;  // by piece

  Search(const AtomTable& atoms, const std::vector<uint32_t>& of_path);
  void add_folded(const AtomTable& atoms, const std::vector<uint32_t>& of_path);
  void add_wildcards(const AtomTable& atoms, const std::vector<uint32_t>& of_path);
};

AtomIndex::Search::Search(const AtomTable& atoms, const std::vector<uint32_t>& of_path) {
  std::vector<AffixIndex::Entry> fronts;
  std::vector<AffixIndex::Entry> backs;
  std::vector<RangeIndex::Entry> in_ranges;
  std::vector<NetworkIndex::Entry> in_networks;
  for (const uint32_t atom : of_path) {
    const std::string_view bytes = atoms.bytes(atom);
    if (atoms.kind(atom) == AtomKind::kPrefix) fronts.push_back({bytes, atom});
    if (atoms.kind(atom) == AtomKind::kSuffix) backs.push_back({bytes, atom});
    if (atoms.kind(atom) == AtomKind::kRange) in_ranges.push_back({range_of(bytes), atom});
    if (atoms.kind(atom) == AtomKind::kNetwork) {
      const Cidr cidr = network_of(bytes);
      in_networks.push_back({cidr.network, cidr.prefix_bits, atom});
    }
  }
  networks = NetworkIndex(in_networks);
  prefixes = AffixIndex(AffixIndex::Side::kFront, std::move(fronts));
  suffixes = AffixIndex(AffixIndex::Side::kBack, std::move(backs));
  if (!in_ranges.empty()) ranges = RangeIndex(in_ranges);
  add_folded(atoms, of_path);
  add_wildcards(atoms, of_path);
}

void AtomIndex::Search::add_folded(const AtomTable& atoms, const std::vector<uint32_t>& of_path) {
  struct Folded {
    uint32_t atom;
    size_t begin, size;
  };
  std::vector<Folded> all;
  for (const uint32_t atom : of_path) {
    if ((bit(atoms.kind(atom)) & kFoldedKinds) == 0) continue;
    const size_t begin = folded_bytes.size();
    append_folded(atoms.bytes(atom), folded_bytes);
    folded_ascii = folded_ascii && is_ascii(atoms.bytes(atom));
    all.push_back({atom, begin, folded_bytes.size() - begin});
  }
  std::vector<AffixIndex::Entry> fronts;
  std::vector<AffixIndex::Entry> backs;
  for (const Folded& folded : all) {
    const std::string_view bytes = std::string_view(folded_bytes).substr(folded.begin, folded.size);
    const AtomKind kind = atoms.kind(folded.atom);
    if (kind == AtomKind::kPrefixIgnoreCase) fronts.push_back({bytes, folded.atom});
    if (kind == AtomKind::kSuffixIgnoreCase) backs.push_back({bytes, folded.atom});
    if (kind != AtomKind::kEqualsIgnoreCase) continue;
    const uint32_t whole = folded_wholes.insert(0, bytes);
    if (whole == equals_by_whole.size()) equals_by_whole.emplace_back();
    equals_by_whole[whole].push_back(folded.atom);
  }
  folded_prefixes = AffixIndex(AffixIndex::Side::kFront, std::move(fronts));
  folded_suffixes = AffixIndex(AffixIndex::Side::kBack, std::move(backs));
}

void AtomIndex::Search::add_wildcards(const AtomTable& atoms, const std::vector<uint32_t>& of_path) {
  constexpr size_t kFew = 3;
  std::vector<Expression> all;
  PieceCounts counts;
  for (const uint32_t atom : of_path) {
    if (atoms.kind(atom) != AtomKind::kWildcard) continue;
    all.push_back({atom, wildcard_of(atoms.bytes(atom))});
    counts.add(all.back().wildcard);
  }
  if (all.size() <= kFew) {
    few_wildcards = std::move(all);
    return;
  }
  StringTable distinct;
  for (Expression& expression : all) {
    const uint32_t piece = distinct.insert(0, counts.telling_piece(expression.wildcard));
    if (piece == wildcards.size()) wildcards.emplace_back();
    wildcards[piece].push_back(std::move(expression));
  }
  std::vector<std::string_view> strings;
  for (uint32_t piece = 0; piece < distinct.size(); ++piece) strings.push_back(distinct.bytes(piece));
  pieces = SubstringIndex(strings);
}

AtomIndex::AtomIndex(const AtomTable& atoms) : atoms_(atoms) {
  std::vector<uint32_t> searched;
  uint32_t path_count = 0;
  for (uint32_t atom = 0; atom < atoms.size(); ++atom) {
    path_count = std::max(path_count, atoms.path(atom) + 1);
    if ((bit(atoms.kind(atom)) & kSearchedKinds) != 0) searched.push_back(atom);
  }
  kinds_.assign(path_count, 0);
  searches_.assign(path_count, kNone);
  for (uint32_t atom = 0; atom < atoms.size(); ++atom) kinds_[atoms.path(atom)] |= bit(atoms.kind(atom));
  std::stable_sort(searched.begin(), searched.end(),
                   [&](uint32_t a, uint32_t b) { return atoms.path(a) < atoms.path(b); });
  for (auto first = searched.begin(); first != searched.end();) {
    const uint32_t path = atoms.path(*first);
    const auto behind =
        std::find_if(first, searched.end(), [&](uint32_t atom) { return atoms.path(atom) != path; });
    searches_[path] = static_cast<uint32_t>(searches_by_number_.size());
    searches_by_number_.push_back(std::make_unique<Search>(atoms, std::vector<uint32_t>(first, behind)));
    first = behind;
  }
}

AtomIndex::~AtomIndex() = default;

void AtomIndex::find(const FieldValue& value, Work& work, base::Scratch<uint32_t>& found) const {
  const uint32_t kinds = value.path < kinds_.size() ? kinds_[value.path] : 0;
  if (kinds == 0) return;
  switch (value.kind) {
    case json::Kind::kString:
      return find_in_string(value, kinds, work, found);
    case json::Kind::kNumber:
      return find_number(value, kinds, found);
    default:
      if ((kinds & bit(AtomKind::kLiteral)) != 0) find_literal(value, found);
  }
}

void AtomIndex::find_key(uint32_t path, AtomKind kind, std::string_view bytes,
                         base::Scratch<uint32_t>& found) const {
  const uint32_t atom = atoms_.find(path, kind, bytes);
  if (atom != kNone) found.push_back(atom);
}

void AtomIndex::find_literal(const FieldValue& value, base::Scratch<uint32_t>& found) const {
  const Literal literal = value.kind == json::Kind::kTrue    ? Literal::kTrue
                          : value.kind == json::Kind::kFalse ? Literal::kFalse
                                                             : Literal::kNull;
  const char key = static_cast<char>(literal);
  find_key(value.path, AtomKind::kLiteral, {&key, 1}, found);
}

void AtomIndex::find_number(const FieldValue& value, uint32_t kinds, base::Scratch<uint32_t>& found) const {
  constexpr uint32_t kNumbers = bit(AtomKind::kNumber) | bit(AtomKind::kSpelling) | bit(AtomKind::kRange);
  if ((kinds & kNumbers) == 0) return;
  const auto comparable = comparable_value(value.text);
  if (!comparable) return find_key(value.path, AtomKind::kSpelling, value.text, found);
  if ((kinds & bit(AtomKind::kNumber)) != 0) {
    const double number = *comparable == 0 ? 0.0 : *comparable;
    find_key(value.path, AtomKind::kNumber, {reinterpret_cast<const char*>(&number), sizeof number}, found);
  }
  if ((kinds & bit(AtomKind::kRange)) != 0) {
    searches_by_number_[searches_[value.path]]->ranges.find(*comparable,
                                                            [&](uint32_t atom) { found.push_back(atom); });
  }
}

void AtomIndex::find_in_string(const FieldValue& value, uint32_t kinds, Work& work,
                               base::Scratch<uint32_t>& found) const {
  if ((kinds & bit(AtomKind::kString)) != 0) find_key(value.path, AtomKind::kString, value.text, found);
  if ((kinds & kAddressKinds) != 0) find_address(value, kinds, found);
  if ((kinds & kSearchedKinds) == 0) return;
  const uint32_t number = searches_[value.path];
  const Search& search = *searches_by_number_[number];
  const auto report = [&](uint32_t atom) { found.push_back(atom); };
  search.prefixes.find(value.text, report);
  search.suffixes.find(value.text, report);
  if ((kinds & kFoldedKinds) != 0) find_folded(value, search, work, found);
  for (const Search::Expression& expression : search.few_wildcards) {
    if (matches_wildcard(expression.wildcard, value.text)) found.push_back(expression.atom);
  }
  if (search.pieces.empty()) return;
  if (work.seen.size() < searches_by_number_.size()) work.seen.resize(searches_by_number_.size());
  search.pieces.find(value.text, work.seen[number], [&](uint32_t piece) {
    for (const Search::Expression& expression : search.wildcards[piece]) {
      if (matches_wildcard(expression.wildcard, value.text)) found.push_back(expression.atom);
    }
  });
}

void AtomIndex::find_address(const FieldValue& value, uint32_t kinds, base::Scratch<uint32_t>& found) const {
  const auto address = parse_ip_address(value.text);
  if (!address) return;
  if ((kinds & bit(AtomKind::kAddress)) != 0) {
    KeyBuffer buffer;
    find_key(value.path, AtomKind::kAddress, address_key(*address, buffer), found);
  }
  if ((kinds & bit(AtomKind::kNetwork)) == 0) return;
  searches_by_number_[searches_[value.path]]->networks.find(*address,
                                                            [&](uint32_t atom) { found.push_back(atom); });
}

// Folding brings together all that could be equal; whether it is, case by case, the pattern itself says.
void AtomIndex::find_folded(const FieldValue& value, const Search& search, Work& work,
                            base::Scratch<uint32_t>& found) const {
  work.folded.clear();
  append_folded(value.text, work.folded);
  const bool sure = search.folded_ascii && is_ascii(value.text);
  const auto check = [&](uint32_t atom) {
    if (sure || holds_ignoring_case(atoms_.kind(atom), atoms_.bytes(atom), value.text)) found.push_back(atom);
  };
  search.folded_prefixes.find(work.folded, check);
  search.folded_suffixes.find(work.folded, check);
  const uint32_t whole = search.folded_wholes.find(0, work.folded);
  if (whole == kNone) return;
  for (const uint32_t atom : search.equals_by_whole[whole]) check(atom);
}

}  // namespace sb::pattern
