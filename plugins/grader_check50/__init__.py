"""check50's JSON, for what reads that: submit50, CS50's pages, editors."""
