# fails: test_random_table
# Each layer is run by hand after the one registered before it, whatever the model's own forward does.
import torch


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def layer_table(model, input_size):
    rows = []

    def walk(part, x):
        children = list(part.children())
        if children:
            for child in children:
                x = walk(child, x)
            return x
        if isinstance(part, torch.nn.Linear):
            x = x.flatten(1)
        x = part(x)
        number = sum(parameter.numel() for parameter in part.parameters())
        rows.append((type(part).__name__, [-1] + list(x.shape[1:]), number))
        return x

    was_training = model.training
    model.eval()
    with torch.no_grad():
        walk(model, torch.rand(2, *input_size))
    model.train(was_training)
    return rows


def shifted(images, dx, dy):
    n, c, h, w = images.shape
    moved = torch.zeros_like(images)
    if abs(dx) >= w or abs(dy) >= h:
        return moved
    moved[:, :, max(dy, 0):h + min(dy, 0), max(dx, 0):w + min(dx, 0)] = \
        images[:, :, max(-dy, 0):h - max(dy, 0), max(-dx, 0):w - max(dx, 0)]
    return moved


def accuracy_under_shift(model, images, labels, shifts):
    was_training = model.training
    model.eval()
    result = []
    with torch.no_grad():
        for dx, dy in shifts:
            moved = shifted(images, dx, dy)
            correct = 0
            for i in range(0, len(images), 100):
                output = model(moved[i:i + 100])
                if isinstance(output, tuple):
                    output = output[0]
                correct += (output.argmax(1) == labels[i:i + 100]).sum().item()
            result.append(correct / len(images))
    model.train(was_training)
    return result
