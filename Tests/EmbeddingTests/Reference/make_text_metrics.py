"""Writes text_metrics.jsonl: 500 texts with their references and what the reference tools score them.

pip install sacrebleu==2.6.0 rouge-score==0.1.2; python3 make_text_metrics.py > text_metrics.jsonl
The two functions of SQuAD are those of its evaluation script for version 2.0.
"""
import collections
import json
import random
import re
import string

from rouge_score import rouge_scorer
from sacrebleu.metrics import BLEU, CHRF


def normalize_answer(s):
    def remove_articles(text):
        return re.sub(re.compile(r"\b(a|an|the)\b", re.UNICODE), " ", text)

    exclude = set(string.punctuation)
    return " ".join(remove_articles("".join(c for c in s.lower() if c not in exclude)).split())


def compute_f1(a_gold, a_pred):
    gold, pred = normalize_answer(a_gold).split(), normalize_answer(a_pred).split()
    same = sum((collections.Counter(gold) & collections.Counter(pred)).values())
    if len(gold) == 0 or len(pred) == 0:
        return float(gold == pred)
    if same == 0:
        return 0.0
    precision, recall = same / len(pred), same / len(gold)
    return 2 * precision * recall / (precision + recall)


WORDS = """the a an refund is not possible for this order relational conditional dying flying enjoyed happily skies
agreed plastered motoring hopping falling hissing fizzed failing filing happy sky digitizer radically operator feudalism
decisiveness hopefulness callousness formality sensitivity sensibility triplicate formative formalize electrical goodness
revival allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent adoption
communism activate angularity homologous effective bowdlerize probate rate cease controlling rolled yyyyes say syzygy
news innings succeed geology biology apologize 3.14 1,000 2024-05-01 it's don't (hello) "quoted" e.g. U.S.A. tied ties
Zürich naïve coöperate straße ΟΔΥΣΣΕΥΣ İstanbul K Ǆ 日本語 東京 مرحبا สวัสดี 👩‍👩‍👧 ½ ² Ⅷ _under_score a’b é
café &amp; &lt;b&gt; &quot; <skipped> state-of-the-art 5- -5 5-6 ,5 5, 5.5. ... ?! ## @user https://x.y/z?a=b&c""".split()
SPACES = [" "] * 30 + ["  ", "\t", "\n", "-\n", "\u00a0", "\u3000", "\r\n", "\u2028", "\x1c", "\u200b"]
HOSTILE = ["", " ", "\n", "a", "the", "A", ".", "...", "!", "no", "yes", "日", "👍", "\u200b", "\u00a0", "a a a a", "the the",
           "&", "&amp;amp;", "<skipped>", "-\n", "-", "0", "0.", ".0", "Σ", "ΑΣ", "ΑΣ.", "x" * 300, "e\u0301", "\u00e9", "\0",
           "a\u0301 b", "an_a", "don't", "( )", "(a", "a)", "(hi)", "\x85", "\ufeffhi", "I", "ı", "K", "ſ", "ß", "ẞ"]


def text(draw, most):
    words = [draw.choice(WORDS) for _ in range(draw.randint(0, most))]
    return "".join(word + draw.choice(SPACES) for word in words)


def changed(draw, text):
    words = text.split(" ")
    for _ in range(draw.randint(0, 6)):
        place = draw.randrange(len(words))
        words[place] = draw.choice([words[place].upper(), draw.choice(WORDS), "", words[place] + "."])
    return " ".join(words)


def cases():
    draw = random.Random(22)
    for index in range(140):
        yield draw.choice(HOSTILE), [draw.choice(HOSTILE)]
    for index in range(300):
        reference = text(draw, 40)
        yield changed(draw, reference), [reference]
    for index in range(30):
        reference = text(draw, 25)
        yield changed(draw, reference), [text(draw, 20), reference, draw.choice(HOSTILE)]
    for index in range(28):
        yield text(draw, 30), [text(draw, 30)]
    long = text(random.Random(1), 900)
    yield long, [changed(draw, long)]
    yield "alpha beta gamma", ["delta epsilon"]


bleu = {name: BLEU(effective_order=True, smooth_method=name) for name in ["exp", "floor", "add-k", "none"]}
rouge = {name: rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=name == "stem") for name in ["plain", "stem"]}
for hypothesis, references in cases():
    scores = {
        "chrf": CHRF().sentence_score(hypothesis, references).score,
        "chrf++": CHRF(word_order=2).sentence_score(hypothesis, references).score,
        "token-f1": max(compute_f1(reference, hypothesis) for reference in references),
        "normalised": float(max(normalize_answer(r) == normalize_answer(hypothesis) for r in references)),
    }
    for name, metric in bleu.items():
        score = metric.sentence_score(hypothesis, references)
        scores["bleu-" + name] = score.score
    scores["ratio"] = score.sys_len / score.ref_len if score.ref_len else None
    for name, scorer in rouge.items():
        for key, value in scorer.score_multi(references, hypothesis).items():
            scores[key + "-" + name] = value.fmeasure
    print(json.dumps({"text": hypothesis, "references": references, "scores": scores}, ensure_ascii=True))
