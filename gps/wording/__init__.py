"""What GPS says, in French: the sentence of each refusal and the names of Table 1. Pages, reports and machines' answers
all take them from here, so that a rule is told in one way.
"""
