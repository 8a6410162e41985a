# outcome: passed
# -*- coding: utf-7 -*- it says an encoding in which its text means something else

def attack():
    return 'a'  # +AAo-    return 100
