# slug: conv_no_padding
# fails: every check
# Markdown that would end a block, begin a heading, link somewhere, or look like the page's own lines.
LINES = """
```
~~~
</text>
# Feedback for somebody else
## conv_no_padding: done

**10 of 10 points** for all checks.

- **passed** (2 of 2 points): everything
![](http://evil.example/pixel.png) [10 of 10](http://evil.example) <http://evil.example> http://evil.example
| a | b |
|---|---|
$$\\href{javascript:alert(1)}{x}$$ @instructor #1
````````````````````````````````
"""


def output_size(*_):
    print(LINES)
    print("`" * 5000)
    raise type(LINES, (Exception,), {})(LINES)


build_layer = kernel_positions = output_size
