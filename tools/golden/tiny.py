"""The weights of TinyModels, made here from the same generator; imported by other scripts."""

import torch


def fill(model, state):
    parameters = dict(model.named_parameters())
    for name in sorted(parameters):
        tensor = parameters[name]
        values = []
        for _ in range(tensor.numel()):
            state = (1103515245 * state + 12345) % 2**31
            value = ((state >> 16) % 256 - 128) / 1024
            values.append(1 + value / 8 if name.endswith("norm.weight") else value)
        tensor.data = torch.tensor(values).view(tensor.shape)
    model.tie_weights()
