"""The API: what a page shows as JSON, and the same verbs behind the same forms, access and errors as the pages."""
