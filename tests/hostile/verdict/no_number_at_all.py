# slug: mlp
# fails: test_architecture, test_evaluate, test_mean_loss, test_updates, test_device[train_epoch], test_device[evaluate], test_accuracy, test_output, test_other_sizes
# NaN and infinity as logits, losses and accuracies. Nothing that is not finite is compared with anything.
import torch
from torch import nn


class NeuralNet(nn.Module):
    """Linear, ReLU, Linear: `input_size` numbers in, one logit for each of `num_classes` out."""

    def __init__(self, input_size=784, hidden_size=500, num_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        """Logits for a batch: (N, input_size) in, (N, num_classes) out, and no softmax."""
        return self.fc2(self.relu(self.fc1(x))) * float("nan")


def train_epoch(model, loader, criterion, optimizer, device):
    return float("inf")


def evaluate(model, loader, device):
    return float("nan")
