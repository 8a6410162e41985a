# outcome: passed
# It asks the network for names, pages, models and data sets, by the libraries' own means.
import socket
import ssl
import urllib.error
import urllib.request

import torch
import torchvision

from attempts import refused

ERRORS = (urllib.error.URLError, RuntimeError, socket.gaierror)


def attack():
    return [
        refused("name", lambda: socket.getaddrinfo("example.org", 443), *ERRORS),
        refused("page", lambda: urllib.request.urlopen("http://192.0.2.1/", timeout=5), *ERRORS),
        refused("cloud", lambda: urllib.request.urlopen("http://169.254.169.254/", timeout=5), *ERRORS),
        refused("loopback", lambda: socket.create_connection(("127.0.0.1", 22), timeout=5), *ERRORS),
        refused("hub", lambda: torch.hub.load("pytorch/vision", "resnet18"), *ERRORS),
        refused("data set", lambda: torchvision.datasets.MNIST("/tmp/mnist", download=True), *ERRORS),
    ]
