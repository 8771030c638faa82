"""What the pages on policies say, and in which words: a list, one version, and one version on dates."""
