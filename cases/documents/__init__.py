"""The documents of a case: each is built once as a plain structure, from the record, and drawn as a page or as a PDF."""
