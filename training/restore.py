"""The shipped network → a checkpoint to go on from: `python -m training.restore OUT`.

Weights come back from eight bits, so the checkpoint is near the one that was exported, not the same.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.network import Network
from training.pretrained import pretrained
from training.train import LAYERS, RULES, WEIGHTS


def main() -> None:
    state = restored(onnx.load(str(WEIGHTS / "network.onnx")).graph)
    torch.save({"state": state, "rules": RULES, "layers": LAYERS, "held": []}, Path(sys.argv[1]))


def restored(graph: Any) -> dict[str, torch.Tensor]:
    """The network's state out of its graph. Raises ValueError when a weight is not found."""
    source = pretrained()
    state = Network(source.width, source.heads, len(LAYERS), len(RULES)).state_dict()
    kept = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {name: torch.tensor(kept[name].copy()) for name in state if name in kept}
    found["pos.weight"] = torch.tensor(source.tensors["emb.pos"]).view(-1, source.width).clone()
    for node in (node for node in graph.node if node.op_type == "MatMulInteger"):
        name = _bias_after(node, graph).removesuffix(".bias") + ".weight"
        found[name] = torch.tensor(_in_full(kept, node.input[1]).T.copy())
    if missing := sorted(state.keys() - found.keys()):
        raise ValueError(f"not in the network: {', '.join(missing)}")
    return found


def _in_full(kept: dict[str, Any], name: str) -> Any:
    weights, plain = kept[name].astype(np.float32), name.removesuffix("_quantized")
    return (weights - kept[f"{plain}_zero_point"].astype(np.float32)) * kept[f"{plain}_scale"]


def _bias_after(node: Any, graph: Any) -> str:
    """The bias that is added to a product: it carries the layer's name, which the weight has lost."""
    readers = defaultdict(list)
    for each in graph.node:
        for name in each.input:
            readers[name].append(each)
    output = node.output[0]
    for _ in range(6):
        for reader in readers[output]:
            if bias := next((name for name in reader.input if name.endswith(".bias")), ""):
                return bias
        output = readers[output][0].output[0]
    raise ValueError(f"no bias follows {node.name}")


if __name__ == "__main__":
    main()
