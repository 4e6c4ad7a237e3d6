"""The JSON API: one router a subject. A router says who may call and what is answered, no more."""
