"""Compare a perceptron with a convolutional network: size, layers, and what a moved digit does to them."""

import torch


def count_parameters(model):
    """Return how many numbers the parameters of `model` hold, an int.

    Trainable or frozen, each counts once, also where two layers share it. Buffers, such as the running mean
    of a BatchNorm, are no parameters.
    """
    # YOUR CODE HERE
    raise NotImplementedError("count_parameters is not written yet")


def layer_table(model, input_size):
    """Return a row `(type, output shape, parameters)` for each layer of `model`, in the order they run.

    `input_size` is the size of one sample, such as `(784,)` or `(1, 28, 28)`. A layer is a module without
    modules inside it: a Sequential has no row, what is in it has. A layer that runs twice has two rows. The
    type is the name of the layer's class, such as "Conv2d". The output shape is a list of ints and begins with
    -1, which stands for the number of samples: `[-1, 16, 28, 28]`. A layer without parameters has 0.

    `model` is left as it was: in the same mode, without hooks, with the same numbers in it.
    """
    # YOUR CODE HERE
    raise NotImplementedError("layer_table is not written yet")


def shifted(images, dx, dy):
    """Return the images moved by `dx` pixels to the right and `dy` pixels down.

    `images` has shape (N, C, H, W) and is not changed; the result has its shape, dtype and device. Negative
    numbers move to the left and up. What leaves the image is lost, and zeros enter on the other side.
    """
    # YOUR CODE HERE
    raise NotImplementedError("shifted is not written yet")


def accuracy_under_shift(model, images, labels, shifts):
    """Return a list with one accuracy, a float in [0, 1], for each `(dx, dy)` in `shifts`, in their order.

    Each is the share of all `images`, (N, 1, 28, 28), that `model` gets right when they are moved so far. The
    model returns logits (N, 10), or a tuple that begins with them. It is asked in evaluation mode and without
    gradients, and is afterwards in the mode in which it was.
    """
    # YOUR CODE HERE
    raise NotImplementedError("accuracy_under_shift is not written yet")
