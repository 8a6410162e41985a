"""A network of two convolutions, trained to read handwritten digits."""

import torch
from torch import nn


class CNN(nn.Module):
    """Two blocks of convolution, ReLU and pooling, then one linear layer: (N, 1, 28, 28) in, 10 logits out."""

    def __init__(self):
        super().__init__()
        # BEGIN SOLUTION
        self.conv1 = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=5, stride=1, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.conv2 = nn.Sequential(
            nn.Conv2d(16, 32, kernel_size=5, stride=1, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.out = nn.Linear(32 * 7 * 7, 10)
        # END SOLUTION

    def forward(self, x):
        """Return `(logits, features)`: (N, 10), and the (N, 1568) numbers that the last layer sees."""
        # BEGIN SOLUTION
        features = self.conv2(self.conv1(x)).flatten(1)
        return self.out(features), features
        # END SOLUTION


def train_epoch(model, loader, criterion, optimizer, device):
    """Train on every batch of `loader` once and return the mean loss per sample, a float.

    The images arrive as (N, 1, 28, 28); images and labels must be moved to `device`. `criterion` gives the
    mean loss of the samples in a batch.
    """
    # BEGIN SOLUTION
    model.train()
    total, count = 0.0, 0
    for images, labels in loader:
        images = images.to(device)
        labels = labels.to(device)
        logits, _ = model(images)
        loss = criterion(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count
    # END SOLUTION


def evaluate(model, loader, device):
    """Return the share of all samples in `loader` that the model gets right, a float in [0, 1]."""
    # BEGIN SOLUTION
    model.eval()
    correct, count = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device)
            labels = labels.to(device)
            logits, _ = model(images)
            correct += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return correct / count
    # END SOLUTION
