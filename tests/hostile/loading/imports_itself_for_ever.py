# outcome: raised
# It loads itself again, without an end.
import sys

exec(compile("def again():\n    return again()\nagain()", "submission.py", "exec"))
