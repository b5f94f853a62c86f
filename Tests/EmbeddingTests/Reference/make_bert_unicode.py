"""Writes Sources/Embedding/Tokenizer/BertUnicode.swift: the characters that the library `tokenizers` drops, splits off and
strips. It takes them from Unicode tables of its own, which are older than those of the system.

pip install tokenizers==0.23.3; python3 make_bert_unicode.py > BertUnicode.swift
"""
import unicodedata

from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer


def normalizer(clean, strip):
    return BertNormalizer(clean_text=clean, handle_chinese_chars=False, strip_accents=strip, lowercase=False)


def ranges(found):
    runs = []
    for code in found:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return runs


clean, strip, split = normalizer(True, False), normalizer(False, True), BertPreTokenizer()
codes = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
tables = [
    ("dropped", "Control and format characters, private ones, and some that no version of Unicode had assigned.",
     [c for c in codes if clean.normalize_str(chr(c)) == ""]),
    ("marks", "Marks that take no space of their own: stripped with accents.",
     [c for c in codes if unicodedata.normalize("NFD", chr(c)) == chr(c) and strip.normalize_str(chr(c)) == ""]),
    ("punctuation", "Characters that are words of their own, besides those of ASCII.",
     [c for c in codes if c > 127 and len(split.pre_tokenize_str("a" + chr(c) + "b")) == 3]),
]
print("/// Character classes of the library `tokenizers`; written by Tests/EmbeddingTests/Reference/make_bert_unicode.py.")
print("enum BertUnicode {")
for place, (name, words, found) in enumerate(tables):
    print(("\n" if place else "") + f"    /// {words}")
    print(f"    static let {name}: [ClosedRange<UInt32>] = [")
    line = "       "
    for first, last in ranges(found):
        piece = f" 0x{first:X}...0x{last:X},"
        if len(line) + len(piece) > 119:
            print(line)
            line = "       "
        line += piece
    print(line)
    print("    ]")
print("}")
