"""What a challenge's `run:` code calls: it observes, and everything random in it follows from one seed.

The same seed drives the candidate's run and the reference's, so both see the same cotangents and the
same parameters. It is not the seed of the inputs: those reach the candidate as values only.
"""

from __future__ import annotations

import builtins
import hashlib
import random
from collections.abc import Callable
from typing import Any

import numpy
import torch
from torch import nn

from dlprep.judge.values import Store


def derive(seed: int, *parts: object) -> int:
    """A seed of its own for each purpose: 63 bits of a digest of the parts."""
    text = repr((seed, *parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little") >> 1


def reseed(seed: int) -> None:
    """Set every random number generator that code may draw from."""
    random.seed(seed)
    numpy.random.seed(seed & 0xFFFFFFFF)
    torch.default_generator.manual_seed(seed)  # torch.manual_seed formats three stacks for absent devices


class Driver:
    """The driver library of one test; `observed` maps each observation's name to its snapshot."""

    def __init__(self, seed: int, store: Store) -> None:
        self._seed = seed
        self._store = store
        self._drawn = 0
        self.observed: dict[str, Any] = {}

    def names(self) -> dict[str, Any]:
        """The names that `run:` code sees."""
        public = ("observe", "grads", "fill", "raises", "count_parameters", "train", "statistics")
        return {**{name: getattr(self, name) for name in public}, "eval": self.evaluate}

    def observe(self, **values: Any) -> None:
        """Record values under their names, as they are now."""
        for name, value in values.items():
            if name in self.observed:
                raise ValueError(f"{name} was observed before in this test")
            self.observed[name] = self._store.snapshot(value)

    def grads(self, output: Any, **wrt: Any) -> dict[str, torch.Tensor | None]:
        """Gradients of a random projection of `output` with respect to tensors, or all parameters of modules.

        Named `grad_<name>`; None where no path leads from the output.
        """
        outputs = [output] if isinstance(output, torch.Tensor) else list(output)
        cotangents = [self._normal(out.shape, out.dtype) for out in outputs]
        named = dict(_leaves(wrt))
        reached = [(out, cot) for out, cot in zip(outputs, cotangents, strict=True) if out.requires_grad]
        sources = [(name, leaf) for name, leaf in named.items() if leaf.requires_grad]
        found: dict[str, torch.Tensor | None] = {f"grad_{name}": None for name in named}
        if reached and sources:
            values = torch.autograd.grad(
                [out for out, _ in reached],
                [leaf for _, leaf in sources],
                [cot for _, cot in reached],
                allow_unused=True,
                retain_graph=True,
            )
            found.update((f"grad_{name}", value) for (name, _), value in zip(sources, values, strict=True))
        return found

    def fill(self, module: nn.Module) -> nn.Module:
        """Give every parameter values that follow from its name and shape alone; returns the module."""
        with torch.no_grad():
            for name, parameter in module.named_parameters():
                shape = tuple(parameter.shape)
                generator = torch.Generator().manual_seed(derive(self._seed, name, shape))
                spread = max(1, parameter[0].numel() if parameter.dim() > 1 else 4) ** -0.5
                drawn = torch.randn(shape, generator=generator, dtype=torch.float32)
                parameter.copy_(drawn * spread)
        return module

    def raises(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> str | None:
        """The builtin class of the exception that a call raises (the nearest one), or None."""
        try:
            call(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - what is raised is the observation
            return next(base.__name__ for base in type(error).__mro__ if base.__module__ == builtins.__name__)
        return None

    def count_parameters(self, module: nn.Module, trainable: bool = False) -> int:
        """How many numbers a module's parameters hold, shared ones counted once."""
        return sum(p.numel() for p in module.parameters() if p.requires_grad or not trainable)

    def train(self, module: nn.Module) -> nn.Module:
        """Put a module into training mode."""
        return module.train()

    def evaluate(self, module: nn.Module) -> nn.Module:
        """Put a module into evaluation mode; `eval` in run code."""
        return module.eval()

    def statistics(self, draw: Callable[[], torch.Tensor], times: int = 256) -> dict[str, Any]:
        """Elementwise mean and standard deviation of `times` draws, and the share of exact zeros."""
        with torch.no_grad():
            draws = torch.stack([torch.as_tensor(draw()).double() for _ in range(times)])
        zeros = (draws == 0).double().mean().item()
        return {"mean": draws.mean(0), "std": draws.std(0), "zeros": zeros}

    def _normal(self, shape: torch.Size, dtype: torch.dtype) -> torch.Tensor:
        self._drawn += 1
        generator = torch.Generator().manual_seed(derive(self._seed, "cotangent", self._drawn))
        wide = torch.complex128 if dtype.is_complex else torch.float64
        return torch.randn(shape, generator=generator, dtype=wide).to(dtype)


def _leaves(wrt: dict[str, Any]) -> list[tuple[str, torch.Tensor]]:
    pairs: list[tuple[str, torch.Tensor]] = []
    for name, value in wrt.items():
        if isinstance(value, nn.Module):
            pairs += [(f"{name}.{inner}", parameter) for inner, parameter in value.named_parameters()]
        else:
            pairs.append((name, value))
    return pairs
