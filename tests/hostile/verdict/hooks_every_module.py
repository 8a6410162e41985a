# slug: mlp_vs_cnn
# fails: test_table_leaves_no_trace
# Its hook is on every module there is, and stays. Such hooks are counted too.
import torch


def count_parameters(model):
    """Return how many numbers the parameters of `model` hold, an int.

    Trainable or frozen, each counts once, also where two layers share it. Buffers, such as the running mean
    of a BatchNorm, are no parameters.
    """
    return sum(parameter.numel() for parameter in model.parameters())


def layer_table(model, input_size):
    """Return a row `(type, output shape, parameters)` for each layer of `model`, in the order they run.

    `input_size` is the size of one sample, such as `(784,)` or `(1, 28, 28)`. A layer is a module without
    modules inside it: a Sequential has no row, what is in it has. A layer that runs twice has two rows. The
    type is the name of the layer's class, such as "Conv2d". The output shape is a list of ints and begins with
    -1, which stands for the number of samples: `[-1, 16, 28, 28]`. A layer without parameters has 0.

    `model` is left as it was: in the same mode, without hooks, with the same numbers in it.
    """
    rows = []

    def note(layer, _inputs, output):
        rows.append((type(layer).__name__, [-1, *output.shape[1:]], count_parameters(layer)))

    layers = [layer for layer in model.modules() if not list(layer.children())]
    chosen = set(map(id, layers))

    def note_if_chosen(layer, inputs, output):
        if id(layer) in chosen:
            note(layer, inputs, output)

    torch.nn.modules.module.register_module_forward_hook(note_if_chosen)
    hooks = []
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            model(torch.zeros(1, *input_size))
    finally:
        model.train(training)
        for hook in hooks:
            hook.remove()
    return rows


def shifted(images, dx, dy):
    """Return the images moved by `dx` pixels to the right and `dy` pixels down.

    `images` has shape (N, C, H, W) and is not changed; the result has its shape, dtype and device. Negative
    numbers move to the left and up. What leaves the image is lost, and zeros enter on the other side.
    """
    _, _, height, width = images.shape
    # Beyond its own size an image shows nothing, however far it moves.
    dx = max(-width, min(width, dx))
    dy = max(-height, min(height, dy))
    # A negative padding cuts off.
    return torch.nn.functional.pad(images, (dx, -dx, dy, -dy))


def accuracy_under_shift(model, images, labels, shifts):
    """Return a list with one accuracy, a float in [0, 1], for each `(dx, dy)` in `shifts`, in their order.

    Each is the share of all `images`, (N, 1, 28, 28), that `model` gets right when they are moved so far. The
    model returns logits (N, 10), or a tuple that begins with them. It is asked in evaluation mode and without
    gradients, and is afterwards in the mode in which it was.
    """
    training = model.training
    model.eval()
    accuracies = []
    with torch.no_grad():
        for dx, dy in shifts:
            right = 0
            batches = zip(shifted(images, dx, dy).split(500), labels.split(500))
            for some_images, some_labels in batches:
                output = model(some_images)
                logits = output[0] if isinstance(output, tuple) else output
                right += (logits.argmax(dim=1) == some_labels).sum().item()
            accuracies.append(right / len(labels))
    model.train(training)
    return accuracies
