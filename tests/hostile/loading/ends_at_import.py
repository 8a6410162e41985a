# outcome: crashed
# It ends the process while it is being loaded, as if all had gone well.
import os

os._exit(0)
