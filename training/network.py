"""The network: the first layers of the pretrained encoder over a whole text, one verdict a rule for each sentence.

Sentences see each other through attention, so a risk named in the next sentence can balance a benefit in this one. The
embeddings of the pieces stay as they were; layers and head are trained.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from training.pretrained import Pretrained


class Layer(nn.Module):
    """One layer of BERT: attention, then a feed-forward net, each added and normalised."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        def split(y: Tensor) -> Tensor:
            return y.view(y.shape[0], y.shape[1], self.heads, -1).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        share = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + mask, dim=-1)
        seen = (share @ v).transpose(1, 2).reshape(x.shape)
        x = self.aln(x + self.ao(seen))
        return self.oln(x + self.fo(nn.functional.gelu(self.fi(x))))


class Network(nn.Module):
    """Embedded pieces (batch, pieces, width), means over sentences (batch, sentences, pieces) → logits a rule."""

    def __init__(self, width: int, heads: int, layers: int, rules: int, dropout: float = 0.15) -> None:
        super().__init__()
        self.pos = nn.Embedding(512, width)
        self.segment = nn.Parameter(torch.zeros(width))
        self.ln = nn.LayerNorm(width, 1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, 4 * width) for _ in range(layers))
        self.drop = nn.Dropout(dropout)
        self.register_buffer("center", torch.zeros(2 * width))
        self.register_buffer("spread", torch.ones(2 * width))
        self.hidden = nn.Linear(2 * width, width)
        self.head = nn.Linear(width, rules)

    def encode(self, embedded: Tensor, real: Tensor) -> Tensor:
        places = torch.arange(embedded.shape[1])
        x = self.drop(self.ln(embedded + self.pos(places) + self.segment))
        mask = (1.0 - real)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = self.drop(layer(x, mask))
        return x

    def features(self, embedded: Tensor, real: Tensor, means: Tensor) -> Tensor:
        """Each sentence's mean beside the whole text's: (batch, sentences, 2 · width)."""
        x = self.encode(embedded, real)
        of_sentence = means @ x
        of_text = (x * real[:, :, None]).sum(1, keepdim=True) / real.sum(1)[:, None, None]
        return torch.cat([of_sentence, of_text.expand_as(of_sentence)], dim=-1)

    def forward(self, embedded: Tensor, real: Tensor, means: Tensor) -> Tensor:
        both = (self.features(embedded, real, means) - self.center) / self.spread
        return self.head(self.drop(nn.functional.gelu(self.hidden(self.drop(both)))))


def start(network: Network, from_: Pretrained, chosen: list[int]) -> None:
    """Copy the pretrained layers `chosen` (in order) into the network."""

    def tensor(name: str) -> Tensor:
        return torch.tensor(from_.tensors[name])

    with torch.no_grad():
        network.pos.weight.copy_(tensor("emb.pos").view(-1, from_.width))
        network.segment.copy_(tensor("emb.type").view(-1, from_.width)[0])
        network.ln.weight.copy_(tensor("emb.ln.w"))
        network.ln.bias.copy_(tensor("emb.ln.b"))
        for layer, number in zip(network.layers, chosen, strict=True):
            for name in ("q", "k", "v", "ao", "fi", "fo"):
                linear = getattr(layer, name)
                linear.weight.copy_(torch.tensor(from_.matrix(f"l{number}.{name}.w", linear.out_features)))
                linear.bias.copy_(tensor(f"l{number}.{name}.b"))
            for name in ("aln", "oln"):
                norm = getattr(layer, name)
                norm.weight.copy_(tensor(f"l{number}.{name}.w"))
                norm.bias.copy_(tensor(f"l{number}.{name}.b"))
