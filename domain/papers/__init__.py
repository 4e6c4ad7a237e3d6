"""The papers of social assistance: which kinds there are, what each is called, how it goes out.

Pure tables and values: titles by programme, forms to sign, proof of delivery. Nothing here renders
(that is `documents`), sends (that is `activities.notices`) or knows a case.
"""
