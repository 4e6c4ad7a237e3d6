"""What a county looks at to see itself: risk signals, forms of inaction, who was overlooked, what stalls.

Pure judgements over facts that `store.watching` reads: who did which act in which case on which day.
Every threshold is the place's (`risk.*`), and a signal whose threshold nobody has set is not judged.
A signal is a question, never a finding: it says in a sentence what was seen, where and in which cases.
"""
