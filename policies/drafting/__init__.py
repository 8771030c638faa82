"""The next version of a procedure, written in the browser: forms that follow the format, and what is done with a draft."""
