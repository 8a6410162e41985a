# outcome: raised
# It has the compiler make a program that is nested as deep as the stack is.
import ast


def attack():
    tree = ast.Expression(ast.Constant(1))
    for _ in range(10**5):
        tree.body = ast.UnaryOp(ast.Not(), tree.body)
    return compile(ast.fix_missing_locations(tree), "x", "eval")
