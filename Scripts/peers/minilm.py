"""Embeds made-up sentences with sentence-transformers (torch) or onnxruntime on one thread, and prints sentences per processor
second and the largest megabytes: the peers of 'Scripts/bench similarity'.

Usage: minilm.py torch|onnxruntime FOLDER WORDS BATCH SECONDS
"""
import json
import os
import resource
import sys
import time

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
VOCABULARY = ("the refund is not possible for this order please call our office before friday and keep your receipt "
              "weather meeting").split()


def sentences(words, count):
    return [" ".join(VOCABULARY[(7 * i + b) % len(VOCABULARY)] for i in range(words)) for b in range(count)]


def torch_encoder(folder):
    import torch
    from sentence_transformers import SentenceTransformer
    torch.set_num_threads(1)
    model = SentenceTransformer(folder, device="cpu")
    return lambda texts: model.encode(texts, batch_size=len(texts), normalize_embeddings=True)


def graph(folder):
    """The encoder as ONNX, made from its weights: ids and mask in, vectors of length 1 out."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper
    from safetensors.numpy import load_file
    config = json.load(open(f"{folder}/config.json"))
    weights = {k.removeprefix("bert."): v.astype(np.float32)
               for k, v in load_file(f"{folder}/model.safetensors").items() if v.dtype.kind == "f"}
    width, heads, eps = config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(kind, *inputs, **attributes):
        out = f"n{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def linear(value, name):
        matrix = constant(name + ".w", np.ascontiguousarray(weights[name + ".weight"].T))
        return node("Add", node("MatMul", value, matrix), constant(name + ".b", weights[name + ".bias"]))

    def norm(value, name):
        return node("LayerNormalization", value, constant(name + ".w", weights[name + ".weight"]),
                    constant(name + ".b", weights[name + ".bias"]), axis=-1, epsilon=eps)

    shape = node("Shape", "ids")
    length = node("Gather", shape, constant("one", np.int64(1)))
    places = node("Range", constant("zero", np.int64(0)), length, "one")
    words = node("Gather", constant("words", weights["embeddings.word_embeddings.weight"]), "ids")
    spots = node("Gather", constant("places", weights["embeddings.position_embeddings.weight"]), places)
    kinds = constant("kinds", weights["embeddings.token_type_embeddings.weight"][0])
    hidden = norm(node("Add", node("Add", words, kinds), spots), "embeddings.LayerNorm")
    split = constant("split", np.array([0, 0, heads, width // heads], np.int64))
    joined = constant("joined", np.array([0, 0, width], np.int64))
    mask = node("Unsqueeze", "mask", constant("axes", np.array([1, 2], np.int64)))
    bias = node("Mul", node("Sub", mask, constant("whole", np.float32(1))), constant("far", np.float32(1e9)))
    scale = constant("scale", np.float32((width // heads) ** -0.5))
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}."
        q, k, v = (node("Reshape", linear(hidden, f"{name}attention.self.{part}"), split)
                   for part in ("query", "key", "value"))
        q, v = (node("Transpose", value, perm=[0, 2, 1, 3]) for value in (q, v))
        scores = node("Mul", node("MatMul", q, node("Transpose", k, perm=[0, 2, 3, 1])), scale)
        mixed = node("MatMul", node("Softmax", node("Add", scores, bias), axis=-1), v)
        mixed = node("Reshape", node("Transpose", mixed, perm=[0, 2, 1, 3]), joined)
        hidden = norm(node("Add", linear(mixed, f"{name}attention.output.dense"), hidden),
                      f"{name}attention.output.LayerNorm")
        inner = node("Gelu", linear(hidden, f"{name}intermediate.dense"))
        hidden = norm(node("Add", linear(inner, f"{name}output.dense"), hidden), f"{name}output.LayerNorm")
    last = constant("last", np.array([2], np.int64))
    middle = constant("middle", np.array([1], np.int64))
    pooled = node("ReduceSum", node("Mul", hidden, node("Unsqueeze", "mask", last)), middle, keepdims=0)
    nodes.append(helper.make_node("LpNormalization", [pooled], ["vectors"], axis=-1, p=2))
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"]),
              helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["batch", "length"])]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", width])]
    made = helper.make_graph(nodes, "encoder", inputs, outputs, constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9).SerializeToString()


def onnx_encoder(folder):
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph(folder), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()

    def encode(texts):
        found = tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in found], np.int64)
        mask = np.array([one.attention_mask for one in found], np.float32)
        return session.run(None, {"ids": ids, "mask": mask})[0]
    return encode


def main(peer, folder, words, batch, seconds):
    encode = {"torch": torch_encoder, "onnxruntime": onnx_encoder}[peer](folder)
    texts = sentences(words, batch)
    vectors = encode(texts)
    if os.environ.get("PRINT_VECTOR"):
        print(vectors[0][:5])
    count, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        encode(texts)
        count += batch
    rate = count / (time.process_time() - start)
    print(rate, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
