"""What pages and the API ask for: a form for each verb and for each step of raising."""
