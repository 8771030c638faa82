"""The demo of the local mode: made-up people in five areas, and cases told through the real verbs."""
