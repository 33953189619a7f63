"""A checkpoint → the network of the product: `python -m training.export CHECKPOINT` (ONNX, weights in eight bits)."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.network import Network

TARGET = Path(__file__).parent.parent / "assistant" / "guardrails" / "meaning"


def main() -> None:
    kept = torch.load(sys.argv[1], weights_only=False)
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    network = Network(384, 12, len(kept["layers"]), len(kept["rules"]))
    network.load_state_dict(kept["state"])
    network.eval()
    example = (torch.randn(1, 40, 384), torch.ones(1, 40), torch.ones(1, 3, 40) / 40)
    names = {"embedded": {1: "pieces"}, "real": {1: "pieces"}, "means": {1: "sentences", 2: "pieces"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = str(Path(folder) / "whole.onnx")
        torch.onnx.export(
            network, example, whole, input_names=list(names), output_names=["logits"], dynamo=False,
            dynamic_axes={**names, "logits": {1: "sentences"}},
        )  # fmt: skip
        quantize_dynamic(whole, str(target / "network.onnx"), weight_type=QuantType.QInt8)
    told = {"rules": kept["rules"], "thresholds": {}}
    (target / "network.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print((target / "network.onnx").stat().st_size)


if __name__ == "__main__":
    main()
