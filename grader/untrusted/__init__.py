"""The side that is not believed: the worker that holds a submission, and the wall it first builds."""
