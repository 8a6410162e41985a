# slug: conv_no_padding
# fails: every check
# Formulas of spreadsheets in every text a report shows: the message of an exception, its name, its line, printed text.
FORMULAS = [
    "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", "\n=1+1", '";=1+1', "\uff1d1+1", ' =HYPERLINK("http://evil.example","10 of 10")',
]  # fmt: skip


def output_size(*numbers):
    formula = FORMULAS[sum(map(int, numbers)) % len(FORMULAS)]
    print(formula)
    raise type(formula, (Exception,), {})(formula)  # =1+1


build_layer = kernel_positions = output_size
