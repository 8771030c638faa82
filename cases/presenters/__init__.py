"""What pages, documents and the API show of a case, made ready for templates that hold no logic."""
