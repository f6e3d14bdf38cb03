"""Stage preserve: what do we hold, from whom, how did we get it?"""
