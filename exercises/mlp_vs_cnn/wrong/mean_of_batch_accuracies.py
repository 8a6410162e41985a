# fails: test_accuracy_under_shift[logits], test_accuracy_under_shift[tuple], test_evaluation_mode, test_mode_is_put_back, test_no_gradients, test_utility
# The batches' accuracies are averaged, although the last batch is smaller.
import torch


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def layer_table(model, input_size):
    rows = []

    def hook(layer, inputs, output):
        number = sum(parameter.numel() for parameter in layer.parameters())
        rows.append((type(layer).__name__, [-1] + list(output.shape[1:]), number))

    hooks = []
    for layer in model.modules():
        if len(list(layer.children())) == 0:
            hooks.append(layer.register_forward_hook(hook))
    was_training = model.training
    model.eval()
    with torch.no_grad():
        model(torch.rand(2, *input_size))
    model.train(was_training)
    for one in hooks:
        one.remove()
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
            shares = []
            for i in range(0, len(images), 100):
                output = model(moved[i:i + 100])
                if isinstance(output, tuple):
                    output = output[0]
                shares.append((output.argmax(1) == labels[i:i + 100]).float().mean().item())
            result.append(sum(shares) / len(shares))
    model.train(was_training)
    return result
