"""The annual report as files: one module for each kind of file, all over the same content (`reports.shape.Content`)."""
