"""The transformer in torch: attention, encoder and decoder blocks, a translator, a vision transformer.

B sequences of n tokens of width d. In a mask, True means "may attend". Blocks are pre-norm: x + sublayer(norm(x)).
"""

import torch
from torch import nn

from course_lib.positions import positional_encoding


class MultiHeadAttention(nn.Module):
    """Multi-head attention of X (B, n, d) into memory (B, m, d): no biases, weights (d, d).

    mask: bool, broadcast to (B, heads, n, m).  Without a memory it is self-attention.
    """

    def __init__(self, d, heads):
        super().__init__()
        if d % heads:
            raise ValueError(f"{d} columns cannot be split into {heads} heads of one width")
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(d, d, bias=False) for _ in range(4))

    def forward(self, X, memory=None, mask=None):
        """Returns (B, n, d)."""
        memory = X if memory is None else memory
        Q, K, V = self.query(X), self.key(memory), self.value(memory)
        Z = nn.functional.scaled_dot_product_attention(*map(self._split, (Q, K, V)), attn_mask=mask)
        return self.out(Z.transpose(1, 2).flatten(2))

    def weights(self, X, memory=None, mask=None):
        """How much each token of X takes of each token of memory, by head.  Returns (B, heads, n, m)."""
        Q, K = self._split(self.query(X)), self._split(self.key(X if memory is None else memory))
        scores = Q @ K.transpose(-1, -2) / Q.shape[-1] ** 0.5
        return scores.masked_fill(~mask, -torch.inf).softmax(-1) if mask is not None else scores.softmax(-1)

    def _split(self, X):
        return X.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, n, d) -> (B, heads, n, d_k)


def feed_forward(d, hidden):
    """The same small network for each token: d -> hidden -> d."""
    return nn.Sequential(nn.Linear(d, hidden), nn.ReLU(), nn.Linear(hidden, d))


class EncoderBlock(nn.Module):
    """X + attention(norm(X)), then X + feed_forward(norm(X)).  Source: deck 004, «La couche encoder complète»."""

    def __init__(self, d, heads, hidden):
        super().__init__()
        self.attention_norm, self.feed_norm = nn.LayerNorm(d), nn.LayerNorm(d)
        self.attention, self.feed = MultiHeadAttention(d, heads), feed_forward(d, hidden)

    def forward(self, X, mask=None):
        """X: (B, n, d).  mask: (n, n) bool.  Returns (B, n, d)."""
        X = X + self.attention(self.attention_norm(X), mask=mask)
        return X + self.feed(self.feed_norm(X))


class DecoderBlock(nn.Module):
    """Causal self-attention, cross-attention into the encoder's memory, feed-forward.  Source: deck 004, «Décodeur»."""

    def __init__(self, d, heads, hidden):
        super().__init__()
        self.self_norm, self.cross_norm, self.feed_norm = (nn.LayerNorm(d) for _ in range(3))
        self.self_attention, self.cross_attention = MultiHeadAttention(d, heads), MultiHeadAttention(d, heads)
        self.feed = feed_forward(d, hidden)

    def forward(self, Y, memory, causal, memory_mask=None):
        """Y: (B, T, d).  memory: (B, m, d).  causal: (T, T) bool.  Returns (B, T, d)."""
        Y = Y + self.self_attention(self.self_norm(Y), mask=causal)
        Y = Y + self.cross_attention(self.cross_norm(Y), memory, memory_mask)
        return Y + self.feed(self.feed_norm(Y))

    def cross_weights(self, Y, memory, causal, memory_mask=None):
        """Where the tokens of Y look in the memory.  Returns (B, heads, T, m)."""
        Y = Y + self.self_attention(self.self_norm(Y), mask=causal)
        return self.cross_attention.weights(self.cross_norm(Y), memory, memory_mask)


class Embedding(nn.Module):
    """Tokens (B, n) as vectors (B, n, d), with their places added.  Longest sequence: `longest`."""

    def __init__(self, tokens, d, longest):
        super().__init__()
        self.table = nn.Embedding(tokens, d)
        self.register_buffer("places", torch.tensor(positional_encoding(longest, d), dtype=torch.float32))

    def forward(self, tokens):
        """tokens: (B, n) int64.  Returns (B, n, d)."""
        return self.table(tokens) + self.places[: tokens.shape[1]]


class Translator(nn.Module):
    """Encoder and decoder: a sentence of source tokens and the beginning of its translation give the next token.

    Token 0 is padding, which nobody attends to.
    """

    def __init__(self, source_tokens, target_tokens, d=64, heads=4, hidden=128, layers=2, longest=32):
        super().__init__()
        self.source_embedding = Embedding(source_tokens, d, longest)
        self.target_embedding = Embedding(target_tokens, d, longest)
        self.encoder = nn.ModuleList(EncoderBlock(d, heads, hidden) for _ in range(layers))
        self.decoder = nn.ModuleList(DecoderBlock(d, heads, hidden) for _ in range(layers))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(d), nn.LayerNorm(d)
        self.scores = nn.Linear(d, target_tokens)

    def encode(self, source):
        """source: (B, S) int64.  Returns the memory (B, S, d) and its mask (B, 1, 1, S)."""
        mask = (source != 0)[:, None, None, :]
        X = self.source_embedding(source)
        for block in self.encoder:
            X = block(X, mask)
        return self.encoder_norm(X), mask

    def decode(self, target, memory, memory_mask):
        """target: (B, T) int64.  Returns the scores (B, T, target_tokens) of the token that follows each."""
        Y, causal = self.target_embedding(target), _causal(target)
        for block in self.decoder:
            Y = block(Y, memory, causal, memory_mask)
        return self.scores(self.decoder_norm(Y))

    def forward(self, source, target):
        """source: (B, S), target: (B, T), int64.  Returns (B, T, target_tokens)."""
        return self.decode(target, *self.encode(source))

    @torch.no_grad()
    def cross_weights(self, source, target):
        """Where each target token looks in the source.  Returns (layers, B, heads, T, S)."""
        memory, mask = self.encode(source)
        Y, causal, found = self.target_embedding(target), _causal(target), []
        for block in self.decoder:
            found.append(block.cross_weights(Y, memory, causal, mask))
            Y = block(Y, memory, causal, mask)
        return torch.stack(found)


def _causal(target):
    return torch.ones(target.shape[1], target.shape[1], dtype=torch.bool, device=target.device).tril()


@torch.no_grad()
def greedy_decode(model, source, start, stop, max_length):
    """The likeliest next token, again and again, for each sentence of a batch.

    model(source, target) gives scores (B, T, tokens).  source: (B, S) int64.  Returns a list of B lists of int, each
    without start and without stop, at most max_length long.  Source: deck 004, «Modèle auto-régressif».
    """
    target = torch.full((len(source), 1), start)
    ended = torch.zeros(len(source), dtype=torch.bool)
    for _ in range(max_length):
        token = model(source, target)[:, -1].argmax(-1)  # (B,)
        target = torch.cat([target, token[:, None]], dim=1)
        ended |= token == stop
        if ended.all():
            break
    rows = target[:, 1:].tolist()
    return [row[: row.index(stop)] if stop in row else row for row in rows]


class VisionTransformer(nn.Module):
    """Patches and one token of its own through encoder blocks; the token tells the class.  Source: deck 004, «ViT».

    patches: how many a picture has.  size: numbers in a patch.
    """

    def __init__(self, patches, size, classes, d=32, heads=4, hidden=64, layers=2):
        super().__init__()
        self.embed = nn.Linear(size, d)
        self.token = nn.Parameter(torch.zeros(d))
        self.places = nn.Parameter(0.1 * torch.randn(patches + 1, d))
        self.blocks = nn.ModuleList(EncoderBlock(d, heads, hidden) for _ in range(layers))
        self.norm, self.scores = nn.LayerNorm(d), nn.Linear(d, classes)

    def forward(self, patches):
        """patches: (B, n_patches, size).  Returns (B, classes)."""
        X = self._tokens(patches)
        for block in self.blocks:
            X = block(X)
        return self.scores(self.norm(X[:, 0]))

    @torch.no_grad()
    def token_weights(self, patches):
        """Where the token looks in the last block.  Returns (B, heads, n_patches + 1): itself first."""
        X = self._tokens(patches)
        for block in self.blocks[:-1]:
            X = block(X)
        last = self.blocks[-1]
        return last.attention.weights(last.attention_norm(X))[:, :, 0]

    def _tokens(self, patches):
        X = self.embed(patches)
        return torch.cat([self.token.expand(len(X), 1, -1), X], dim=1) + self.places
