# outcome: raised
# It leaves the program while it is being loaded.
raise SystemExit(0)
