"""One module per tab or page; they do not know each other."""
