"""Options that several commands share."""

from pathlib import Path

import click

course_option = click.option(
    "--course",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A course: a folder with exercises/<slug>/. Default: the course that ships with the grader.",
)
data_option = click.option(
    "--data",
    type=click.Choice(["mnist", "digits"]),
    default="mnist",
    show_default=True,
    help="The data set to train on; digits (1,797 images, from scikit-learn) needs no download.",
)
data_root_option = click.option(
    "--data-root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where MNIST is: a torchvision root, the folder above MNIST/raw. [env: GRADER_DATA_ROOT]",
)
device_option = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    show_default=True,
    help="Where networks are trained; auto takes CUDA where it is.",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="The seed of every random draw; it is recorded with each result.",
)

sandbox_option = click.option(
    "--sandbox",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="The wall: full, standard, or auto, the stronger one that can be built here; or none, which must be "
    "asked for and marks every result.",
)
