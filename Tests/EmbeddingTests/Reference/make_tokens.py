"""Writes lines of text in many scripts with the numbers that `tokenizers` gives them, cut at 256.

pip install tokenizers==0.23.3; python3 make_tokens.py MODEL_FOLDER 10000 > tokens.jsonl
"""
import json
import random
import sys

from tokenizers import Tokenizer

ENGLISH = """the refund is not possible for this order please call our office before friday and keep the receipt unaffordable
antidisestablishmentarianism don't it's state-of-the-art e.g. $3.50 100% user@example.com https://example.com/a?b=c#d
MacBook iPHONE [CLS] [SEP] [MASK] [UNK] [PAD] [cls] ##ing embeddings tokenizer pseudopseudohypoparathyroidism""".split()
OTHERS = """Grüße Straße ÄÖÜß ﬁne ﬀ Æther œuvre naïve café cafe\u0301 Ångström A\u030angstro\u0308m smørrebrød žluťoučký kůň đường
Tiếng Việt İstanbul ISPARTA ı ΟΔΥΣΣΕΥΣ Ἀθῆναι Москва ёлка Київ ї й հայերեն ქართული עִבְרִית שָׁלוֹם مُحَمَّد السلام عليكم ۱۲۳ ١٢٣
हिन्दी नमस्ते বাংলা தமிழ் తెలుగు ಕನ್ನಡ മലയാളം සිංහල ภาษาไทย สวัสดีครับ ລາວ မြန်မာ ខ្មែរ አማርኛ 日本語 カタカナ ひらがな ｶﾀｶﾅ 東京都
漢字 龍 龘 𠀀 𪛖 𫝀 𫠝 㐀 豈 丽 한국어 각 ᄀ\u1161\u11a8 中文，标点。《书》「引」 Ⅷ ½ ² ₂ ① ㎏ ﷺ ° µ ™ № … — – ‘ ’ “ ” « » ¿ ¡ § † • ‰ € ¥ ₿
👩‍👩‍👧 👍🏽 🇩🇪 ❤️ 🙂 😀 🧑‍💻 𝕳𝖊𝖑𝖑𝖔 ｆｕｌｌ Ǆ ǅ ŉ ẞ K Å Ω ℵ ∑ ∞ ≠ → ☃ ☭ ♞ 𝄞""".split()
MARKS = ["\u0301", "\u0327", "\u0323", "\u034f", "\u0489", "\u20dd", "\u3099", "\u0e31", "\u05b4", "\u064b", "\ufe0f", "\u200d"]
CONTROLS = ["\0", "\x01", "\x1b", "\x7f", "\x85", "\u00ad", "\u200b", "\u200e", "\u202e", "\u2060", "\ufeff", "\ufffd", "\ue000",
            "\U000e0041", "\x0b", "\x0c", "\u2028", "\u061c", "\U0001d173"]
SPACES = [" "] * 40 + ["  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u1680", "\u202f", ""]
ASCII = [chr(code) for code in range(33, 127)]


def word(draw):
    kind = draw.random()
    if kind < 0.5:
        chosen = draw.choice(ENGLISH)
    elif kind < 0.8:
        chosen = draw.choice(OTHERS)
    elif kind < 0.86:
        chosen = "".join(draw.choice(ASCII) for _ in range(draw.randint(1, 12)))
    elif kind < 0.9:
        chosen = draw.choice(ENGLISH) + draw.choice(MARKS + CONTROLS) + draw.choice(OTHERS)
    elif kind < 0.94:
        block = draw.choice([0x80, 0x100, 0x370, 0x400, 0x530, 0x600, 0x900, 0xE00, 0x1E00, 0x2000, 0x2100, 0x3000, 0x3100, 0xA000,
                             0xFF00, 0x1F300, 0x10000, 0x1D400, 0xD7A0 - 0x100])
        chosen = "".join(chr(block + draw.randrange(0x100)) for _ in range(draw.randint(1, 5)))
    elif kind < 0.99:
        chosen = draw.choice(ENGLISH).upper() + draw.choice(ASCII) + str(draw.randrange(10**6))
    else:
        chosen = draw.choice("abcé日") * draw.choice([99, 100, 101, 250])
    return chosen


def line(draw, number):
    if number % 100 == 7:
        count = 600
    elif number % 50 == 3:
        return draw.choice(["", " ", "\n", "\0", "\u200b", "[CLS]", "[SEP][SEP]", "##", ".", "é", "\u0301", "[ CLS ]", "x[MASK]y"])
    else:
        count = draw.randint(1, 40)
    return "".join(word(draw) + draw.choice(SPACES) for _ in range(count))


if __name__ == "__main__":
    folder, count = sys.argv[1], int(sys.argv[2])
    tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    draw = random.Random(22)
    for number in range(count):
        text = line(draw, number)
        ids = tokenizer.encode(text).ids
        print(json.dumps({"text": text, "ids": ids}, ensure_ascii=True, separators=(",", ":")))
