"""What crosses the wall, and how: frames of bytes, typed messages, plain values. Data only, never objects."""
