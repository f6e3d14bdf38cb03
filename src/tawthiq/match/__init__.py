"""Stage match: which rows are the same person, the same footage, the same event?"""
