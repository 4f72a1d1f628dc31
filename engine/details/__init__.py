"""Details in a message: domain, address, numbers, department, date … found with spaCy.

`vocabulary` lists the names, `shapes` the regular forms, `dates` the phrases of time, `pipeline`
puts them into one spaCy pipeline, `build` saves it under `models/spacy/<version>/`.
"""
