"""Writes tiny/, a random BERT of two layers with a tokenizer, and tiny/expected.jsonl, what torch makes of some texts with it.

pip install torch transformers tokenizers==0.23.3; python3 make_encoder.py tiny
"""
import json
import os
import random
import struct
import sys

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

folder = sys.argv[1]
os.makedirs(folder + "/1_Pooling", exist_ok=True)
LIMIT = 24
words = "the refund is not possible order please call office sea calm ocean quiet 日 本 é ! . , ? ' -".split()
pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words
pieces += [chr(code) for code in range(97, 123)] + ["##" + chr(code) for code in range(97, 123)] + ["##ing", "##ed", "##s"]
pieces = list(dict.fromkeys(pieces))
config = dict(model_type="bert", vocab_size=len(pieces), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
              intermediate_size=72, max_position_embeddings=40, type_vocab_size=2, hidden_act="gelu", layer_norm_eps=1e-12)
marks = pieces[:5]
tokenizer = {
    "version": "1.0", "truncation": None, "padding": None,
    "added_tokens": [dict(id=i, special=True, content=m, single_word=False, lstrip=False, rstrip=False, normalized=False)
                     for i, m in enumerate(marks)],
    "normalizer": dict(type="BertNormalizer", clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True),
    "pre_tokenizer": dict(type="BertPreTokenizer"),
    "post_processor": dict(type="BertProcessing", sep=["[SEP]", 3], cls=["[CLS]", 2]), "decoder": None,
    "model": dict(type="WordPiece", unk_token="[UNK]", continuing_subword_prefix="##", max_input_chars_per_word=100,
                  vocab={piece: number for number, piece in enumerate(pieces)}),
}


def write(name, value):
    with open(f"{folder}/{name}", "w") as file:
        json.dump(value, file)


write("config.json", config)
write("tokenizer.json", tokenizer)
write("sentence_bert_config.json", dict(max_seq_length=LIMIT, do_lower_case=False))
write("1_Pooling/config.json", dict(word_embedding_dimension=32, pooling_mode_cls_token=False, pooling_mode_mean_tokens=True))

torch.manual_seed(22)
model = BertModel(BertConfig(**config), add_pooling_layer=False).eval()
with torch.no_grad():
    for name, tensor in model.named_parameters():
        tensor.copy_(torch.randn_like(tensor) * (0.3 if tensor.dim() > 1 else 0.2) + ("LayerNorm.weight" in name))
        # Numbers that half precision holds exactly: one set of expected vectors serves both files.
        tensor.copy_(tensor.half().float())


def save(name, kind, dtype):
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for key, tensor in model.state_dict().items():
        if not key.startswith(("embeddings.position_ids", "pooler")):
            data = tensor.to(dtype).contiguous().numpy().tobytes()
            header[key] = dict(dtype=kind, shape=list(tensor.shape), data_offsets=[len(body), len(body) + len(data)])
            body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{folder}/{name}", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


save("model.safetensors", "F32", torch.float32)
save("half.safetensors", "F16", torch.float16)

encode = Tokenizer.from_file(folder + "/tokenizer.json")
encode.enable_truncation(LIMIT)
draw = random.Random(22)
texts = ["", " ", "the", "sea calm", "ocean quiet", "The refund is NOT possible.", "日本", "caf\u00e9", "[CLS] x [SEP]", "\u4e16"]
texts += [" ".join(draw.choice(words + ["calling", "ordered", "zzz"]) for _ in range(draw.randint(1, 40))) for _ in range(30)]


def layers(text):
    ids = torch.tensor([encode.encode(text).ids])
    return ids, model(ids, output_hidden_states=True).hidden_states


def bertscore(one, other, layer):
    (own, a), (reference, b) = layers(one), layers(other)
    a, b = (torch.nn.functional.normalize(x[layer][0].double(), dim=-1) for x in (a, b))
    cosines = a @ b.T
    inner = lambda best: best[1:-1].mean().item() if len(best) > 2 else None
    precision, recall = inner(cosines.max(1).values), inner(cosines.max(0).values)
    if precision is None or recall is None or precision + recall == 0:
        return 0.0
    return 2 * precision * recall / (precision + recall)


with torch.no_grad(), open(folder + "/expected.jsonl", "w") as file:
    for place, text in enumerate(texts):
        ids, hidden = layers(text)
        rows = hidden[-1][0].double()
        mean, cls = rows.mean(0), rows[0]
        line = {
            "text": text, "ids": ids[0].tolist(),
            "mean": [round(float(x), 9) for x in mean / mean.norm()], "cls": [round(float(x), 9) for x in cls / cls.norm()],
            "bertscore": [bertscore(text, texts[(place + 5) % len(texts)], layer) for layer in (1, 2)],
        }
        file.write(json.dumps(line, separators=(",", ":")) + "\n")
